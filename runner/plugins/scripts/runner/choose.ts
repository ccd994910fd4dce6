import { prettifyError } from 'zod';
import type { TaskContext } from '../../../plugin/types.ts';
import type { ScriptProperties } from '../properties.ts';
import { dockerOptions } from './docker/properties.ts';
import { dockerRunner } from './docker/run.ts';
import { processRunner } from './process.ts';
import type { TaskRunner } from './types.ts';

const processTypes = [
  'io.kestra.plugin.core.runner.Process',
  'io.kestra.core.models.tasks.runners.types.ProcessTaskRunner',
];
const dockerTypes = [
  'io.kestra.plugin.scripts.runner.docker.Docker',
  'io.kestra.plugin.scripts.runner.docker.DockerTaskRunner',
];

/**
 * The task runner that a script task asks for (flow-language §6.11): the deprecated `runner` and `docker` first, then
 * `taskRunner`, else processes of this machine. `TUTTI_DOCKER=process` runs as processes what asks for Docker.
 *
 * @param image the language's image, where neither the runner nor the task names one
 * @throws where the runner is none of Tutti's
 */
export async function chooseRunner(
  context: TaskContext<ScriptProperties>,
  image: string,
  variables: Record<string, unknown>,
): Promise<TaskRunner> {
  const { runner, docker, taskRunner, containerImage } = context.properties;
  const deprecated = runner ?? (docker ? 'DOCKER' : undefined);
  const type = taskRunner?.type;
  const bare = context.confinement?.bareScripts === true;
  if (deprecated === 'PROCESS' || (!deprecated && (!type || processTypes.includes(type))))
    return processRunner(bare);
  if (!deprecated && !dockerTypes.includes(type!)) {
    throw new Error(
      `The task runner '${type}' is not part of Tutti. Use ${processTypes[0]} or ${dockerTypes[0]}, or leave taskRunner out.`,
    );
  }
  if (process.env['TUTTI_DOCKER'] === 'process') {
    context.log(
      'DEBUG',
      'TUTTI_DOCKER=process: the commands run as processes of this machine, not in a container.',
    );
    return processRunner(bare);
  }
  const written = deprecated ? docker : taskRunner;
  const options = dockerOptions.safeParse(await context.renderDeep<unknown>(written ?? {}, variables));
  if (!options.success)
    throw new Error(`Invalid options of the Docker task runner: ${prettifyError(options.error)}`);
  return dockerRunner(options.data, options.data.image || containerImage || image);
}

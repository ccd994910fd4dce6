import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { runProcess } from '../../process/run.ts';
import type { Job, TaskRunner } from '../types.ts';
import { containerArguments } from './arguments.ts';
import type { DockerOptions } from './properties.ts';

/** Runs commands in a container, by the `docker` command (flow-language §6.11, Docker). */
export function dockerRunner(options: DockerOptions, image: string): TaskRunner {
  return {
    kind: 'docker',
    async run(job) {
      const configuration = await writeConfiguration(options);
      const docker = dockerCommand(options, configuration);
      const name = `tutti-${randomUUID()}`;
      const stopped = stopOnAbort(docker, name, options, job.signal);
      try {
        await create(docker, name, options, image, job);
        const exitCode = await start(docker, name, options, job);
        return { exitCode, details: { containerId: name } };
      } finally {
        await stopped();
        if (options.delete && (options.wait || job.signal.aborted)) {
          await docker.run(['rm', '--force', '--volumes', name]).catch(() => undefined);
        }
        if (configuration) await rm(configuration, { recursive: true, force: true });
      }
    },
  };
}

interface DockerCommand {
  /** Options before the subcommand. */
  global: string[];
  environment: Record<string, string | undefined>;
  /** Runs a subcommand to its end; rejects with what it wrote to its error output. */
  run(args: string[], environment?: Record<string, string>): Promise<string>;
}

function dockerCommand(options: DockerOptions, configuration: string | undefined): DockerCommand {
  const global = [
    ...(configuration ? ['--config', configuration] : []),
    ...(options.host ? ['--host', options.host] : []),
  ];
  return {
    global,
    environment: process.env,
    async run(args, environment = {}) {
      try {
        const { stdout } = await promisify(execFile)('docker', [...global, ...args], {
          env: { ...process.env, ...environment },
          maxBuffer: 16 * 1024 * 1024,
        });
        return stdout;
      } catch (error) {
        throw dockerError(error as NodeJS.ErrnoException & { stderr?: string });
      }
    },
  };
}

/** What went wrong, and what to do where Docker is not there. */
function dockerError(error: NodeJS.ErrnoException & { stderr?: string }): Error {
  const advice =
    'Remove the Docker taskRunner to run the commands as processes of this machine, or set TUTTI_DOCKER=process to do so for every task.';
  if (error.code === 'ENOENT') {
    return new Error(
      `The task asks for the Docker task runner, but there is no 'docker' command here. Install Docker. ${advice}`,
    );
  }
  const told = error.stderr?.trim() || error.message;
  if (/cannot connect to the docker daemon|permission denied.*docker|error during connect/i.test(told)) {
    return new Error(
      `The task asks for the Docker task runner, but Docker does not answer: ${told} Start it. ${advice}`,
    );
  }
  return new Error(`Docker failed: ${told}`);
}

async function create(
  docker: DockerCommand,
  name: string,
  options: DockerOptions,
  image: string,
  job: Job,
): Promise<void> {
  const { args, environment } = containerArguments(name, options, image, job);
  await docker.run(['create', ...args], environment);
  job.signal.throwIfAborted();
  if (options.fileHandlingStrategy === 'MOUNT') return;
  // The image's user may be another one than the owner of the copy.
  const { mode } = await stat(job.directory);
  await chmod(job.directory, 0o777);
  try {
    await docker.run(['cp', `${job.directory}/.`, `${name}:${job.directory}`]);
  } finally {
    await chmod(job.directory, mode);
  }
}

async function start(docker: DockerCommand, name: string, options: DockerOptions, job: Job): Promise<number> {
  if (!options.wait) {
    await docker.run(['start', name]);
    return 0;
  }
  const exitCode = await runProcess({
    command: ['docker', ...docker.global, 'start', '--attach', name],
    directory: job.directory,
    environment: docker.environment,
    signal: job.signal,
    onLines: job.onLines,
  });
  if (options.fileHandlingStrategy === 'VOLUME') {
    const { mode } = await stat(job.directory);
    await docker.run(['cp', `${name}:${job.directory}/.`, job.directory]);
    await chmod(job.directory, mode);
  }
  return exitCode;
}

/** Stops the container when the task is killed; the result waits for that and takes the listener off. */
function stopOnAbort(
  docker: DockerCommand,
  name: string,
  options: DockerOptions,
  signal: AbortSignal,
): () => Promise<void> {
  let stopping: Promise<unknown> | undefined;
  const stop = () => {
    stopping = secondsOf(options.killGracePeriod)
      .then((seconds) => docker.run(['stop', '--time', String(seconds), name]))
      .catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  return async () => {
    signal.removeEventListener('abort', stop);
    await stopping;
  };
}

/** Whole seconds of a rendered duration: ISO text, or a number of seconds. */
async function secondsOf(duration: string | number): Promise<number> {
  if (Number.isFinite(Number(duration))) return Math.ceil(Number(duration));
  const { Temporal } = await import('temporal-polyfill');
  return Math.ceil(Temporal.Duration.from(String(duration)).total('seconds'));
}

/** A folder with the `config.json` that holds the task's own configuration and credentials. */
async function writeConfiguration({ config, credentials }: DockerOptions): Promise<string | undefined> {
  if (!config && !credentials) return undefined;
  const written: unknown = typeof config === 'string' ? JSON.parse(config) : (config ?? {});
  const content = written as Record<string, unknown>;
  if (credentials) {
    const { registry, username, password, registryToken, identityToken, auth } = credentials;
    const basic =
      auth ??
      (username !== undefined ? Buffer.from(`${username}:${password ?? ''}`).toString('base64') : undefined);
    content['auths'] = {
      ...(content['auths'] as object | undefined),
      [registry ?? 'https://index.docker.io/v1/']: {
        auth: basic,
        registrytoken: registryToken,
        identitytoken: identityToken,
      },
    };
  }
  const folder = await mkdtemp(join(tmpdir(), 'tutti-docker-'));
  await writeFile(join(folder, 'config.json'), JSON.stringify(content), { mode: 0o600 });
  return folder;
}

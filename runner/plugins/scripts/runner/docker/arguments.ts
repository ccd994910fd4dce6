import type { Job } from '../types.ts';
import type { DockerOptions } from './properties.ts';

/**
 * Arguments of `docker create` for a job. The values of the environment go through the environment of the `docker` command, not
 * its command line, which every user of the machine can read.
 */
export function containerArguments(
  name: string,
  options: DockerOptions,
  image: string,
  job: Job,
): { args: string[]; environment: Record<string, string> } {
  const environment: Record<string, string> = {};
  const args = ['--name', name, '--workdir', job.directory, '--pull', pull[options.pullPolicy]];
  for (const [key, value] of Object.entries(job.environment)) {
    if (readByDocker.test(key)) args.push('--env', `${key}=${value}`);
    else {
      environment[key] = value;
      args.push('--env', key);
    }
  }
  const option = (flag: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') args.push(flag, String(value));
  };
  const each = (flag: string, values: readonly string[] | undefined) => {
    for (const value of values ?? []) option(flag, value);
  };
  if (options.fileHandlingStrategy === 'MOUNT') option('--volume', `${job.directory}:${job.directory}`);
  each('--volume', options.volumes);
  each('--add-host', options.extraHosts);
  each('--publish', options.portBindings);
  option('--network', options.networkMode);
  option('--user', options.user);
  option('--cpus', options.cpu?.cpus);
  option('--memory', options.memory?.memory);
  option('--memory-swap', options.memory?.memorySwap);
  option('--memory-swappiness', options.memory?.memorySwappiness);
  option('--memory-reservation', options.memory?.memoryReservation);
  option('--kernel-memory', options.memory?.kernelMemory);
  option('--shm-size', options.shmSize);
  if (String(options.memory?.oomKillDisable) === 'true') args.push('--oom-kill-disable');
  if (options.privileged) args.push('--privileged');
  each('--gpus', options.deviceRequests?.map(deviceRequest));
  // The image's entry point is cleared, for the command is a complete one.
  const [entryPoint = '', ...rest] = options.entryPoint ?? [];
  args.push('--entrypoint', entryPoint, image, ...rest, ...job.command);
  return { args, environment };
}

const pull = { ALWAYS: 'always', IF_NOT_PRESENT: 'missing', NEVER: 'never' } as const;

/** Variables that would change what the `docker` command itself does. */
const readByDocker = /^(PATH|HOME|DOCKER_.*|LD_.*|.*_PROXY|.*_proxy|GODEBUG|SSH_.*)$/;

function deviceRequest(request: NonNullable<DockerOptions['deviceRequests']>[number]): string {
  const { driver, count, deviceIds, capabilities } = request;
  const parts = [
    driver && `driver=${driver}`,
    deviceIds?.length
      ? `"device=${deviceIds.join(',')}"`
      : `count=${count === undefined || Number(count) < 0 ? 'all' : count}`,
    capabilities?.length && `"capabilities=${capabilities.flat().join(',')}"`,
  ];
  return parts.filter(Boolean).join(',');
}

import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findProgram } from '../../../../runner/plugins/scripts/programs.ts';
import Commands from '../../../../runner/plugins/scripts/shell/Commands.ts';
import { taskWorld } from '../../../support/taskContext.ts';

const taskRunner = { type: 'io.kestra.plugin.scripts.runner.docker.Docker' };

afterEach(() => vi.unstubAllEnvs());

describe('a container', () => {
  it('gets a copy of the working directory; output and files come back', async () => {
    const { world, calls } = await worldWithDocker();
    const result = await world.run(Commands, {
      taskRunner,
      containerImage: 'alpine:3',
      inputFiles: { 'in.txt': 'hello' },
      outputFiles: ['out.txt'],
      env: { GREETING: 'hi there' },
      commands: ['tr a-z A-Z < in.txt > out.txt', 'echo "$GREETING"', 'echo oops >&2'],
    });
    expect(world.logs).toContainEqual({ level: 'INFO', message: 'hi there' });
    expect(world.logs).toContainEqual({ level: 'ERROR', message: 'oops' });
    const files = result?.outputs?.['outputFiles'] as Record<string, string>;
    expect(await world.text(files['out.txt'])).toBe('HELLO');
    expect(result?.outputs?.['taskRunner']).toEqual({ containerId: expect.stringMatching(/^tutti-/) });
    const [create, ...rest] = await calls();
    expect(create).toContain(
      '--pull missing --env WORKING_DIR --env GREETING --entrypoint  alpine:3 /bin/sh -c set -e',
    );
    expect(create).not.toContain('hi there');
    expect(rest.map((call) => call.split(' ')[0])).toEqual(['cp', 'start', 'cp', 'rm']);
  });

  it('is made as its options say', async () => {
    const { world, calls } = await worldWithDocker();
    await world.run(Commands, {
      taskRunner: {
        ...taskRunner,
        image: '{{ flow.id }}:1',
        pullPolicy: 'ALWAYS',
        entryPoint: ['/bin/sh', '-c'],
        user: 'nobody',
        networkMode: 'host',
        volumes: ['/data:/data:ro'],
        extraHosts: ['db:10.0.0.1'],
        portBindings: ['8080:80'],
        cpu: { cpus: 1.5 },
        memory: { memory: '256MB' },
        shmSize: '64m',
        privileged: true,
        deviceRequests: [{ driver: 'nvidia', count: -1, capabilities: [['gpu']] }],
        fileHandlingStrategy: 'MOUNT',
      },
      interpreter: [],
      commands: ['true'],
    });
    const [create] = await calls();
    for (const part of [
      '--pull always',
      `--volume ${world.directory}:${world.directory} --volume /data:/data:ro`,
      '--add-host db:10.0.0.1 --publish 8080:80 --network host --user nobody --cpus 1.5 --memory 256MB --shm-size 64m',
      '--privileged --gpus driver=nvidia,count=all,"capabilities=gpu" --entrypoint /bin/sh flow:1 -c true',
    ]) {
      expect(create).toContain(part);
    }
  });

  it('that fails, fails the task', async () => {
    const { world } = await worldWithDocker();
    await expect(world.run(Commands, { taskRunner, commands: ['exit 4'] })).rejects.toThrow(
      'Command failed with exit code 4',
    );
    expect(world.keptOutputs).toMatchObject([{ exitCode: 4 }]);
  });

  it('is stopped and removed when the task is killed', async () => {
    const { world, calls } = await worldWithDocker();
    const killed = new AbortController();
    const running = world.run(Commands, { taskRunner, commands: ['echo up', 'sleep 100'] }, killed);
    await expect.poll(() => world.logs.length).toBe(1);
    killed.abort(new Error('killed'));
    await expect(running).rejects.toThrow('killed');
    expect((await calls()).slice(3).map((call) => call.replace(/ tutti-.*/, ''))).toEqual([
      'stop --time 0',
      'rm --force --volumes',
    ]);
  });

  it('is asked for by the deprecated properties, too', async () => {
    const { world, calls } = await worldWithDocker();
    await world.run(Commands, { docker: { image: 'alpine' }, commands: ['true'] });
    await world.run(Commands, { runner: 'DOCKER', commands: ['true'] });
    const created = (await calls()).filter((call) => call.startsWith('create'));
    expect(created.map((call) => / (\S+) \/bin\/sh/.exec(call)?.[1])).toEqual(['alpine', 'ubuntu']);
  });
});

describe('without Docker', () => {
  it('the task fails, and says what to do', async () => {
    const world = await taskWorld();
    const folder = join(world.directory, '../bin');
    await mkdir(folder);
    for (const name of ['sh', 'mkfifo']) await symlink((await findProgram(name))!, join(folder, name));
    vi.stubEnv('PATH', folder);
    await expect(world.run(Commands, { taskRunner, commands: ['true'] })).rejects.toThrow(
      /there is no 'docker' command here. Install Docker. .*TUTTI_DOCKER=process/,
    );
  });

  it('the commands run as processes, when TUTTI_DOCKER says so', async () => {
    const world = await taskWorld();
    vi.stubEnv('TUTTI_DOCKER', 'process');
    await world.run(Commands, { taskRunner, commands: ['echo here'] });
    expect(world.logs).toContainEqual({ level: 'INFO', message: 'here' });
  });
});

it.skipIf((await findProgram('docker')) === undefined)(
  'A Docker host that does not answer fails the task',
  async () => {
    const world = await taskWorld();
    const running = world.run(Commands, {
      taskRunner: { ...taskRunner, host: 'unix:///nonexistent/docker.sock' },
      commands: ['true'],
    });
    await expect(running).rejects.toThrow(/Docker does not answer: .*nonexistent/);
  },
);

/** A `docker` command for machines without Docker: containers are directories, and their commands run as processes. */
async function worldWithDocker() {
  const world = await taskWorld();
  const home = join(world.directory, '../docker');
  await mkdir(home);
  await writeFile(join(home, 'docker'), docker);
  await chmod(join(home, 'docker'), 0o755);
  vi.stubEnv('PATH', [home, process.env['PATH']].join(delimiter));
  vi.stubEnv('FAKE_DOCKER', home);
  const calls = async () =>
    (await readFile(join(home, 'calls'), 'utf8')).split('\0\n').filter((call) => call !== '');
  return { world, calls };
}

const docker = `#!/bin/sh
printf '%s\\0\\n' "$*" >> "$FAKE_DOCKER/calls"
verb=$1; shift
container() { echo "$FAKE_DOCKER/$1"; }
case $verb in
create)
  while [ $# -gt 0 ]; do
    case $1 in
      --name) home=$(container "$2"); mkdir -p "$home/files"; shift 2 ;;
      --env) case $2 in *=*) echo "export '$2'" ;; *) eval "echo \\"export $2='\\$$2'\\"" ;; esac >> "$home/env"; shift 2 ;;
      --entrypoint) entry=$2; shift 3; [ -z "$entry" ] || set -- "$entry" "$@"; break ;;
      --privileged) shift ;;
      *) shift 2 ;;
    esac
  done
  for argument; do printf '%s' "$argument" | base64 -w0; echo; done > "$home/command" ;;
cp)
  case $1 in
    tutti-*) cp -R "$(container "\${1%%:*}")/files/." "$2" ;;
    *) cp -R "$1" "$(container "\${2%%:*}")/files" ;;
  esac ;;
start)
  home=$(container "$2")
  cd "$home/files" || exit 1
  . "$home/env"
  set --
  while read -r argument; do set -- "$@" "$(echo "$argument" | base64 -d)"; done < "$home/command"
  exec "$@" ;;
rm) rm -rf "$(container "$3")" ;;
esac
`;

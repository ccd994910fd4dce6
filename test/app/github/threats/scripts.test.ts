import { expect, it, vi } from 'vitest';
import { appWorld } from '../appWorld.ts';

const script = `id: script
namespace: company.team
tasks:
  - id: env
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    env: { GIVEN: by the task }
    commands: ["env", "pwd"]
`;
const ours = {
  GITHUB_TOKEN: 'token-of-the-server',
  AWS_SECRET_ACCESS_KEY: 'key-of-the-cloud',
  NPM_TOKEN: 'token-of-the-registry',
  NODE_OPTIONS: '--no-deprecation',
  SSH_AUTH_SOCK: '/socket-of-the-agent',
};

it('given a script of a repository, then it has nothing of the server’s environment but what every program needs (github §8.2)', async () => {
  for (const [name, value] of Object.entries(ours)) vi.stubEnv(name, value);
  const world = await appWorld({ files: { 'flows/script.yaml': script } });
  const workspace = (await world.rooms().workspaces.open(world.known(), { kind: 'production' }))!;
  const { id } = await workspace.engine.start({
    flow: workspace.flows.find('company.team', 'script')!.flow,
  });
  expect((await workspace.engine.ended(id)).state.current).toBe('SUCCESS');
  const { entries } = await workspace.backend.logs({ executionId: id });
  const lines = entries
    .map(({ message }) => message)
    .join('\n')
    .split('\n');
  vi.unstubAllEnvs();
  for (const [name, value] of Object.entries(ours)) {
    expect(lines.filter((line) => line.startsWith(`${name}=`))).toEqual([]);
    expect(lines.join('\n')).not.toContain(value);
  }
  expect(lines).toContain('GIVEN=by the task');
  expect(lines.some((line) => line.startsWith('PATH='))).toBe(true);
  // Its home is the directory that it works in.
  const directory = lines.find((line) => line.startsWith('WORKING_DIR='))!.replace('WORKING_DIR=', '');
  expect(lines).toContain(`HOME=${directory}`);
});

import { existsSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import type { Workspace } from '../../../../app/github/types.ts';
import { workspacesWorld } from './workspacesWorld.ts';

const flow = (id: string, task: string) =>
  `id: ${id}\nnamespace: company.team\ntasks:\n  - { id: it, ${task} }\n`;
const files = {
  'flows/log.yaml': flow('log', 'type: io.kestra.plugin.core.log.Log, message: hello'),
  'flows/wait.yaml': flow('wait', 'type: io.kestra.plugin.core.flow.Pause'),
  'flows/nap.yaml': flow(
    'nap',
    'type: io.kestra.plugin.scripts.shell.Commands, taskRunner: { type: io.kestra.plugin.core.runner.Process }, commands: ["sleep 0.5"]',
  ),
  'flows/sleep.yaml': flow('sleep', 'type: io.kestra.plugin.core.flow.Sleep, duration: PT10M'),
};

async function start({ engine, flows }: Workspace, name: string): Promise<string> {
  const { id } = await engine.start({ flow: flows.find('company.team', name)!.flow });
  return id;
}

/** Starts it and waits for a state. */
async function startUntil(workspace: Workspace, name: string, state: string): Promise<string> {
  const id = await start(workspace, name);
  await vi.waitFor(async () => expect(await stateOf(workspace, id)).toBe(state));
  return id;
}

async function stateOf({ backend }: Workspace, id: string): Promise<string | undefined> {
  return (await backend.execution(id))?.state.current;
}

it('given a pull request in which nothing runs, when nobody asked for 10 minutes, then it is closed, and whoever asks finds all', async () => {
  const { pull, pass, open, workspaces, repository } = await workspacesWorld(files);
  const one = await pull(1);
  const id = await start(one, 'log');
  await one.engine.ended(id);
  await pass(9, 1);
  expect(open()).toEqual(['1']);
  await pull(1);
  await pass(9, 1);
  expect(open()).toEqual(['1']);
  await pass(1, 1);
  expect(open()).toEqual([]);
  const again = (await workspaces().open(repository, { kind: 'pull', number: 1 }))!;
  expect(await stateOf(again, id)).toBe('SUCCESS');
  expect(open()).toEqual(['1']);
});

it('given a pull request in which something waits for a person, then it stays open until 10 minutes after its end', async () => {
  const { pull, pass, open } = await workspacesWorld(files);
  const one = await pull(1);
  const id = await startUntil(one, 'wait', 'PAUSED');
  await pass(60, 1);
  expect(open()).toEqual(['1']);
  await one.engine.control(id, { type: 'resume' });
  await one.engine.ended(id);
  await pass(9, 1);
  expect(open()).toEqual(['1']);
  await pass(11, 1);
  expect(open()).toEqual([]);
});

it('given production in which nothing runs, then it stays open', async () => {
  const { workspaces, repository, commit, pass, open } = await workspacesWorld(files);
  await workspaces().at(repository, { kind: 'production' }, { commit, trust: 'default' });
  await pass(60);
  expect(open()).toEqual(['production']);
});

it.each(['right before', 'while'])(
  'given somebody who asks %s a workspace is closed, then what he gets works',
  async (when) => {
    const { pull, open, clock, other, workspaces, repository } = await workspacesWorld(files);
    const due = clock.now() + 10 * 60_000;
    const asked: Promise<Workspace>[] = [];
    const ask = () => clock.at(due, () => asked.push(pull(1, 'branch', other)));
    // What is due at one time happens in the order in which it was wished for; moving to another commit takes its time.
    if (when === 'right before') ask();
    await pull(1);
    if (when === 'while') ask();
    await clock.goTo(new Date(due).toISOString(), async () => undefined);
    const [one] = await Promise.all(asked);
    // Takes its turn after what was asked for so far.
    await workspaces().restore(repository, { kind: 'pull', number: 1 });
    const id = await start(one!, 'log');
    expect((await one!.engine.ended(id)).state.current).toBe('SUCCESS');
    expect(open()).toEqual(['1']);
  },
);

it('given a server that starts, then only production and what has not ended are opened, and others when they are asked for', async () => {
  const { pull, openings, workspaces, repository, commit, restart } = await workspacesWorld(files);
  await workspaces().at(repository, { kind: 'production' }, { commit, trust: 'default' });
  await pull(1);
  const paused = await startUntil(await pull(2), 'wait', 'PAUSED');
  openings.length = 0;
  await restart();
  expect(openings).toEqual(['production', '2']);
  const two = (await workspaces().open(repository, { kind: 'pull', number: 2 }))!;
  expect(two.engine.drives(paused)).toBe(true);
  expect(await workspaces().open(repository, { kind: 'pull', number: 1 })).toBeDefined();
  expect(openings).toEqual(['production', '2', '1']);
});

it('given more pull requests than may be open, then the one that was not asked for longest is closed, but none that is in use', async () => {
  const { pull, pass, open } = await workspacesWorld(files);
  await startUntil(await pull(1), 'wait', 'PAUSED');
  for (let number = 2; number <= 32; number++) await pull(number);
  await pass(2);
  await pull(2);
  await pull(33);
  await vi.waitFor(() => expect(open()).not.toContain('3'));
  expect(open()).toHaveLength(32);
  expect(open()).toEqual(expect.arrayContaining(['1', '2', '33']));
});

it('given more pull requests than may be open, all just asked for, then room is made a minute later', async () => {
  const { pull, pass, open } = await workspacesWorld(files);
  for (let number = 1; number <= 33; number++) await pull(number);
  expect(open()).toHaveLength(33);
  await pass(1);
  await vi.waitFor(() => expect(open()).toHaveLength(32));
});

it('given a pull request that is closed, then what runs is killed at once, and nobody opens it', async () => {
  const { pull, workspaces, repository } = await workspacesWorld(files);
  const scope = { kind: 'pull' as const, number: 1 };
  const one = await pull(1);
  const running = await startUntil(one, 'sleep', 'RUNNING');
  const paused = await startUntil(one, 'wait', 'PAUSED');
  await workspaces().remove(repository, scope);
  await vi.waitFor(async () => {
    expect(await stateOf(one, running)).toBe('KILLED');
    expect(await stateOf(one, paused)).toBe('KILLED');
  });
  expect(await workspaces().open(repository, scope)).toBeUndefined();
});

it('given a server that ends right after a pull request was closed, then the next one kills what is left', async () => {
  const { pull, workspaces, repository, restart, open } = await workspacesWorld(files);
  const scope = { kind: 'pull' as const, number: 1 };
  const paused = await startUntil(await pull(1), 'wait', 'PAUSED');
  await workspaces().close(0);
  await restart();
  expect(open()).toEqual(['1']);
  await workspaces().remove(repository, scope);
  await restart();
  await workspaces().restore(repository, scope);
  const one = (await workspaces().open(repository, scope))!;
  await vi.waitFor(async () => expect(await stateOf(one, paused)).toBe('KILLED'));
});

it('given a closed pull request, when it is opened again within a week, then its executions are there', async () => {
  const { pull, pass, workspaces, repository } = await workspacesWorld(files);
  const scope = { kind: 'pull' as const, number: 1 };
  const one = await pull(1);
  const id = await start(one, 'log');
  await one.engine.ended(id);
  await workspaces().remove(repository, scope);
  await pass(6 * 24 * 60, 1);
  await workspaces().sweep(repository);
  const again = (await workspaces().open(repository, scope))!;
  expect(await stateOf(again, id)).toBe('SUCCESS');
  await pass(30 * 24 * 60, 1);
  await workspaces().sweep(repository);
  expect(await workspaces().open(repository, scope)).toBeDefined();
});

it('given a pull request that was closed a week ago, then its state and its files are deleted', async () => {
  const { pull, clock, workspaces, repository, folder } = await workspacesWorld(files);
  const scope = { kind: 'pull' as const, number: 1 };
  await pull(1);
  await workspaces().remove(repository, scope);
  const in6Days = clock.now() + 6 * 86_400_000;
  clock.jumpTo(new Date(in6Days).toISOString());
  await workspaces().sweep(repository);
  expect(existsSync(folder(scope))).toBe(true);
  clock.jumpTo(new Date(in6Days + 86_400_000).toISOString());
  await workspaces().sweep(repository);
  expect(existsSync(folder(scope))).toBe(false);
  await workspaces().restore(repository, scope);
  expect(await workspaces().open(repository, scope)).toBeUndefined();
  expect(workspaces().commits(repository)).toEqual(new Set());
});

it('given a change of trust, then a task that runs may end, and what waits for a person goes on with the new trust', async () => {
  const { pull } = await workspacesWorld(files);
  const one = await pull(1, 'branch');
  const paused = await startUntil(one, 'wait', 'PAUSED');
  const napping = await start(one, 'nap');
  await vi.waitFor(() => expect(one.engine.load().attempts).toBe(1));
  // The clock stands still: whoever waited for the pause would wait for ever.
  const other = await pull(1, 'fork');
  expect(other.trust).toBe('fork');
  // Where it had been interrupted, it would run again, and scripts of forks are refused.
  await vi.waitFor(async () => expect(await stateOf(other, napping)).toBe('SUCCESS'));
  expect(other.engine.drives(paused)).toBe(true);
  await other.engine.control(paused, { type: 'resume' });
  expect((await other.engine.ended(paused)).state.current).toBe('SUCCESS');
});

it('given a change of trust while a task runs for long, then it is interrupted after 10 seconds', async () => {
  const { pull, clock } = await workspacesWorld({
    'flows/long.yaml': files['flows/nap.yaml'].replace('id: nap', 'id: long').replace('0.5', '60'),
  });
  const one = await pull(1, 'branch');
  const id = await start(one, 'long');
  await vi.waitFor(() => expect(one.engine.load().attempts).toBe(1));
  const asked = pull(1, 'fork');
  const seconds = (count: number) => new Date(clock.now() + count * 1000).toISOString();
  await clock.goTo(seconds(9), async () => undefined);
  expect(one.engine.load().attempts).toBe(1);
  await clock.goTo(seconds(1), async () => undefined);
  const other = await asked;
  // It is taken up where scripts do not run.
  await vi.waitFor(async () => expect(await stateOf(other, id)).toBe('FAILED'));
});

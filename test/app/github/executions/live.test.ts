import { describe, expect, it } from 'vitest';
import { ExecutionRefused, type StartWish } from '../../../../app/github/executions/types.ts';
import { type ExecutionsWorld, executionsWorld, sha } from './support.ts';

const works = `
tasks:
  - id: work
    type: io.kestra.plugin.core.log.Log
    message: done
`;

const fails = `
tasks:
  - id: work
    type: io.kestra.plugin.core.execution.Fail
`;

const pauses = `
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
  - id: work
    type: io.kestra.plugin.core.log.Log
    message: done
`;

const wish = async (
  world: ExecutionsWorld,
  flow: string,
  more: Partial<StartWish> = {},
): Promise<StartWish> => ({
  workspace: world.workspace,
  flow: await world.engine.flow(flow),
  cause: { kind: 'comment', id: 12, url: 'https://github.com/acme/flows/pull/3#issuecomment-12' },
  startedBy: 'ada',
  ...more,
});

const titles = (world: ExecutionsWorld) => world.shown.map(({ report }) => report.title);

describe('an execution that somebody asked for', () => {
  it('is a check of its commit from its start to its end', async () => {
    const world = await executionsWorld({ scope: { kind: 'pull', number: 3 }, trust: 'branch' });
    world.executions.watch(world.workspace);
    const { id } = await world.executions.start(await wish(world, works));
    await world.engine.engine.ended(id);
    await world.executions.settled();

    expect(world.shown[0]?.key).toMatchObject({ sha, name: 'tutti run tests.flow', externalId: id });
    expect(world.shown.at(-1)?.report).toMatchObject({ conclusion: 'success', summary: 'work SUCCESS' });
  });

  it('is made once, however often the same cause asks for it', async () => {
    const world = await executionsWorld();
    world.executions.watch(world.workspace);
    const asked = await wish(world, works);
    const first = await world.executions.start(asked);
    await world.engine.engine.ended(first.id);
    const second = await world.executions.start(asked);
    expect(second.id).toBe(first.id);
    expect(await world.engine.backend.executions({})).toHaveLength(1);
  });

  it('is another one for another comment', async () => {
    const world = await executionsWorld();
    const one = await world.executions.start(await wish(world, works));
    const other = await world.executions.start(
      await wish(world, works, { cause: { kind: 'comment', id: 13, url: '' } }),
    );
    expect(other.id).not.toBe(one.id);
  });

  it('does not run where nobody trusts the commit', async () => {
    const world = await executionsWorld({ scope: { kind: 'pull', number: 3 }, trust: 'fork' });
    await expect(world.executions.start(await wish(world, works))).rejects.toThrow(ExecutionRefused);
    expect(await world.engine.backend.executions({})).toEqual([]);
    expect(world.records.list('execution')).toEqual([]);
  });

  it('leaves no record when its inputs are refused', async () => {
    const world = await executionsWorld();
    const flow = `inputs:\n  - id: city\n    type: STRING\n${works}`;
    await expect(world.executions.start(await wish(world, flow))).rejects.toThrow(/city/);
    expect(world.records.list('execution')).toEqual([]);
  });

  it('shows no secret, although a task logs it', async () => {
    const secret = 'correct horse battery';
    const world = await executionsWorld({
      environment: { SECRET_TOKEN: Buffer.from(secret).toString('base64') },
    });
    world.executions.watch(world.workspace);
    const { id } = await world.executions.start(
      await wish(world, works.replace('done', `"{{ secret('TOKEN') }}"`)),
    );
    await world.engine.engine.ended(id);
    await world.executions.settled();
    expect(JSON.stringify(world.shown)).not.toContain(secret);
    expect(world.shown.at(-1)?.report.text).toContain('***');
  });
});

describe('the pace of a check', () => {
  it('shows a pause at once, and what changes later no more often than the pace', async () => {
    const world = await executionsWorld();
    world.executions.watch(world.workspace);
    const { id } = await world.executions.start(await wish(world, pauses));
    await expect.poll(() => titles(world)).toContain('PAUSED');
    const before = world.shown.length;
    expect(before).toBeLessThanOrEqual(3);
    expect(world.shown.at(-1)?.report.conclusion).toBe('action_required');

    await world.engine.engine.control(id, { type: 'resume' });
    await world.engine.engine.ended(id);
    await expect.poll(() => titles(world).at(-1)).toBe('SUCCESS');
    expect(world.shown.length - before).toBe(1);
  });

  it('reports a thousand changes of a running execution as few', async () => {
    const world = await executionsWorld();
    world.executions.watch(world.workspace);
    const { id } = await world.executions.start(
      await wish(
        world,
        `
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ range(0, 299) }}"
    tasks:
      - id: one
        type: io.kestra.plugin.core.debug.Return
        format: "{{ taskrun.value }}"
`,
      ),
    );
    await world.engine.engine.ended(id);
    await world.executions.settled();
    expect(world.shown.length).toBeLessThanOrEqual(3);
  });
});

describe('executions that triggers of production start', () => {
  const started = async (world: ExecutionsWorld, flow: string) => {
    const { id } = await world.engine.start(flow, {
      commit: sha,
      trigger: { id: 'daily', type: 'io.kestra.plugin.core.trigger.Schedule' },
    });
    await world.engine.engine.ended(id);
    await world.executions.settled();
    return id;
  };

  it('are seen at the running commit when they failed', async () => {
    const world = await executionsWorld();
    world.executions.watch(world.workspace);
    const id = await started(world, fails);
    expect(world.shown.at(-1)).toMatchObject({
      key: { sha, externalId: id },
      report: { conclusion: 'failure' },
    });
  });

  it('are not seen when they succeeded, unless the policy says so', async () => {
    const quiet = await executionsWorld();
    quiet.executions.watch(quiet.workspace);
    await started(quiet, works);
    expect(quiet.shown).toEqual([]);

    const loud = await executionsWorld({ more: { reported: () => 'all' } });
    loud.executions.watch(loud.workspace);
    await started(loud, works);
    expect(titles(loud).at(-1)).toBe('SUCCESS');
  });

  it('that failed are not seen either where the policy wants none', async () => {
    const world = await executionsWorld({ more: { reported: () => 'none' } });
    world.executions.watch(world.workspace);
    await started(world, fails);
    const cause = { kind: 'event', deliveryId: 'd1', event: 'issues', triggerId: 'opened' } as const;
    const bad = await world.executions.start(await wish(world, fails, { cause, commit: 'none' }));
    await world.engine.engine.ended(bad.id);
    await world.executions.settled();
    expect(world.shown).toEqual([]);
  });

  it('that an event started and that belong to no commit are seen only when they failed', async () => {
    const world = await executionsWorld();
    world.executions.watch(world.workspace);
    const cause = { kind: 'event', deliveryId: 'd1', event: 'issues', triggerId: 'opened' } as const;
    const good = await world.executions.start(await wish(world, works, { cause, commit: 'none' }));
    await world.engine.engine.ended(good.id);
    await world.executions.settled();
    expect(world.shown).toEqual([]);

    const bad = await world.executions.start(
      await wish(world, fails, { cause: { ...cause, deliveryId: 'd2' }, commit: 'none' }),
    );
    await world.engine.engine.ended(bad.id);
    await world.executions.settled();
    expect(world.shown.map(({ report }) => report.conclusion)).toEqual(['failure']);
  });
});

describe('after a stop', () => {
  it('what ended meanwhile is shown, once', async () => {
    const world = await executionsWorld();
    const { id } = await world.executions.start(await wish(world, works));
    await world.engine.engine.ended(id);
    expect(world.shown).toEqual([]);

    const second = world.again();
    second.watch(world.workspace);
    await second.settled();
    expect(world.shown.map(({ key, report }) => [key.externalId, report.conclusion])).toEqual([
      [id, 'success'],
    ]);

    const third = world.again();
    third.watch(world.workspace);
    await third.settled();
    expect(world.shown).toHaveLength(1);
  });
});

describe('replay', () => {
  it('of what failed goes on there as a new execution, seen where the original is', async () => {
    const world = await executionsWorld();
    world.executions.watch(world.workspace);
    const flow = `
tasks:
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: one
  - id: work
    type: io.kestra.plugin.core.execution.Fail
`;
    const commit = 'b'.repeat(40);
    const original = await world.executions.start(await wish(world, flow, { commit }));
    await world.engine.engine.ended(original.id);
    const asked = {
      workspace: world.workspace,
      executionId: original.id,
      cause: { kind: 'button', deliveryId: 'press-1' },
      from: 'failed',
    } as const;
    const replayed = await world.executions.replay(asked);
    const ended = await world.engine.engine.ended(replayed.id);
    const again = await world.executions.replay(asked);
    await world.executions.settled();

    expect(replayed.id).not.toBe(original.id);
    expect(again.id).toBe(replayed.id);
    expect(ended.taskRunList.map((run) => run.taskId)).toEqual(['first', 'work']);
    expect(world.shown.at(-1)?.key).toMatchObject({ sha: commit, externalId: replayed.id });
  });
});

import { describe, expect, test } from 'vitest';
import { engineWorld } from '../../../../support/engine.ts';
import { schedulerWorld } from '../../../../support/scheduler.ts';

const key = { namespace: 'tests', flowId: 'target', triggerId: 'every' };
const target = `id: target
namespace: tests
tasks:
  - { id: hello, type: io.kestra.plugin.core.debug.Return, format: hello }
triggers:
  - { id: every, type: io.kestra.plugin.core.trigger.Schedule, cron: "* * * * *" }
`;
const toggling = (id: string, properties: string, type = 'io.kestra.plugin.core.trigger.Toggle') => `id: ${id}
namespace: tests
tasks:
  - { id: toggle, type: ${type}, trigger: every${properties} }
`;
const files = { 'flows/target.yaml': target };

describe('trigger.Toggle (flow-language §6.8)', () => {
  test('given a trigger that was switched off, when a task switches it on under its old name, then it is on and goes on from now', async () => {
    const on = toggling('on', ', flowId: target, enabled: true', 'io.kestra.core.tasks.trigger.Toggle');
    const world = await schedulerWorld({ now: '2025-06-10T08:00:00Z', files });
    await world.sync(target, on);
    await world.scheduler.setDisabled(key, true);
    await world.until('2025-06-10T08:03:30Z');
    expect(await world.dates('target')).toEqual([]);

    expect((await world.startFlow('on')).state.current).toBe('SUCCESS');
    expect((await world.backend.trigger(key))?.disabled ?? false).toBe(false);
    await world.until('2025-06-10T08:05:30Z');
    // The minutes that passed meanwhile are not missed ones.
    expect(await world.dates('target')).toHaveLength(2);
  });

  test('given a trigger that is on, when a task switches it off, then it fires no more', async () => {
    const off = toggling('off', ', flowId: target');
    const world = await schedulerWorld({ now: '2025-06-10T08:00:00Z', files });
    await world.sync(target, off);
    await world.until('2025-06-10T08:02:30Z');
    expect(await world.dates('target')).toHaveLength(2);
    expect((await world.startFlow('off')).state.current).toBe('SUCCESS');
    expect((await world.backend.trigger(key))?.disabled).toBe(true);
    await world.until('2025-06-10T08:06:30Z');
    expect(await world.dates('target')).toHaveLength(2);
  });

  test('given no flow, then it is the current one; it need not be in the repository', async () => {
    const { run, backend } = await engineWorld();
    const own = { namespace: 'tests', flowId: 'flow', triggerId: 'every' };
    const document = (enabled: boolean) => `tasks:
  - { id: toggle, type: io.kestra.plugin.core.trigger.Toggle, trigger: "{{ 'every' }}", enabled: ${enabled} }
triggers:
  - { id: every, type: io.kestra.plugin.core.trigger.Schedule, cron: "* * * * *" }`;
    expect((await run(document(false))).state.current).toBe('SUCCESS');
    expect((await backend.trigger(own))?.disabled).toBe(true);
    expect((await run(document(true))).state.current).toBe('SUCCESS');
    expect((await backend.trigger(own))?.disabled).toBeUndefined();
  });

  test.each([
    [
      'an unknown trigger',
      ', flowId: target',
      'Unable to find trigger other for the flow tests.target: its triggers are every',
    ],
    [
      'a flow without triggers',
      '',
      'Unable to find trigger other for the flow tests.flow: it has no triggers',
    ],
    ['an unknown flow', ', flowId: nothing', "Unable to find flow 'tests'.'nothing'"],
  ])('given %s, then the task fails and says so', async (_, properties, message) => {
    const { run, messages } = await engineWorld({ files });
    const ended = await run(
      `tasks: [{ id: a, type: io.kestra.plugin.core.trigger.Toggle, trigger: other${properties} }]`,
    );
    expect(ended.state.current).toBe('FAILED');
    expect((await messages(ended.id, 'ERROR'))[0]).toContain(message);
  });
});

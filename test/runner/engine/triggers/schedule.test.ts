import { describe, expect, it } from 'vitest';
import { flowWith, schedulerWorld } from '../../../support/scheduler.ts';

const schedule = (rest: string) =>
  flowWith(`- id: clock\n  type: io.kestra.plugin.core.trigger.Schedule\n${rest}`);
const daily = (rest = '') => schedule(`  cron: "0 9 * * *"\n${rest}`);

describe('a Schedule (flow-language §6.13)', () => {
  it('given a new trigger, then its first date is the next one after now, and each date makes one execution', async () => {
    const world = await schedulerWorld({ now: '2025-06-10T08:00:00Z' });
    await world.sync(schedule('  cron: "0 */6 * * *"'));
    await world.until('2025-06-11T00:00:00Z');
    expect(await world.dates()).toEqual([
      '2025-06-10T12:00:00Z',
      '2025-06-10T18:00:00Z',
      '2025-06-11T00:00:00Z',
    ]);
  });

  it('given an execution, then it reads its date and the dates around it, as `trigger` and as `schedule`', async () => {
    const world = await schedulerWorld({ now: '2025-06-10T08:00:00Z' });
    await world.sync(
      daily('  timezone: Europe/Paris').replace(
        'format: hello',
        'format: "{{ schedule.date }} {{ trigger.next }}"',
      ),
    );
    await world.until('2025-06-11T08:00:00Z');
    const [execution] = await world.executions();
    expect(execution).toMatchObject({
      state: { current: 'SUCCESS' },
      scheduleDate: '2025-06-11T07:00:00.000Z',
      trigger: {
        id: 'clock',
        variables: {
          date: '2025-06-11T09:00:00+02:00',
          next: '2025-06-12T09:00:00+02:00',
          previous: '2025-06-10T09:00:00+02:00',
        },
      },
    });
    const [run] = await world.backend.taskRuns(execution!.id);
    expect(run?.outputs).toEqual({ value: '2025-06-11T09:00:00+02:00 2025-06-12T09:00:00+02:00' });
  });

  it('given withSeconds and a nickname, then both are understood', async () => {
    const world = await schedulerWorld({ now: '2025-06-10T08:59:30Z' });
    await world.sync(
      schedule('  cron: "*/20 * * * * *"\n  withSeconds: true'),
      flowWith('- id: clock\n  type: io.kestra.plugin.core.trigger.Schedule\n  cron: "@hourly"', '', 'other'),
    );
    await world.until('2025-06-10T09:00:00Z');
    expect(await world.dates()).toEqual(['2025-06-10T08:59:40Z', '2025-06-10T09:00:00Z']);
    expect(await world.dates('other')).toEqual(['2025-06-10T09:00:00Z']);
  });

  it('given labels, then the execution has those of the flow, of the trigger, rendered, and its correlation id', async () => {
    const world = await schedulerWorld();
    await world.sync(
      flowWith(
        `- id: clock
  type: io.kestra.plugin.core.trigger.Schedule
  cron: "0 9 * * *"
  labels:
    day: "{{ trigger.date }}"
    wrong: "{{ unknown }}"`,
        'labels:\n  team: sales',
      ),
    );
    await world.until('2025-06-10T09:00:00Z');
    const [execution] = await world.executions();
    expect(execution?.labels).toEqual([
      { key: 'team', value: 'sales' },
      { key: 'day', value: '2025-06-10T09:00:00Z' },
      { key: 'system.correlationId', value: execution?.id },
    ]);
    expect(world.logged).toEqual([expect.stringMatching(/^ERROR Failed to render label 'wrong'/)]);
  });

  it('given a disabled trigger or flow, then it is never evaluated', async () => {
    const world = await schedulerWorld();
    await world.sync(daily('  disabled: true'), daily().replace('id: flow', 'id: off\ndisabled: true'));
    await world.until('2025-06-12T00:00:00Z');
    expect(await world.executions()).toEqual([]);
    expect(await world.executions('off')).toEqual([]);
  });

  describe('inputs', () => {
    it('given a required input that nobody gives, then the flow starts without it', async () => {
      const world = await schedulerWorld();
      await world.sync(daily().replace('tasks:', 'inputs:\n  - id: asked\n    type: STRING\ntasks:'));
      await world.until('2025-06-10T09:00:00Z');
      const [execution] = await world.executions();
      expect(execution?.state.current).toBe('SUCCESS');
      expect(execution?.inputs).toBeUndefined();
    });

    it('given inputs of the trigger, then they are rendered with the variables of the flow, and resolved', async () => {
      const world = await schedulerWorld();
      await world.sync(
        daily('  inputs:\n    count: "{{ vars.size }}"').replace(
          'tasks:',
          'variables:\n  size: "4"\ninputs:\n  - id: count\n    type: INT\n  - id: more\n    type: STRING\n    defaults: some\ntasks:',
        ),
      );
      await world.until('2025-06-10T09:00:00Z');
      expect((await world.executions())[0]?.inputs).toEqual({ count: 4, more: 'some' });
    });

    it.each([
      ['does not fit', 'many', /Invalid input for `count`/],
      ['cannot be rendered', '{{ unknown }}', /unknown/],
    ])(
      'given an input that %s, then an error is logged and the date is left out',
      async (_, value, message) => {
        const world = await schedulerWorld();
        await world.sync(
          daily(`  inputs:\n    count: "${value}"`).replace(
            'tasks:',
            'inputs:\n  - id: count\n    type: INT\ntasks:',
          ),
        );
        await world.until('2025-06-11T10:00:00Z');
        expect(await world.executions()).toEqual([]);
        expect(world.logged).toHaveLength(2);
        expect(world.logged[0]).toMatch(message);
        expect(world.logged[0]).toMatch(/^ERROR No execution for 2025-06-10T09:00:00Z/);
      },
    );
  });

  describe('conditions', () => {
    const weekend = '  conditions:\n    - type: io.kestra.plugin.core.condition.Weekend';

    it('given conditions, then only dates at which they hold count, also as neighbours', async () => {
      // A Tuesday.
      const world = await schedulerWorld({ now: '2025-06-10T08:00:00Z' });
      await world.sync(daily(weekend));
      const { triggerId } = (await world.backend.triggers())[0]!;
      expect(await world.backend.trigger({ namespace: 'tests', flowId: 'flow', triggerId })).toMatchObject({
        nextExecutionDate: '2025-06-14T09:00:00.000Z',
      });
      await world.until('2025-06-14T09:00:00Z');
      expect((await world.executions()).map(({ trigger }) => trigger?.variables)).toEqual([
        { date: '2025-06-14T09:00:00Z', next: '2025-06-15T09:00:00Z', previous: '2025-06-08T09:00:00Z' },
      ]);
    });

    it('given a condition that cannot be evaluated, then the execution is FAILED without a task run', async () => {
      const world = await schedulerWorld();
      await world.sync(
        daily(
          '  conditions:\n    - type: io.kestra.plugin.core.condition.Expression\n      expression: "{{ unknown }}"',
        ),
      );
      await world.until('2025-06-11T10:00:00Z');
      const executions = await world.executions();
      expect(executions.map(({ state }) => state.current)).toEqual(['FAILED', 'FAILED']);
      expect(await world.backend.taskRuns(executions[0]!.id)).toEqual([]);
      expect((await world.messages(executions[0]!.id))[0]).toMatch(/^Evaluate Condition Failed with error/);
    });

    it('given conditions that never hold, then there is no next date', async () => {
      const world = await schedulerWorld();
      const never =
        '\n  conditions:\n    - type: io.kestra.plugin.core.condition.Expression\n      expression: "false"';
      await world.sync(schedule(`  cron: "0 0 1 * *"${never}`));
      await world.until('2025-06-10T10:00:00Z');
      expect((await world.backend.triggers())[0]).not.toHaveProperty('nextExecutionDate');
    });
  });

  describe('one execution at a time', () => {
    const slow = (rest = '') =>
      schedule(`  cron: "* * * * *"\n${rest}`).replace(
        /- id: hello[\s\S]*format: hello/,
        '- id: wait\n    type: io.kestra.plugin.core.flow.Pause',
      );

    it.each([
      ['ALL', ['08:01', '08:02', '08:03', '08:04']],
      ['LAST', ['08:01', '08:04']],
      ['NONE', ['08:01']],
    ])(
      'given %s and dates that passed while an execution ran, then %j are evaluated',
      async (policy, expected) => {
        const world = await schedulerWorld({ now: '2025-06-10T08:00:30Z', logLevel: 'INFO' });
        await world.sync(slow(`  recoverMissedSchedules: ${policy}`));
        await world.clock.goTo('2025-06-10T08:04:30Z', world.scheduler.settled);
        for (let killed = 0; killed < expected.length; killed++) {
          const [running] = (await world.executions()).filter(({ state }) => state.current !== 'KILLED');
          await world.reached(running!.id, 'wait', 'PAUSED');
          await world.engine.kill(running!.id);
          await world.engine.ended(running!.id);
          await world.scheduler.settled();
          while ((await world.executions()).length < Math.min(killed + 2, expected.length))
            await world.scheduler.settled();
        }
        expect(await world.dates()).toEqual(expected.map((time) => `2025-06-10T${time}:00Z`));
      },
    );
  });

  describe('stopAfter', () => {
    it('given an execution that ends in such a state, then the trigger is off until it is switched on', async () => {
      const world = await schedulerWorld();
      await world.sync(daily('  stopAfter: [SUCCESS]'));
      await world.until('2025-06-12T10:00:00Z');
      expect(await world.dates()).toEqual(['2025-06-10T09:00:00Z']);
      const key = { namespace: 'tests', flowId: 'flow', triggerId: 'clock' };
      expect(await world.backend.trigger(key)).toMatchObject({ disabled: true });

      await world.scheduler.setDisabled(key, false);
      await world.until('2025-06-13T10:00:00Z');
      expect(await world.dates()).toEqual(['2025-06-10T09:00:00Z', '2025-06-13T09:00:00Z']);
    });

    it('given an execution that ends in another state, then the trigger goes on', async () => {
      const world = await schedulerWorld();
      await world.sync(daily('  stopAfter: [FAILED]'));
      await world.until('2025-06-11T10:00:00Z');
      expect(await world.dates()).toHaveLength(2);
    });
  });

  describe('when flows change', () => {
    it('given another cron expression, then it counts from now on, and the last date is kept', async () => {
      const world = await schedulerWorld();
      await world.sync(daily());
      await world.until('2025-06-10T12:30:00Z');
      await world.sync(schedule('  cron: "0 * * * *"'));
      const key = { namespace: 'tests', flowId: 'flow', triggerId: 'clock' };
      expect(await world.backend.trigger(key)).toMatchObject({
        date: '2025-06-10T09:00:00.000Z',
        nextExecutionDate: '2025-06-10T13:00:00.000Z',
      });
      await world.until('2025-06-10T14:30:00Z');
      expect(await world.dates()).toEqual([
        '2025-06-10T09:00:00Z',
        '2025-06-10T13:00:00Z',
        '2025-06-10T14:00:00Z',
      ]);
    });

    it('given a change that is not about time, then the next date stays, and the new flow runs', async () => {
      const world = await schedulerWorld();
      await world.sync(daily());
      await world.sync(daily('  labels:\n    version: "2"'));
      await world.until('2025-06-10T09:00:00Z');
      expect((await world.executions())[0]?.labels).toContainEqual({ key: 'version', value: '2' });
    });

    it('given a trigger that is gone and comes back, then dates of that time are not missed', async () => {
      const world = await schedulerWorld();
      await world.sync(daily());
      await world.until('2025-06-10T10:00:00Z');
      await world.sync();
      await world.until('2025-06-13T10:00:00Z');
      await world.sync(daily());
      await world.until('2025-06-14T10:00:00Z');
      expect(await world.dates()).toEqual(['2025-06-10T09:00:00Z', '2025-06-14T09:00:00Z']);
    });
  });
});

describe('a ScheduleOnDates (flow-language §6.13)', () => {
  const onDates = (rest = '') =>
    flowWith(
      `- id: dates
  type: io.kestra.plugin.core.trigger.ScheduleOnDates
  timezone: Europe/Paris
  dates:
    - "2025-06-12T09:00:00Z"
    - "{{ vars.first }}"
    - "2025-06-13T09:00:00"
    - "2025-06-01T09:00:00Z"
${rest}`,
      'variables:\n  first: "2025-06-11T09:00:00+02:00"',
    );

  it('given dates in any order, then each to come makes one execution, with the date as its scheduleDate', async () => {
    const world = await schedulerWorld();
    await world.sync(onDates());
    await world.until('2025-07-01T00:00:00Z');
    const executions = await world.executions();
    expect(executions.map(({ scheduleDate }) => scheduleDate)).toEqual([
      '2025-06-11T07:00:00.000Z',
      '2025-06-12T09:00:00.000Z',
      '2025-06-13T07:00:00.000Z',
    ]);
    expect(executions[0]?.trigger).toEqual({
      id: 'dates',
      type: 'io.kestra.plugin.core.trigger.ScheduleOnDates',
    });
  });

  it.each([
    ['ALL', 3],
    ['LAST', 1],
    ['NONE', 0],
  ])(
    'given %s and a time that nothing ran, then %i of three missed dates are made up for',
    async (policy, count) => {
      const world = await schedulerWorld();
      await world.sync(onDates(`  recoverMissedSchedules: ${policy}`));
      await world.restart('2025-07-01T00:00:00Z');
      expect(await world.executions()).toHaveLength(count);
    },
  );

  it('given dates that are none, then an error is logged', async () => {
    const world = await schedulerWorld();
    await world.sync(onDates().replace('2025-06-01T09:00:00Z', 'soon'));
    await world.idle();
    expect(world.logged).toEqual([expect.stringMatching(/^ERROR Trigger dates has no dates: 'soon'/)]);
  });
});

import { describe, expect, it } from 'vitest';
import { newState } from '../../../../runner/execution/states.ts';
import { type SchedulerWorld, schedulerWorld } from '../../../support/scheduler.ts';
import { changes, execution } from '../../backend/fixtures.ts';

const listener = (timeWindow: string) => `id: flow
namespace: tests.listening
tasks:
  - id: tell
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.flowId }}"
triggers:
  - id: upstream
    type: io.kestra.plugin.core.trigger.Flow
    preconditions:
      id: both
      timeWindow: {${timeWindow}}
      flows:
        - {namespace: company.team, flowId: a}
        - {namespace: company.team, flowId: b}
`;

/** Lets executions of other flows have ended at these times, and the scheduler take note; gives how often the flow ran. */
async function count(world: SchedulerWorld, ...ends: [flowId: string, date: string][]): Promise<number> {
  for (const [flowId, date] of ends) {
    const id = `${flowId} ${date}`;
    const at = `${date}.000000Z`;
    const state = newState(at);
    state.current = 'SUCCESS';
    state.histories.push({ state: 'SUCCESS', date: at });
    await world.backend.commit(
      changes({
        executions: [execution(id, { flowId, state })],
        over: [id],
        transitions: [{ executionId: id, step: 1 }],
      }),
    );
  }
  await world.restart('2025-06-20T00:00:00Z');
  return (await world.executions()).length;
}

describe('executions that have to end within a window (flow-language §6.13, Flow)', () => {
  it.each<[string, string, [string, string][], number]>([
    [
      'a day',
      '',
      [
        ['a', '2025-06-10T01:00:00'],
        ['b', '2025-06-10T23:00:00'],
      ],
      1,
    ],
    [
      'a day, and they end on two',
      '',
      [
        ['a', '2025-06-10T23:00:00'],
        ['b', '2025-06-11T01:00:00'],
      ],
      0,
    ],
    [
      'a day, and a new one begins',
      '',
      [
        ['a', '2025-06-10T23:00:00'],
        ['b', '2025-06-11T01:00:00'],
        ['a', '2025-06-11T02:00:00'],
      ],
      1,
    ],
    [
      'hours',
      'window: PT1H',
      [
        ['a', '2025-06-10T10:05:00'],
        ['b', '2025-06-10T10:55:00'],
      ],
      1,
    ],
    [
      'hours, side by side',
      'window: PT1H',
      [
        ['a', '2025-06-10T10:55:00'],
        ['b', '2025-06-10T11:05:00'],
      ],
      0,
    ],
    [
      'a day that begins later',
      'windowAdvance: PT6H',
      [
        ['a', '2025-06-10T23:00:00'],
        ['b', '2025-06-11T05:00:00'],
      ],
      1,
    ],
    [
      'sliding',
      'type: SLIDING_WINDOW, window: PT1H',
      [
        ['a', '2025-06-10T10:55:00'],
        ['b', '2025-06-10T11:54:00'],
      ],
      1,
    ],
    [
      'sliding, too late',
      'type: SLIDING_WINDOW, window: PT1H',
      [
        ['a', '2025-06-10T10:55:00'],
        ['b', '2025-06-10T11:56:00'],
      ],
      0,
    ],
    [
      'times of the day',
      'type: DAILY_TIME_WINDOW, startTime: "10:00:00", endTime: "12:00:00"',
      [
        ['a', '2025-06-10T10:30:00'],
        ['b', '2025-06-10T11:30:00'],
      ],
      1,
    ],
    [
      'times of the day, one outside',
      'type: DAILY_TIME_WINDOW, startTime: "10:00:00", endTime: "12:00:00"',
      [
        ['a', '2025-06-10T09:30:00'],
        ['b', '2025-06-10T11:30:00'],
      ],
      0,
    ],
    [
      'a deadline',
      'type: DAILY_TIME_DEADLINE, deadline: "09:00:00"',
      [
        ['a', '2025-06-10T01:00:00'],
        ['b', '2025-06-10T08:59:00'],
      ],
      1,
    ],
    [
      'a deadline that was missed',
      'type: DAILY_TIME_DEADLINE, deadline: "09:00:00"',
      [
        ['a', '2025-06-10T01:00:00'],
        ['b', '2025-06-10T09:01:00'],
      ],
      0,
    ],
  ])('given %s', async (_, timeWindow, ends, expected) => {
    const world = await schedulerWorld({ now: '2025-06-01T00:00:00Z' });
    await world.sync(listener(timeWindow));
    expect(await count(world, ...ends)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { type TimeWindow, windowAt } from '../../../../runner/engine/triggers/upstream/window.ts';

const zone = 'Europe/Paris';

/** Start and end in Greenwich, or nothing. */
function window(timeWindow: TimeWindow, at: string): string | undefined {
  const span = windowAt(timeWindow, Date.parse(at), zone);
  return span && `${new Date(span.start).toISOString()} ${new Date(span.end).toISOString()}`;
}

describe('a time window, in the zone of the server (flow-language §6.13, Flow)', () => {
  it.each<[string, TimeWindow, string, string | undefined]>([
    [
      'nothing written: the day',
      {},
      '2025-06-10T13:47:12Z',
      '2025-06-09T22:00:00.000Z 2025-06-10T21:59:59.999Z',
    ],
    [
      'two days: from midnight',
      { window: 'P2D' },
      '2025-06-10T13:47:12Z',
      '2025-06-09T22:00:00.000Z 2025-06-11T21:59:59.999Z',
    ],
    [
      'hours: from the hour',
      { window: 'PT2H' },
      '2025-06-10T13:47:12Z',
      '2025-06-10T13:00:00.000Z 2025-06-10T14:59:59.999Z',
    ],
    [
      'minutes: parts of the hour',
      { window: 'PT15M' },
      '2025-06-10T13:47:12Z',
      '2025-06-10T13:45:00.000Z 2025-06-10T13:59:59.999Z',
    ],
    [
      'less than a minute: from now',
      { window: 'PT30S' },
      '2025-06-10T13:47:12Z',
      '2025-06-10T13:47:12.000Z 2025-06-10T13:47:41.999Z',
    ],
    [
      'an advance',
      { windowAdvance: 'PT4H30M' },
      '2025-06-10T13:47:12Z',
      '2025-06-10T02:30:00.000Z 2025-06-11T02:29:59.999Z',
    ],
    [
      'an advance, before it began: that of the day before',
      { windowAdvance: 'PT4H30M' },
      '2025-06-10T01:00:00Z',
      '2025-06-09T02:30:00.000Z 2025-06-10T02:29:59.999Z',
    ],
    [
      'a negative advance',
      { windowAdvance: 'PT-6H' },
      '2025-06-10T13:47:12Z',
      '2025-06-09T16:00:00.000Z 2025-06-10T15:59:59.999Z',
    ],
    [
      'sliding: from the first one',
      { type: 'SLIDING_WINDOW', window: 'PT1H' },
      '2025-06-10T13:47:12Z',
      '2025-06-10T13:47:12.000Z 2025-06-10T14:47:12.000Z',
    ],
    [
      'times of the day',
      { type: 'DAILY_TIME_WINDOW', startTime: '15:00:00', endTime: '16:00' },
      '2025-06-10T13:47:12Z',
      '2025-06-10T13:00:00.000Z 2025-06-10T14:00:00.000Z',
    ],
    [
      'times of the day with an offset',
      { type: 'DAILY_TIME_WINDOW', startTime: '13:00:00Z', endTime: '16:00+01:00' },
      '2025-06-10T13:47:12Z',
      '2025-06-10T13:00:00.000Z 2025-06-10T15:00:00.000Z',
    ],
    [
      'times of the day, outside of them',
      { type: 'DAILY_TIME_WINDOW', startTime: '16:00:00', endTime: '17:00:00' },
      '2025-06-10T13:47:12Z',
      undefined,
    ],
    [
      'a deadline: from midnight',
      { type: 'DAILY_TIME_DEADLINE', deadline: '16:00:00' },
      '2025-06-10T13:47:12Z',
      '2025-06-09T22:00:00.000Z 2025-06-10T14:00:00.000Z',
    ],
    [
      'a deadline that has passed',
      { type: 'DAILY_TIME_DEADLINE', deadline: '15:00:00' },
      '2025-06-10T13:47:12Z',
      undefined,
    ],
  ])('given %s', (_, timeWindow, at, expected) => {
    expect(window(timeWindow, at)).toBe(expected);
  });

  it('given a day of 23 hours, then a day is still its window', () => {
    expect(window({}, '2025-03-30T10:00:00Z')).toBe('2025-03-29T23:00:00.000Z 2025-03-30T22:59:59.999Z');
  });
});

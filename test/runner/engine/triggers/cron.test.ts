import { describe, expect, it } from 'vitest';
import { cronDates } from '../../../../runner/engine/triggers/cron.ts';
import { zonedText, zoneNamed } from '../../../../runner/engine/triggers/zones.ts';

/** The first dates after a moment, as local times. */
function dates(cron: string, zone: string, after: string, count: number, withSeconds = false): string[] {
  const found: string[] = [];
  const { next } = cronDates(cron, withSeconds, zone);
  for (let at = next(Date.parse(after)); at !== undefined && found.length < count; at = next(at))
    found.push(zonedText(at, zone).replace(/:00(?=[+-]|Z)/, ''));
  return found;
}

describe('a cron expression (flow-language §6.13, Schedule)', () => {
  it.each<[string, string[]]>([
    ['0 9 * * 1-5', ['2025-01-01T09:00Z', '2025-01-02T09:00Z', '2025-01-03T09:00Z', '2025-01-06T09:00Z']],
    ['0 0 * * 7', ['2025-01-05T00:00Z', '2025-01-12T00:00Z']],
    ['0 0 * * SUN', ['2025-01-05T00:00Z', '2025-01-12T00:00Z']],
    ['15,45 8-9/1 1 JAN,JUN *', ['2025-01-01T08:15Z', '2025-01-01T08:45Z', '2025-01-01T09:15Z']],
    ['0 0 29 2 *', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
    ['@yearly', ['2026-01-01T00:00Z', '2027-01-01T00:00Z']],
    ['@monthly', ['2025-02-01T00:00Z']],
    ['@weekly', ['2025-01-05T00:00Z']],
    ['@midnight', ['2025-01-02T00:00Z']],
    ['@hourly', ['2025-01-01T01:00Z']],
  ])('given %s, then its dates from 2025 on are %j', (cron, expected) => {
    expect(dates(cron, 'UTC', '2025-01-01T00:00:00Z', expected.length)).toEqual(expected);
  });

  it('given a day of the month and a day of the week, then either counts', () => {
    expect(dates('0 9 13 * FRI', 'UTC', '2025-01-01T00:00:00Z', 3)).toEqual([
      '2025-01-03T09:00Z',
      '2025-01-10T09:00Z',
      '2025-01-13T09:00Z',
    ]);
  });

  it('given seconds, then the first field is theirs', () => {
    expect(dates('*/30 0 * * * *', 'UTC', '2025-01-01T00:00:00Z', 2, true)).toEqual([
      '2025-01-01T00:00:30Z',
      '2025-01-01T01:00Z',
    ]);
  });

  it('given a day that no month has, then there are no dates', () => {
    expect(cronDates('0 0 30 2 *', false, 'UTC').next(0)).toBeUndefined();
    expect(cronDates('0 0 30 2 *', false, 'UTC').previous(0)).toBeUndefined();
  });
});

describe('when clocks are put forward', () => {
  it.each<[string, string, string, string[]]>([
    [
      'Europe/Berlin',
      '30 2 * * *',
      '2025-03-29T12:00:00Z',
      ['2025-03-30T03:30+02:00', '2025-03-31T02:30+02:00'],
    ],
    [
      'America/New_York',
      '0 2 * * *',
      '2025-03-08T12:00:00Z',
      ['2025-03-09T03:00-04:00', '2025-03-10T02:00-04:00'],
    ],
    [
      'Africa/Cairo',
      '0 0 * * *',
      '2025-04-24T00:00:00Z',
      ['2025-04-25T01:00+03:00', '2025-04-26T00:00+03:00'],
    ],
    [
      'Australia/Lord_Howe',
      '15 2 * * *',
      '2025-10-04T00:00:00Z',
      ['2025-10-05T02:45+11:00', '2025-10-06T02:15+11:00'],
    ],
    [
      'America/Sao_Paulo',
      '0 0 * * *',
      '2018-11-03T12:00:00Z',
      ['2018-11-04T01:00-02:00', '2018-11-05T00:00-02:00'],
    ],
  ])(
    'given %s and %s, then the time that is left out comes that much later, once',
    (zone, cron, after, expected) => {
      expect(dates(cron, zone, after, 2)).toEqual(expected);
    },
  );

  it('given each half hour, then none is left out and none comes twice', () => {
    expect(dates('*/30 * * * *', 'Europe/Berlin', '2025-03-30T00:00:00Z', 4)).toEqual([
      '2025-03-30T01:30+01:00',
      '2025-03-30T03:00+02:00',
      '2025-03-30T03:30+02:00',
      '2025-03-30T04:00+02:00',
    ]);
  });

  it('given two times that become one, then it counts once', () => {
    expect(dates('0 2,3 * * *', 'Europe/Berlin', '2025-03-29T12:00:00Z', 2)).toEqual([
      '2025-03-30T03:00+02:00',
      '2025-03-31T02:00+02:00',
    ]);
  });
});

describe('when clocks are put back', () => {
  it.each<[string, string, string, string[]]>([
    [
      'Europe/Berlin',
      '30 2 * * *',
      '2025-10-25T12:00:00Z',
      ['2025-10-26T02:30+02:00', '2025-10-27T02:30+01:00'],
    ],
    [
      'America/New_York',
      '30 1 * * *',
      '2025-11-01T12:00:00Z',
      ['2025-11-02T01:30-04:00', '2025-11-03T01:30-05:00'],
    ],
    [
      'Australia/Lord_Howe',
      '45 1 * * *',
      '2025-04-05T12:00:00Z',
      ['2025-04-06T01:45+11:00', '2025-04-07T01:45+10:30'],
    ],
  ])('given %s and %s, then the time that comes twice counts once', (zone, cron, after, expected) => {
    expect(dates(cron, zone, after, 2)).toEqual(expected);
  });

  it('given each half hour, then both hours count', () => {
    expect(dates('*/30 * * * *', 'Europe/Berlin', '2025-10-26T00:00:00Z', 4)).toEqual([
      '2025-10-26T02:30+02:00',
      '2025-10-26T02:00+01:00',
      '2025-10-26T02:30+01:00',
      '2025-10-26T03:00+01:00',
    ]);
  });
});

describe('dates backwards', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', '+05:30'];
  const crons = ['30 2 * * *', '0 0 * * *', '*/30 * * * *', '0 2,3 * * *', '15 1-3 * * *', '0 12 * * 1'];
  const changes = [
    '2025-03-09',
    '2025-03-30',
    '2025-04-06',
    '2025-04-25',
    '2025-10-05',
    '2025-10-26',
    '2025-11-02',
  ];

  it.each(zones)('given %s, then around each change of clocks they are those forwards', (zone) => {
    for (const cron of crons)
      for (const change of changes) {
        const series = cronDates(cron, false, zone);
        const start = Date.parse(`${change}T00:00:00Z`) - 2 * 86_400_000;
        const end = start + 4 * 86_400_000;
        const forwards: number[] = [];
        for (let at = series.next(start); at !== undefined && at < end; at = series.next(at))
          forwards.push(at);
        const backwards: number[] = [];
        for (let at = series.previous(end); at !== undefined && at > start; at = series.previous(at))
          backwards.unshift(at);
        expect(backwards, `${cron} around ${change}`).toEqual(forwards);
      }
  });
});

describe('a zone', () => {
  it.each([
    ['Z', 'UTC'],
    ['+2', '+02:00'],
    ['UTC+02:30', '+02:30'],
    ['GMT-5', '-05:00'],
    ['Europe/Paris', 'Europe/Paris'],
  ])('given %s, then it is %s', (written, name) => {
    expect(zoneNamed(written)).toBe(name);
  });

  it('given none, then it is refused', () => {
    expect(() => zoneNamed('Middle/Earth')).toThrow(RangeError);
  });

  it('given a moment, then it is printed with seconds and the offset', () => {
    expect(zonedText(Date.parse('2024-05-31T22:00:00Z'), 'Europe/Paris')).toBe('2024-06-01T00:00:00+02:00');
    expect(zonedText(Date.parse('2024-05-31T22:00:00Z'), 'UTC')).toBe('2024-05-31T22:00:00Z');
  });
});

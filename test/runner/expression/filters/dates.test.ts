import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { applyFilter } from '../functions/calling.ts';

const moment = '2024-07-09T06:17:01.171123Z';

const date = (input: unknown, format?: string, timeZone?: string, existingFormat?: string, locale?: string) =>
  applyFilter('date', input, [format, timeZone, existingFormat, locale]);

describe('named formats and styles (flow-language §4.8)', () => {
  it.each([
    [undefined, '2024-07-09T08:17:01.171123+02:00'],
    ['iso', '2024-07-09T08:17:01.171123+02:00'],
    ['iso_milli', '2024-07-09T08:17:01.171+02:00'],
    ['iso_sec', '2024-07-09T08:17:01+02:00'],
    ['sql', '2024-07-09 08:17:01.171123'],
    ['sql_milli', '2024-07-09 08:17:01.171'],
    ['sql_sec', '2024-07-09 08:17:01'],
    ['sql_seq', '2024-07-09 08:17:01'],
    ['iso_date_time', '2024-07-09T08:17:01.171123+02:00[Europe/Paris]'],
    ['iso_date', '2024-07-09+02:00'],
    ['iso_time', '08:17:01.171123+02:00'],
    ['iso_local_date', '2024-07-09'],
    ['iso_instant', '2024-07-09T06:17:01.171123Z'],
    ['iso_local_date_time', '2024-07-09T08:17:01.171123'],
    ['iso_local_time', '08:17:01.171123'],
    ['iso_offset_time', '08:17:01.171123+02:00'],
    ['iso_ordinal_date', '2024-191+02:00'],
    ['iso_week_date', '2024-W28-2+02:00'],
    ['iso_zoned_date_time', '2024-07-09T08:17:01.171123+02:00[Europe/Paris]'],
    ['rfc_1123_date_time', 'Tue, 9 Jul 2024 08:17:01 +0200'],
    ['full', 'Tuesday, July 9, 2024 at 8:17:01 AM Central European Summer Time'],
    ['medium', 'Jul 9, 2024, 8:17:01 AM'],
    ['short', '7/9/24, 8:17 AM'],
  ])('%s → %s', async (format, text) => {
    expect(await date(moment, format, 'Europe/Paris')).toBe(text);
  });
});

describe('patterns', () => {
  it.each([
    ['yyyy-MM-dd', '2024-07-09'],
    ['yy/M/d h:m:s a', '24/7/9 8:17:1 AM'],
    ['uuuu DDD dd HH kk KK', '2024 191 09 08 08 08'],
    ['EEE EEEE EEEEE', 'Tue Tuesday T'],
    ['MMM MMMM MMMMM LLLL', 'Jul July J July'],
    ['Q QQQ QQQQ', '3 Q3 3rd quarter'],
    ['G GGGG GGGGG', 'AD Anno Domini A'],
    ['ww YYYY e W', '28 2024 3 2'],
    ['S SSS SSSSSSSSS n A', '1 171 171123000 171123000 29821171'],
    ["yyyy'T'HH 'o''clock' ''", "2024T08 o'clock '"],
    ['VV z zzzz O OOOO', 'Europe/Paris CEST Central European Summer Time GMT+2 GMT+02:00'],
    ['X XX XXX x Z ZZZZ ZZZZZ', '+02 +0200 +02:00 +02 +0200 GMT+02:00 +02:00'],
    ['[yyyy][-MM]', '2024-07'],
    ['ppppd', '   9'],
    ['yyyyy', '02024'],
  ])('%s → %s', async (pattern, text) => {
    expect(await date(moment, pattern, 'Europe/Paris')).toBe(text);
  });

  it.each([
    ['foo', 'Unknown pattern letter: f'],
    ['ddd', 'Too many pattern letters: d'],
    ['V', 'Pattern letter count must be 2: V'],
    ["yyyy 'T", "Pattern ends with an incomplete string literal: yyyy 'T"],
    ['{', "Pattern includes reserved character: '{'"],
    ['yyyy]', 'Pattern invalid as it contains ] without previous ['],
  ])('%s is refused: %s', async (pattern, message) => {
    await expect(date(moment, pattern)).rejects.toThrow(message);
  });

  it.each([
    ['d MMMM yyyy', 'pl', '9 lipca 2024'],
    ['LLLL', 'pl', 'lipiec'],
    ['EEEE d MMMM', 'fr_FR', 'mardi 9 juillet'],
    ['MMMM', 'ja', '7月'],
    ['EEEE', 'de-DE', 'Dienstag'],
    ['e', 'de-DE', '2'],
  ])('%s in %s → %s', async (pattern, locale, text) => {
    expect(await date(moment, pattern, 'UTC', undefined, locale)).toBe(text);
  });

  it('weeks at the turn of the year follow the rules of the locale', async () => {
    expect(await date('2021-01-01', "YYYY-'W'ww", 'UTC', undefined, 'de-DE')).toBe('2020-W53');
    expect(await date('2021-01-01', "YYYY-'W'ww", 'UTC', undefined, 'en-US')).toBe('2021-W01');
    expect(await date('2024-12-31', "YYYY-'W'ww")).toBe('2025-W01');
  });
});

describe('what can be a date', () => {
  it.each([
    ['a date', '2024-07-09', '2024-07-09T00:00:00.000000Z'],
    ['a local date and time', '2024-07-09T10:00', '2024-07-09T10:00:00.000000Z'],
    ['an offset', '2024-07-09T10:00:00.5+02:00', '2024-07-09T08:00:00.500000Z'],
    ['an offset and a zone', '2024-07-09T10:00:00+02:00[Europe/Paris]', '2024-07-09T08:00:00.000000Z'],
    ['epoch seconds', 1720505821, '2024-07-09T06:17:01.000000Z'],
    ['epoch milliseconds', 1720505821171, '2024-07-09T06:17:01.171000Z'],
    ['epoch nanoseconds', 1720505821180275000n, '2024-07-09T06:17:01.180275Z'],
    ['what timestampMicro printed', 1720505821000180275n, '2024-07-09T06:17:01.180275Z'],
    ['an instant', Temporal.Instant.from(moment), '2024-07-09T06:17:01.171123Z'],
    ['a local date object', Temporal.PlainDate.from('2024-07-09'), '2024-07-09T12:00:00.000000Z'],
    [
      'a local date and time object',
      Temporal.PlainDateTime.from('2024-07-09T10:00'),
      '2024-07-09T10:00:00.000000Z',
    ],
    [
      'a zoned object',
      Temporal.ZonedDateTime.from('2024-07-09T10:00[Europe/Paris]'),
      '2024-07-09T08:00:00.000000Z',
    ],
  ])('%s', async (_what, input, text) => {
    expect(await date(input)).toBe(text);
  });

  it.each([
    ['20240709101112', 'yyyyMMddHHmmss', '2024-07-09T10:11:12.000000Z'],
    ['20240709101112345', 'yyyyMMddHHmmssSSS', '2024-07-09T10:11:12.345000Z'],
    ['09/Jul/2024:10:11:12 +0200', 'dd/MMM/yyyy:HH:mm:ss Z', '2024-07-09T08:11:12.000000Z'],
    ['07/09/24 3:04 PM', 'MM/dd/yy h:mm a', '2024-07-09T15:04:00.000000Z'],
    ['2024-07-09 10:00 Europe/Berlin', 'yyyy-MM-dd HH:mm VV', '2024-07-09T08:00:00.000000Z'],
    ['Tue, 9 Jul 2024 06:17:01 GMT', 'rfc_1123_date_time', '2024-07-09T06:17:01.000000Z'],
    ['July 24, 2001', 'MMMM dd, yyyy', '2001-07-24T00:00:00.000000Z'],
    ['2024-191', 'iso_ordinal_date', '2024-07-09T00:00:00.000000Z'],
    ['2024-02-30', 'yyyy-MM-dd', '2024-02-29T00:00:00.000000Z'],
    ['2024-07-09', 'yyyy-MM-dd[ HH:mm]', '2024-07-09T00:00:00.000000Z'],
    ['2024-07-09 11:12', 'yyyy-MM-dd[ HH:mm]', '2024-07-09T11:12:00.000000Z'],
  ])('%s by %s', async (input, existingFormat, text) => {
    expect(await date(input, undefined, undefined, existingFormat)).toBe(text);
  });

  it.each([
    ['abc', undefined, "Text 'abc' could not be parsed at index 0"],
    [
      '2024-07-09 10:00',
      undefined,
      "Text '2024-07-09 10:00' could not be parsed, unparsed text found at index 10",
    ],
    ['2024-13-01', undefined, 'Invalid value for MonthOfYear (valid values 1 - 12): 13'],
    ['2024-02-30', undefined, "Text '2024-02-30' could not be parsed: Invalid date"],
    ['2024-07', 'yyyy-MM', 'Unable to obtain LocalDate from TemporalAccessor'],
    ['short', 'short', "the style 'short' is only for printing"],
    [true, undefined, "Unable to convert a value of type 'java.lang.Boolean' to a date"],
  ])('%s by %s is refused: %s', async (input, existingFormat, message) => {
    await expect(date(input, undefined, undefined, existingFormat)).rejects.toThrow(message);
  });
});

describe('zones', () => {
  it.each([
    ['+2', '2024-07-09T08:17:01+02:00'],
    ['UTC+02:00', '2024-07-09T08:17:01+02:00'],
    ['Z', '2024-07-09T06:17:01Z'],
    ['America/New_York', '2024-07-09T02:17:01-04:00'],
  ])('%s', async (zone, text) => {
    expect(await date(moment, 'iso_sec', zone)).toBe(text);
  });

  it('texts without a zone are of the zone given, or of the server', async () => {
    expect(await date('2024-07-09T10:00', 'iso_sec', 'Europe/Paris')).toBe('2024-07-09T10:00:00+02:00');
    const surroundings = { timeZone: 'Asia/Tokyo' };
    expect(await applyFilter('date', '2024-07-09T10:00', ['iso_sec'], surroundings)).toBe(
      '2024-07-09T10:00:00+09:00',
    );
  });

  it('a local time that a clock change skips moves on; one that comes twice is the first', async () => {
    expect(await date('2024-03-31T02:30', 'iso_sec', 'Europe/Paris')).toBe('2024-03-31T03:30:00+02:00');
    expect(await date('2024-10-27T02:30', 'iso_sec', 'Europe/Paris')).toBe('2024-10-27T02:30:00+02:00');
  });

  it.each([
    ['Nowhere/City', 'Unknown time-zone ID: Nowhere/City'],
    ['a b', 'invalid format: a b'],
  ])('%s is refused', async (zone, message) => {
    await expect(date(moment, 'iso', zone)).rejects.toThrow(message);
  });
});

describe('dateAdd', () => {
  it.each([
    [-1, 'DAYS', '2024-07-08T06:17:01Z'],
    ['2', 'HOURS', '2024-07-09T08:17:01Z'],
    [1, 'HALF_DAYS', '2024-07-09T18:17:01Z'],
    [1, 'WEEKS', '2024-07-16T06:17:01Z'],
    [-5, 'MONTHS', '2024-02-09T06:17:01Z'],
    [1, 'CENTURIES', '2124-07-09T06:17:01Z'],
    [90, 'SECONDS', '2024-07-09T06:18:31Z'],
  ])('%s %s', async (amount, unit, text) => {
    expect(await applyFilter('dateAdd', moment, [amount, unit, 'iso_sec'])).toBe(text);
  });

  it('a day over a clock change keeps the local time, 24 hours do not', async () => {
    const zoned = Temporal.ZonedDateTime.from('2024-03-30T12:00[Europe/Paris]');
    const add = (amount: number, unit: string) =>
      applyFilter('dateAdd', zoned, [amount, unit, 'iso_sec', 'Europe/Paris']);
    expect(await add(1, 'DAYS')).toBe('2024-03-31T12:00:00+02:00');
    expect(await add(24, 'HOURS')).toBe('2024-03-31T13:00:00+02:00');
  });

  it('the last day of a month stays one', async () => {
    expect(await applyFilter('dateAdd', '2024-01-31', [1, 'MONTHS', 'yyyy-MM-dd'])).toBe('2024-02-29');
  });

  it.each([
    [1, 'DAY', 'No enum constant java.time.temporal.ChronoUnit.DAY'],
    ['x', 'DAYS', "expects an argument 'amount' with type number"],
    [undefined, 'DAYS', "The 'dateAdd' filter expects an argument 'amount'."],
  ])('%s %s is refused', async (amount, unit, message) => {
    await expect(applyFilter('dateAdd', moment, [amount, unit])).rejects.toThrow(message);
  });
});

describe('timestamps', () => {
  it.each([
    ['timestamp', 1720505821],
    ['timestampMilli', 1720505821171],
    ['timestampMicro', '1720505821000171123'],
    ['timestampNano', '1720505821171123000'],
  ])('%s', async (name, expected) => {
    expect(await applyFilter(name, moment)).toBe(expected);
    expect(await applyFilter(name, null)).toBeNull();
  });

  it('read texts without a zone in the zone given', async () => {
    expect(await applyFilter('timestamp', '1970-01-01', ['Europe/Paris'])).toBe(-3600);
    expect(await applyFilter('timestamp', '01.01.1970', ['UTC', 'dd.MM.yyyy'])).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseDate, parseInstant, parseTime } from '../../../../../runner/execution/inputs/java/dateTime.ts';
import { parseIsoDuration } from '../../../../../runner/execution/inputs/java/duration.ts';

describe('LocalDate.parse', () => {
  test.each(['2024-02-29', '0001-01-01', '9999-12-31', '+12345-01-01', '-0044-03-15'])('reads %s', (text) => {
    expect(parseDate(text).text).toBe(text);
  });

  test.each([
    ['abc', "Text 'abc' could not be parsed at index 0"],
    ['2024/01/01', "Text '2024/01/01' could not be parsed at index 4"],
    ['2024-1-01', "Text '2024-1-01' could not be parsed at index 5"],
    [
      '2024-13-01',
      "Text '2024-13-01' could not be parsed: Invalid value for MonthOfYear (valid values 1 - 12): 13",
    ],
    [
      '2023-02-29',
      "Text '2023-02-29' could not be parsed: Invalid date 'February 29' as '2023' is not a leap year",
    ],
    ['2023-04-31', "Text '2023-04-31' could not be parsed: Invalid date 'APRIL 31'"],
    ['2024-01-01T', "Text '2024-01-01T' could not be parsed, unparsed text found at index 10"],
  ])('refuses %s', (text, message) => {
    expect(() => parseDate(text)).toThrow(message);
  });
});

describe('LocalTime.parse', () => {
  test.each([
    ['10:15', '10:15'],
    ['10:15:00', '10:15'],
    ['10:15:30', '10:15:30'],
    ['10:15:30.5', '10:15:30.500'],
    ['10:15:00.000001', '10:15:00.000001'],
  ])('reads %s and prints %s', (text, printed) => {
    expect(parseTime(text).text).toBe(printed);
  });

  test.each([
    ['24:00', 'Invalid value for HourOfDay (valid values 0 - 23): 24'],
    ['10:60', 'Invalid value for MinuteOfHour (valid values 0 - 59): 60'],
    ['10', "Text '10' could not be parsed at index 2"],
    ['10:15Z', 'unparsed text found at index 5'],
  ])('refuses %s', (text, message) => {
    expect(() => parseTime(text)).toThrow(message);
  });
});

describe('Instant.parse', () => {
  test.each([
    ['2019-10-06T18:27:49Z', '2019-10-06T18:27:49Z'],
    ['2019-10-06T18:27:49.1Z', '2019-10-06T18:27:49.100Z'],
    ['2019-10-06T18:27:49.123456Z', '2019-10-06T18:27:49.123456Z'],
    ['2019-10-06T00:27:49+02:00', '2019-10-05T22:27:49Z'],
    ['1969-12-31T23:59:59.000000001Z', '1969-12-31T23:59:59.000000001Z'],
  ])('reads %s and prints %s', (text, printed) => {
    expect(parseInstant(text).text).toBe(printed);
  });

  test.each([
    ['2019-10-06', "Text '2019-10-06' could not be parsed at index 10"],
    ['2019-10-06T18:27Z', "Text '2019-10-06T18:27Z' could not be parsed at index 16"],
    ['2019-10-06T18:27:49', "Text '2019-10-06T18:27:49' could not be parsed at index 19"],
  ])('refuses %s', (text, message) => {
    expect(() => parseInstant(text)).toThrow(message);
  });

  it('prints the instant it read, and orders instants by time', () => {
    const date = fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(date, date, (one, other) => {
        const first = parseInstant(one.toISOString());
        const second = parseInstant(other.toISOString());
        expect(Date.parse(first.text)).toBe(one.getTime());
        expect(first.order < second.order).toBe(one < other);
      }),
    );
  });
});

describe('Duration.parse', () => {
  test.each([
    ['PT10S', 'PT10S'],
    ['P1D', 'PT24H'],
    ['pt1h30m', 'PT1H30M'],
    ['PT0.5S', 'PT0.5S'],
    ['-PT1M', 'PT-1M'],
  ])('reads %s and prints %s', (text, printed) => {
    expect(parseIsoDuration(text).text).toBe(printed);
  });

  test.each(['', '60', 'P', 'PT', '1h', 'P1M', ' PT1S'])('refuses "%s"', (text) => {
    expect(() => parseIsoDuration(text)).toThrow('Text cannot be parsed to a Duration');
  });
});

/** A moment with the calendar of its own offset. */
export interface ZonedDate {
  /** Epoch milliseconds, with a fraction. */
  instant: number;
  /** Milliseconds since midnight in Greenwich, below 0 or above a day where the offset reaches over midnight. */
  time: number;
  /** Day of the week; Sunday is 0. */
  day: number;
  dayOfMonth: number;
  daysInMonth: number;
}

const clock = /(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:(Z)|([+-])(\d\d)(?::?(\d\d))?)/;
const date = new RegExp(`^(\\d{4})-(\\d\\d)-(\\d\\d)T(${clock.source})(?:\\[[^\\]]*\\])?$`, 'i');
const time = new RegExp(`^${clock.source}$`, 'i');

/**
 * Reads an ISO date and time with an offset, such as `2026-01-31T12:00:00+01:00`; a zone behind it is ignored.
 *
 * @throws Error where the text is none.
 */
export function zonedDate(text: string): ZonedDate {
  const [, year, month, dayOfMonth, timeText] = date.exec(text.trim()) ?? [];
  const local = new Date(Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth)));
  // A date that no month has would be one of the next month.
  if (timeText === undefined || local.getUTCDate() !== Number(dayOfMonth))
    throw new Error(
      `Text '${text}' could not be parsed: a date is written with time and offset, such as 2026-01-31T12:00:00+01:00`,
    );
  const time = zonedTime(timeText);
  return {
    instant: local.getTime() + time,
    time,
    day: local.getUTCDay(),
    dayOfMonth: local.getUTCDate(),
    daysInMonth: new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate(),
  };
}

/**
 * Reads a time of the day with an offset, such as `16:19:12+02:00`, as milliseconds since midnight in Greenwich.
 *
 * @throws Error where the text is none.
 */
export function zonedTime(text: string): number {
  const match = time.exec(text.trim());
  if (!match)
    throw new Error(
      `Text '${text}' could not be parsed: a time is written with an offset, such as 16:19:12+02:00`,
    );
  const [, hours, minutes, seconds = '0', fraction = '', , sign, offsetHours = '0', offsetMinutes = '0'] =
    match;
  const local = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds + fraction);
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60 * (sign === '-' ? -1 : 1);
  return (local - offset) * 1000;
}

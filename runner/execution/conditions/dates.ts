import { optionalText, text } from './property.ts';
import { isPublicHoliday } from './publicHolidays.ts';
import type { Condition, ConditionContext, Evaluation } from './types.ts';
import { type ZonedDate, zonedDate, zonedTime } from './zonedDate.ts';

const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
const weeks = ['FIRST', 'SECOND', 'THIRD', 'FOURTH'];

/** Conditions on a date, by default that of the schedule; days are those of the date's own offset (flow-language §6.12). */
export const dateConditions: Readonly<Record<string, Evaluation>> = {
  async DateTimeBetween(condition, context) {
    return isBetween(
      (await dateOf(condition, context)).instant,
      condition,
      context,
      (bound) => zonedDate(bound).instant,
    );
  },

  async TimeBetween(condition, context) {
    return isBetween((await dateOf(condition, context)).time, condition, context, zonedTime);
  },

  async DayWeek(condition, context) {
    return (await dateOf(condition, context)).day === (await dayOf(condition, context));
  },

  async DayWeekInMonth(condition, context) {
    const { day, dayOfMonth, daysInMonth } = await dateOf(condition, context);
    const wanted = await dayOf(condition, context);
    const which = await oneOf('dayInMonth', [...weeks, 'LAST'], condition, context);
    if (day !== wanted) return false;
    return which === 'LAST'
      ? dayOfMonth + 7 > daysInMonth
      : Math.ceil(dayOfMonth / 7) === weeks.indexOf(which) + 1;
  },

  async Weekend(condition, context) {
    const { day } = await dateOf(condition, context);
    return day === days.indexOf('SATURDAY') || day === days.indexOf('SUNDAY');
  },

  async PublicHoliday(condition, context) {
    const date = (await text(condition, 'date', context, '{{ trigger.date }}')).trim();
    zonedDate(date);
    return isPublicHoliday(
      date.slice(0, 10),
      await optionalText(condition, 'country', context),
      await optionalText(condition, 'subDivision', context),
    );
  },
};

async function dateOf(condition: Condition, context: ConditionContext): Promise<ZonedDate> {
  return zonedDate(await text(condition, 'date', context, '{{ trigger.date }}'));
}

/** Sunday is 0. */
async function dayOf(condition: Condition, context: ConditionContext): Promise<number> {
  return days.indexOf(await oneOf('dayOfWeek', days, condition, context));
}

async function oneOf(
  name: string,
  values: readonly string[],
  condition: Condition,
  context: ConditionContext,
): Promise<string> {
  const value = await text(condition, name, context);
  if (!values.includes(value))
    throw new Error(`\`${name}\` must be one of ${values.join(', ')}, but it is '${value}'`);
  return value;
}

/** Strictly after `after` and strictly before `before`, as far as they are written. */
async function isBetween(
  found: number,
  condition: Condition,
  context: ConditionContext,
  parse: (bound: string) => number,
): Promise<boolean> {
  const after = await optionalText(condition, 'after', context);
  const before = await optionalText(condition, 'before', context);
  if (after === undefined && before === undefined)
    throw new Error('Invalid condition with no before nor after');
  return (after === undefined || found > parse(after)) && (before === undefined || found < parse(before));
}

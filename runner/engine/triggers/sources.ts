import { evaluateConditions } from '../../execution/conditions/index.ts';
import type { Flow, Typed } from '../../flow/types.ts';
import { type Calendar, calendarOf } from './calendar.ts';
import { conditionContext, conditionsOf } from './conditions.ts';
import { cronDates, type Dates } from './cron.ts';
import type { DatedOptions } from './dated.ts';
import { declarationOf } from './records.ts';
import type { Evaluation } from './types.ts';
import { dateIn, zonedText, zoneNamed } from './zones.ts';

/** The dates of one trigger. */
export interface DateSource extends Calendar {
  /** Another one, and the dates begin anew. */
  declaration: string;
  /** What the execution of a date reads as `trigger`; `next` is the date after it. */
  variables(date: number, next: number | undefined): Promise<Record<string, unknown> | undefined>;
  /** A date in the trigger's zone. */
  text(date: number): string;
}

const schedule = 'io.kestra.plugin.core.trigger.Schedule';
const scheduleOnDates = 'io.kestra.plugin.core.trigger.ScheduleOnDates';

/** Whether a canonical type is one with dates. */
export function isDated(type: string): boolean {
  return type === schedule || type === scheduleOnDates;
}

/** The dates of a Schedule or ScheduleOnDates at which its conditions hold. @throws Error where they cannot be read. */
export async function dateSource(
  options: DatedOptions,
  flow: Flow,
  trigger: Typed,
  signal: AbortSignal,
): Promise<DateSource> {
  const { host } = options;
  const type = host.registry.resolve(trigger.type);
  const evaluation: Evaluation = { id: '', flow, trigger };
  const written = trigger['timezone'];
  const zone = typeof written === 'string' ? zoneNamed(written) : options.zone;
  const text = (date: number) => zonedText(date, zone);
  const cron = String(trigger['cron']);
  const withSeconds = trigger['withSeconds'] === true;
  const conditions = conditionsOf(trigger);

  const listed = type === scheduleOnDates ? await writtenDates(options, evaluation, zone) : undefined;
  const dates = listed ? listDates(listed) : cronDates(cron, withSeconds, zone);

  // Neighbours are searched for on each date that is looked at: only where a condition reads them.
  const readsNeighbours = /next|previous/.test(JSON.stringify(conditions));
  const holds = async (date: number) => {
    const variables = readsNeighbours
      ? neighbours(date, dates.next(date), dates.previous(date))
      : neighbours(date, undefined, undefined);
    const { id } = trigger;
    const context = { trigger: { id, type: trigger.type, ...variables }, schedule: variables };
    return evaluateConditions(conditions, conditionContext(host, evaluation, context));
  };
  const neighbours = (date: number, next: number | undefined, previous: number | undefined) => ({
    date: text(date),
    ...(next !== undefined && { next: text(next) }),
    ...(previous !== undefined && { previous: text(previous) }),
  });

  const calendar = calendarOf(dates, conditions.length > 0 ? holds : undefined, signal);
  return {
    ...calendar,
    declaration: declarationOf(type, [listed ?? cron, withSeconds, zone, conditions]),
    variables: async (date, next) =>
      listed ? undefined : neighbours(date, next, await calendar.previous(date)),
    text,
  };
}

/** The dates of a ScheduleOnDates, rendered, in order. */
async function writtenDates({ host }: DatedOptions, evaluation: Evaluation, zone: string): Promise<number[]> {
  const rendered = await host.renderer(evaluation).deep(evaluation.trigger['dates']);
  const dates: unknown = typeof rendered === 'string' ? JSON.parse(rendered) : rendered;
  if (!Array.isArray(dates)) throw new Error(`\`dates\` must be a list, but it is ${String(rendered)}`);
  return [...new Set(dates.map((date) => dateIn(String(date), zone)))].sort((a, b) => a - b);
}

function listDates(dates: readonly number[]): Dates {
  return {
    next: (after) => dates.find((date) => date > after),
    previous: (before) => dates.findLast((date) => date < before),
  };
}

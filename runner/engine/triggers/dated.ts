import type { TriggerRecord } from '../../backend/triggers.ts';
import { InputsError } from '../../execution/inputs/index.ts';
import { mergeLabels } from '../../execution/labels.ts';
import type { Flow, Typed } from '../../flow/types.ts';
import { FlowRefused } from '../errors.ts';
import { newBackfill } from './backfill.ts';
import { executionIdOf } from './ids.ts';
import { policyOf, recoveredDate } from './missed.ts';
import { changed, isoDate, keyOf } from './records.ts';
import { messageOf, requestFor, triggerLabels } from './requests.ts';
import { type DateSource, dateSource } from './sources.ts';
import { type Step, type Timed, type TimedParts, timed } from './timed.ts';
import { type BackfillRequest, type Evaluation, type SchedulerOptions, TriggerRefused } from './types.ts';

/** What all triggers with dates share. */
export type DatedOptions = TimedParts & Pick<SchedulerOptions, 'recoverMissedSchedules'>;

/** A trigger with dates. */
export interface Dated extends Timed {
  /** @throws TriggerRefused where the trigger has no dates to make up for. */
  newBackfill(asked: BackfillRequest, record: TriggerRecord | undefined): ReturnType<typeof newBackfill>;
}

/** A Schedule or ScheduleOnDates: one execution for each of its dates (flow-language §6.13). */
export function dated(options: DatedOptions, flow: Flow, trigger: Typed): Dated {
  const { host, clock } = options;
  const key = keyOf(flow, trigger);
  const stopping = new AbortController();
  const policy = policyOf(trigger, options.recoverMissedSchedules);
  let source: DateSource | undefined;

  const schedule = timed({
    parts: options,
    flow,
    trigger,
    async step(record, occasion) {
      source ??= await readDates();
      if (!source) return undefined;
      const dates = source;
      const now = clock.now();
      if (record?.declaration !== dates.declaration) {
        // Dates of an earlier declaration, or of a time without one, are not missed.
        const begun = { declaration: dates.declaration, nextExecutionDate: dateOf(await dates.next(now)) };
        await host.make([], { triggers: [changed(key, record, begun, now)] });
        return 'again';
      }
      const { backfill } = record;
      if (backfill && !backfill.paused) return evaluate(record, dates, Date.parse(backfill.currentDate));

      const noted = record.nextExecutionDate === undefined ? undefined : Date.parse(record.nextExecutionDate);
      if (noted === undefined) return undefined;
      const due = await recoveredDate(dates, policy, { noted, now, occasion });
      if (due !== undefined && due <= now) return evaluate(record, dates, due);
      if (due !== noted)
        await host.make([], { triggers: [changed(key, record, { nextExecutionDate: dateOf(due) }, now)] });
      return due === undefined ? undefined : { at: due };
    },
  });

  /** Absent where the dates cannot be read: that is tried again. */
  const readDates = async (): Promise<DateSource | undefined> => {
    try {
      return await dateSource(options, flow, trigger, stopping.signal);
    } catch (error) {
      host.log({ id: '', flow, trigger }, 'ERROR', `Trigger ${trigger.id} has no dates: ${messageOf(error)}`);
      return undefined;
    }
  };

  /** Makes the execution of a date, and sets the next one, in one transaction. */
  const evaluate = async (record: TriggerRecord, dates: DateSource, date: number): Promise<Step> => {
    const backfill = record.backfill?.paused === false ? record.backfill : undefined;
    const occasion = ['date', ...Object.values(key), isoDate(date), backfill?.createdDate ?? ''];
    const evaluation: Evaluation = { id: executionIdOf(...occasion), flow, trigger };
    const next = await dates.next(date);
    const state = (executionId?: string) => {
      const evaluated = backfill
        ? pastBackfill(backfill, next)
        : { date: isoDate(date), nextExecutionDate: dateOf(next) };
      const active = executionId !== undefined && { executionId };
      return changed(key, record, { ...evaluated, ...active }, clock.now());
    };
    const skip = async () => void (await host.make([], { triggers: [state()] }));

    let failed = false;
    try {
      if (!(await dates.holds(date))) {
        await skip();
        return 'again';
      }
    } catch (error) {
      host.log(evaluation, 'ERROR', `Evaluate Condition Failed with error '${messageOf(error)}'`);
      failed = true;
    }
    const variables = await dates.variables(date, next);
    const shown = variables ? { trigger: variables, schedule: variables } : {};
    const labels = await triggerLabels(host, evaluation, host.renderer(evaluation, shown));
    const request = {
      ...requestFor(evaluation, variables),
      labels: mergeLabels(labels, backfill?.labels ?? []),
      scheduleDate: isoDate(date),
    };
    if (failed) {
      await host.make([{ ...request, unresolved: true, failed: true }], { triggers: [state()] });
      return 'again';
    }
    try {
      const inputs = await inputsOf(evaluation, backfill?.inputs);
      await host.make([{ ...request, ...inputs }], { triggers: [state(evaluation.id)] });
    } catch (error) {
      if (!(error instanceof RefusedInputs || error instanceof InputsError || error instanceof FlowRefused))
        throw error;
      host.log(evaluation, 'ERROR', `No execution for ${dates.text(date)}: ${error.message}`);
      await skip();
    }
    return 'again';
  };

  /**
   * Inputs of the trigger and of a backfill; without any, and without defaults of the flow, nothing is resolved
   * (flow-language §2.4, table).
   */
  const inputsOf = async (evaluation: Evaluation, ofBackfill: Record<string, unknown> | undefined) => {
    const inputs = { ...(await renderedInputs(evaluation)), ...ofBackfill };
    const isEmpty =
      Object.keys(inputs).length === 0 && !flow.inputs.some(({ defaults }) => defaults !== undefined);
    return isEmpty ? ({ unresolved: true } as const) : { inputs };
  };

  const renderedInputs = async (evaluation: Evaluation): Promise<object> => {
    try {
      return ((await host.renderer(evaluation).deep(trigger['inputs'] ?? {})) ?? {}) as object;
    } catch (error) {
      throw new RefusedInputs(messageOf(error), { cause: error });
    }
  };

  return {
    ...schedule,
    async newBackfill(asked, record) {
      source ??= await readDates();
      if (!source) throw new TriggerRefused(`Trigger ${trigger.id} has no dates`);
      return newBackfill(asked, source, record, clock.now());
    },
    close() {
      stopping.abort(new Error('The scheduler was closed'));
      return schedule.close();
    },
  };
}

/** Inputs of the trigger that cannot be rendered. */
class RefusedInputs extends Error {}

/** A backfill after one of its dates: at its end, the schedule goes on where it was. */
function pastBackfill(
  backfill: NonNullable<TriggerRecord['backfill']>,
  next: number | undefined,
): Partial<{ [Name in 'backfill']: TriggerRecord['backfill'] | undefined }> {
  const isOver = next === undefined || next > Date.parse(backfill.end);
  return { backfill: isOver ? undefined : { ...backfill, currentDate: isoDate(next) } };
}

function dateOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : isoDate(at);
}

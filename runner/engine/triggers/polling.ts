import { conditionsHold } from '../../execution/conditions/index.ts';
import { chance, newSeed } from '../../execution/ids.ts';
import { parseDuration } from '../../flow/duration.ts';
import type { Flow, Typed } from '../../flow/types.ts';
import { conditionContext, conditionsOf } from './conditions.ts';
import { changed, declarationOf, isoDate, keyOf } from './records.ts';
import { messageOf, requestFor, triggerLabels } from './requests.ts';
import { type Timed, type TimedParts, timed } from './timed.ts';
import type { Evaluation, Polled } from './types.ts';
import { zonedText } from './zones.ts';

/** Pause between two evaluations of a trigger that does not say it, milliseconds. */
const usualInterval = 60_000;

/** A trigger that looks again and again whether the flow is to start (flow-language §6.13, Polling). */
export function polled(parts: TimedParts, flow: Flow, trigger: Typed): Timed {
  const { host, clock, zone } = parts;
  const key = keyOf(flow, trigger);
  const declaration = declarationOf(host.registry.resolve(trigger.type), []);
  const stopping = new AbortController();

  const polling = timed({
    parts,
    flow,
    trigger,
    async step(record) {
      const now = clock.now();
      if (record?.declaration !== declaration) {
        const begun = changed(key, record, { declaration, nextExecutionDate: isoDate(now) }, now);
        await host.make([], { triggers: [begun] });
        return 'again';
      }
      const due = record.nextExecutionDate === undefined ? now : Date.parse(record.nextExecutionDate);
      if (due > now) return { at: due };

      const evaluation: Evaluation = { id: chance(newSeed()).id(), flow, trigger };
      const result = await evaluate(evaluation, now);
      if (stopping.signal.aborted) return undefined;
      const next = isoDate(clock.now() + (await intervalOf(evaluation)));
      const evaluated = { date: isoDate(now), nextExecutionDate: next };
      const state = (executionId?: string) =>
        changed(key, record, { ...evaluated, ...(executionId !== undefined && { executionId }) }, now);
      if (!result) await host.make([], { triggers: [state()] });
      else {
        const labels = await triggerLabels(host, evaluation, host.renderer(evaluation, result.variables));
        const request = {
          ...requestFor(evaluation, result.outputs, result.logFile),
          labels,
          unresolved: true,
        } as const;
        if (result.outputs) await host.make([request], { triggers: [state(evaluation.id)] });
        else await host.make([{ ...request, failed: true }], { triggers: [state()] });
      }
      return 'again';
    },
  });

  /** What came of it: outputs for an execution, an execution that fails, or nothing. */
  const evaluate = async (
    evaluation: Evaluation,
    now: number,
  ): Promise<(Partial<Polled> & { variables: Record<string, unknown> }) | undefined> => {
    const { id, type } = trigger;
    const variables = { trigger: { id, type, date: zonedText(now, zone) } };
    const context = conditionContext(host, evaluation, variables);
    const warn = (message: string) => host.log(evaluation, 'WARN', message);
    if (!(await conditionsHold(conditionsOf(trigger), context, warn))) return undefined;
    try {
      const polled = await host.poll(evaluation, stopping.signal);
      return polled && { ...polled, variables: { trigger: polled.outputs } };
    } catch (error) {
      if (stopping.signal.aborted) return undefined;
      host.log(evaluation, 'ERROR', messageOf(error));
      return trigger['failOnTriggerError'] === true ? { variables } : undefined;
    }
  };

  const intervalOf = async (evaluation: Evaluation): Promise<number> => {
    const { interval } = trigger;
    if (interval === undefined) return usualInterval;
    try {
      return parseDuration(await host.renderer(evaluation).text(String(interval))) ?? usualInterval;
    } catch (error) {
      host.log(evaluation, 'ERROR', `\`interval\`: ${messageOf(error)}`);
      return usualInterval;
    }
  };

  return {
    ...polling,
    close() {
      stopping.abort(new Error('The scheduler was closed'));
      return polling.close();
    },
  };
}

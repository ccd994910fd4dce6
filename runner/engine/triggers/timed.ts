import type { TriggerRecord } from '../../backend/triggers.ts';
import { isTerminated } from '../../execution/states.ts';
import type { Execution } from '../../execution/types.ts';
import type { Flow, Typed } from '../../flow/types.ts';
import { changed, keyOf } from './records.ts';
import { messageOf } from './requests.ts';
import type { Clock, TriggerHost } from './types.ts';

/** Why a trigger is looked at: the scheduler begins, its time may have come, or its execution ended. */
export type Occasion = 'start' | 'due' | 'ended';

/** What a look at a trigger came to: look again at once, or at a time; or nothing is to come. */
export type Step = 'again' | { at: number } | undefined;

/** A trigger that is evaluated at times, with at most one execution that has not ended (flow-language §6.13). */
export interface Timed {
  readonly flow: Flow;
  readonly trigger: Typed;
  /** Evaluates what is due; resolves when that is done. Looks come one after another. */
  look(occasion: Occasion): Promise<void>;
  /** No look begins any more; resolves when the last one is done. */
  close(): Promise<void>;
}

/** What every trigger that is evaluated at times needs. */
export interface TimedParts {
  host: TriggerHost;
  clock: Clock;
  /** Zone of triggers that name none. */
  zone: string;
  /** Is told of work that has to be done before the scheduler is settled. */
  track<T>(work: Promise<T>): Promise<T>;
}

interface TimedOptions {
  parts: TimedParts;
  flow: Flow;
  trigger: Typed;
  /** Evaluates the trigger once, if it is due. The state is written by it. */
  step(record: TriggerRecord | undefined, occasion: Occasion): Promise<Step>;
}

/** How long a trigger waits after its state could not be read or written, milliseconds. */
const patience = 5_000;

/** Takes the steps of a trigger as they become due. */
export function timed({ parts: { host, clock, track }, flow, trigger, step }: TimedOptions): Timed {
  const key = keyOf(flow, trigger);
  let last = Promise.resolve();
  let cancel: (() => void) | undefined;
  let closed = false;

  const wakeAt = (due: number) => {
    cancel?.();
    cancel = closed ? undefined : clock.at(due, () => void look('due'));
  };

  const look = (occasion: Occasion): Promise<void> => {
    last = last.then(() => takeSteps(occasion));
    return track(last);
  };

  /** Never rejects: what cannot be done now is tried again later. */
  const takeSteps = async (occasion: Occasion): Promise<void> => {
    cancel?.();
    for (let why = occasion; !closed; ) {
      try {
        const next = await stepOnce(why);
        if (next === undefined) return;
        if (next === 'ended') why = 'ended';
        else if (next !== 'again') return wakeAt(next.at);
      } catch (error) {
        if (closed) return;
        // Another process evaluated it: its state is read anew.
        if ((error as { code?: unknown }).code === 'CONFLICT') continue;
        host.log({ id: '', flow, trigger }, 'ERROR', `Trigger ${trigger.id}: ${messageOf(error)}`);
        return wakeAt(clock.now() + patience);
      }
    }
  };

  const stepOnce = async (occasion: Occasion): Promise<Step | 'ended'> => {
    const record = await host.backend.trigger(key);
    if (record?.disabled) return undefined;
    if (record?.executionId === undefined) return step(record, occasion);
    const execution = await host.backend.execution(record.executionId);
    if (execution && !isTerminated(execution.state.current)) return undefined;
    const freed = changed(
      key,
      record,
      { executionId: undefined, ...(stopsAfter(trigger, execution) && { disabled: true }) },
      clock.now(),
    );
    await host.make([], { triggers: [freed] });
    return 'ended';
  };

  return {
    flow,
    trigger,
    look,
    close() {
      closed = true;
      cancel?.();
      return last;
    },
  };
}

/** Whether the end of an execution switches its trigger off. */
export function stopsAfter(trigger: Typed, execution: Execution | undefined): boolean {
  const states = trigger['stopAfter'];
  return execution !== undefined && Array.isArray(states) && states.includes(execution.state.current);
}

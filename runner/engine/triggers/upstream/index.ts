import { BackendError } from '../../../backend/errors.ts';
import type { Transition } from '../../../backend/triggers.ts';
import { epochOf } from '../../../execution/states.ts';
import type { Execution, StateName } from '../../../execution/types.ts';
import type { StartRequest } from '../../types.ts';
import { keyOf } from '../records.ts';
import { messageOf } from '../requests.ts';
import type { TimedParts } from '../timed.ts';
import type { FlowListener, Upstream } from './listener.ts';
import { storedWindows, type Windows } from './windows.ts';

export { type FlowListener, flowListener } from './listener.ts';

/** Flow triggers, told of what executions of other flows come to (flow-language §6.13, Flow). */
export interface UpstreamTriggers {
  /** The listeners from now on. */
  listen(listeners: readonly FlowListener[]): void;
  /** Whether any of them looks at executions of this flow in this state. */
  isHeard(execution: Execution, state: StateName): boolean;
  /** Asks processes that know no triggers, such as `tutti run`, to keep their changes of state, where somebody listens. */
  hear(): void;
  /** Evaluates every change of state that waits. Never rejects: what cannot be done now is tried again later. */
  drain(): Promise<void>;
  close(): void;
}

/** Transitions that are read at a time. */
const batch = 100;

/** How long to wait after the state could not be read or written, milliseconds. */
const patience = 5_000;

/** How long other processes keep their changes of state for this one after it was last there, milliseconds. */
const hearing = 24 * 3_600_000;

/** How often that is asked for again, milliseconds. */
const hearingInterval = 3_600_000;

/** Takes the transitions that the backend keeps, one after another, each in one transaction with all that comes of it. */
export function upstreamTriggers({ host, clock, track }: TimedParts): UpstreamTriggers {
  const { backend } = host;
  let listeners: readonly FlowListener[] = [];
  let draining: Promise<void> | undefined;
  let again = false;
  let closed = false;
  let cancel: (() => void) | undefined;
  let heardAt = Number.NEGATIVE_INFINITY;

  const drainAll = async (): Promise<void> => {
    try {
      do {
        again = false;
        let waiting = await backend.transitions(batch);
        for (; waiting.length > 0 && !closed; waiting = await backend.transitions(batch))
          for (const transition of waiting) if (!closed) await take(transition);
      } while (again && !closed);
    } catch {
      if (closed) return;
      cancel?.();
      cancel = clock.at(clock.now() + patience, () => void drain());
    } finally {
      draining = undefined;
    }
  };

  const drain = (): Promise<void> => {
    again = true;
    draining ??= track(drainAll());
    return draining;
  };

  const hear = (): void => {
    if (closed || listeners.length === 0 || clock.now() - heardAt < hearingInterval) return;
    heardAt = clock.now();
    const failed = () => {
      // The next round asks again.
      heardAt = Number.NEGATIVE_INFINITY;
    };
    void track(backend.hearTransitions(hearing).catch(failed));
  };

  const take = async (transition: Transition): Promise<void> => {
    const windows = storedWindows(backend);
    const requests: StartRequest[] = [];
    const upstream = await upstreamOf(transition);
    for (const listener of upstream ? listeners : []) {
      const { execution } = upstream!;
      if (!listener.hears(execution, execution.state.current)) continue;
      if ((await backend.trigger(keyOf(listener.flow, listener.trigger)))?.disabled) continue;
      const request = await evaluate(listener, upstream!, windows);
      if (request) requests.push(request);
    }
    try {
      await host.make(requests, { ...windows.changes(), taken: [transition] });
    } catch (error) {
      // Another process took it, and what comes of it.
      if ((error as { code?: unknown }).code !== 'CONFLICT') throw error;
    }
  };

  /** What is wrong with one trigger, such as a time that is none, must not stop the others. */
  const evaluate = async (listener: FlowListener, upstream: Upstream, windows: Windows) => {
    try {
      return await listener.evaluate(upstream, windows);
    } catch (error) {
      if (error instanceof BackendError) throw error;
      const { flow, trigger } = listener;
      host.log({ id: '', flow, trigger }, 'ERROR', `Trigger ${trigger.id}: ${messageOf(error)}`);
      return undefined;
    }
  };

  /** The execution as it was after the transition; none where it was deleted meanwhile. */
  const upstreamOf = async ({ executionId, step }: Transition): Promise<Upstream | undefined> => {
    const stored = await backend.execution(executionId);
    const reached = stored?.state.histories[step];
    if (!stored || !reached) return undefined;
    const histories = stored.state.histories.slice(0, step + 1);
    const execution = { ...stored, state: { current: reached.state, histories } };
    return {
      execution,
      at: Math.floor(epochOf(reached.date)),
      step,
      variables: once(() => host.variablesOf(execution)),
      taskRuns: once(() => backend.taskRuns(executionId)),
    };
  };

  return {
    listen(now) {
      listeners = now;
      hear();
    },
    isHeard: (execution, state) => listeners.some((listener) => listener.hears(execution, state)),
    hear,
    drain,
    close() {
      closed = true;
      cancel?.();
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

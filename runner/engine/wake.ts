import type { TimerPurpose } from '../execution/events.ts';
import { chance, newSeed } from '../execution/ids.ts';
import { mergeLabels } from '../execution/labels.ts';
import { epochOf, isoInstant, newState } from '../execution/states.ts';
import type { Execution } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import type { Runtime } from './runtime.ts';

/** A task run has at most one timer of a kind, an execution one for each SLA. */
export function timerId({ taskRunId, kind, sla }: TimerPurpose): string {
  return sla === undefined ? `${taskRunId}/${kind}` : `${taskRunId}/${kind}/${sla}`;
}

/** The timer of an execution that is retried as a new one. */
export function replayTimerId(executionId: string): string {
  return `${executionId}/replay`;
}

/** Posts the timer to the machine at `due`, epoch milliseconds. */
export function wakeAt(runtime: Runtime, executionId: string, timer: TimerPurpose, due: number): void {
  runtime.timers.set(timerId(timer), due, () => {
    runtime.changes.cancelTimer(timerId(timer));
    runtime.post(executionId, { type: 'timer', timer });
  });
}

/** Lets a new execution begin: at once, or at its `scheduleDate` where that is to come (flow-language §7.1). */
export function whenDue(runtime: Runtime, { id, state, scheduleDate }: Execution, begin: () => void): void {
  const due = state.current !== 'CREATED' || scheduleDate === undefined ? 0 : epochOf(scheduleDate);
  if (due > runtime.clock.now()) runtime.timers.set(`${id}/due`, due, begin);
  else begin();
}

/** Makes the next execution of a RETRIED one at `due` (flow-language §7.4 CREATE_NEW_EXECUTION). */
export function replayAt(runtime: Runtime, flow: Flow, old: Execution, due: number): void {
  const id = replayTimerId(old.id);
  runtime.awaited++;
  runtime.timers.set(id, due, () => {
    const execution: Execution = {
      ...structuredClone(old),
      id: chance(newSeed()).id(),
      parentId: old.id,
      labels: mergeLabels(old.labels, [{ key: 'system.replay', value: 'true' }]),
      state: newState(isoInstant(runtime.clock.now())),
      ...(flow.variables && { variables: structuredClone(flow.variables) }),
      metadata: { ...old.metadata, attemptNumber: old.metadata.attemptNumber + 1 },
    };
    delete execution.outputs;
    // In one commit with the new execution: it is made exactly once.
    runtime.changes.cancelTimer(id);
    void runtime.launch(flow, execution).finally(() => runtime.awaited--);
  });
}

import type { Command, ExecutionEvent, Occurrence, TimerPurpose } from '../../runner/execution/events.ts';
import { apply, newModel } from '../../runner/execution/machine.ts';
import type { ExecutionModel, TaskKind } from '../../runner/execution/model.ts';
import { isoInstant, newState } from '../../runner/execution/states.ts';
import type { Execution, LogEntry, TaskRun } from '../../runner/execution/types.ts';
import type { Flow, Task } from '../../runner/flow/types.ts';

/** What a simulated worker answers for an attempt; `hang` never answers. */
export type Answer = 'SUCCESS' | 'WARNING' | 'FAILED' | 'hang';

export interface SimulationOptions {
  /** By task id and attempt (from 1); default SUCCESS. */
  answer?(taskId: string, attempt: number, value: string | undefined): Answer;
  outputs?(taskId: string, value: string | undefined): Record<string, unknown> | undefined;
  inputs?: Record<string, unknown>;
  /** Which of the waiting commands is carried out next: an index below `count`. Default: the first. */
  choose?(count: number): number;
  /** Kill the execution before this many events were applied. */
  killAfter?: number;
}

export interface Simulation {
  model: ExecutionModel;
  execution: Execution;
  runs: TaskRun[];
  logs: LogEntry[];
  events: ExecutionEvent[];
  /** Simulated milliseconds from start to end. */
  elapsed: number;
}

const start = Date.UTC(2026, 0, 1);
const kinds: Readonly<Record<string, TaskKind>> = {
  Labels: 'updating',
  SetVariables: 'updating',
  UnsetVariables: 'updating',
  Exit: 'updating',
  Subflow: 'executable',
  ForEachItem: 'executable',
};

/** A flow of these tasks, ready for the machine. */
export function flowOf(tasks: Task[], further: Partial<Flow> = {}): Flow {
  return {
    id: 'flow',
    namespace: 'tests',
    revision: 1,
    labels: [],
    inputs: [],
    outputs: [],
    triggers: [],
    disabled: false,
    tasks,
    ...further,
  };
}

/** The model of a new execution of a flow. */
export function modelOf(flow: Flow, inputs: Record<string, unknown> = {}): ExecutionModel {
  const date = isoInstant(start);
  const execution: Execution = {
    id: 'execution',
    namespace: flow.namespace,
    flowId: flow.id,
    flowRevision: 1,
    state: newState(date),
    inputs,
    labels: [],
    originalId: 'execution',
    metadata: { attemptNumber: 1, originalCreatedDate: date },
    kind: 'NORMAL',
    ...(flow.variables && { variables: flow.variables }),
  };
  return newModel({
    flow,
    execution,
    catalogue: { resolve: (type) => type, kind: kindOf },
    constants: { flow: { id: flow.id, namespace: flow.namespace }, inputs },
  });
}

/** Flowables live in the `flow` package; what is not known is a runnable task. */
function kindOf(type: string): TaskKind {
  const [, group, name] = /\.core\.(\w+)\.(\w+)$/.exec(type) ?? [];
  if (name && kinds[name]) return kinds[name];
  return group === 'flow' && name !== 'Sleep' ? 'flowable' : 'runnable';
}

/** Runs a flow through the machine with simulated workers and a simulated clock, until nothing is left to do. */
export function simulate(flow: Flow, options: SimulationOptions = {}): Simulation {
  const model = modelOf(flow, options.inputs);
  const events: ExecutionEvent[] = [];
  const logs: LogEntry[] = [];
  const waiting: Command[] = [];
  const timers: { timer: TimerPurpose; due: number }[] = [];
  let now = start;
  let count = 0;

  const post = (
    event: ExecutionEvent extends infer E
      ? E extends Occurrence
        ? Omit<E, keyof Occurrence>
        : never
      : never,
  ) => {
    now += 1;
    const stamped = { ...event, at: now, seed: [1, 2, 3, ++count] } as ExecutionEvent;
    events.push(stamped);
    const outcome = apply(model, stamped);
    logs.push(...outcome.logs);
    waiting.push(...outcome.commands);
  };

  post({ type: 'started' });
  for (let step = 0; ; step++) {
    if (step > 100_000) throw new Error('The simulation does not end');
    if (events.length === options.killAfter) post({ type: 'killed' });
    if (waiting.length > 0) {
      const [command] = waiting.splice(options.choose?.(waiting.length) ?? 0, 1);
      carryOut(command!);
    } else if (timers.length > 0) {
      timers.sort((a, b) => a.due - b.due);
      const { timer, due } = timers.shift()!;
      now = Math.max(now, due);
      post({ type: 'timer', timer });
    } else break;
  }
  return {
    model,
    execution: model.execution,
    runs: [...model.nodes.values()].map(({ run }) => run),
    logs,
    events,
    elapsed: now - start,
  };

  function carryOut(command: Command): void {
    if (command.type === 'setTimer') timers.push(command);
    if (command.type === 'renderOutputs') post({ type: 'outputsRendered' });
    if (command.type === 'run') work(command.taskRunId);
  }

  function work(taskRunId: string): void {
    const node = model.nodes.get(taskRunId);
    if (!node || node.run.state.current !== 'CREATED') return;
    const attempt = (node.run.attempts?.length ?? 0) + 1;
    const answer = options.answer?.(node.task.id, attempt, node.run.value) ?? 'SUCCESS';
    post({ type: 'attemptStarted', taskRunId, attempt });
    if (answer === 'hang') return;
    const outputs = options.outputs?.(node.task.id, node.run.value);
    post({ type: 'attemptEnded', taskRunId, attempt, state: answer, ...(outputs && { outputs }) });
  }
}

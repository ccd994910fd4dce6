import type { Variables } from '../expression/index.ts';
import type { Flow } from '../flow/types.ts';
import { endAttempt, endSleep, retryNow, startAttempt } from './attempts.ts';
import { batchesFound } from './batches.ts';
import { failLastRun } from './breakdown.ts';
import { resumeFromBreakpoint } from './breakpoints.ts';
import { endQueued, limitReached } from './concurrency.ts';
import type { ExecutionEvent, Outcome, TimerPurpose } from './events.ts';
import { subflowCreated, subflowEnded, subflowRefused } from './executable.ts';
import { takeOutputs } from './finish.ts';
import { nextIteration } from './flowables/LoopUntil.ts';
import { endPause, resume } from './flowables/Pause.ts';
import { directoryClosed, directoryFailed, directoryOpened } from './flowables/WorkingDirectory.ts';
import { advance, newGroup } from './groups.ts';
import { chance } from './ids.ts';
import { finishKill, kill } from './kill.ts';
import { sequence } from './lanes/sequence.ts';
import { takeListeners } from './listeners.ts';
import type { ExecutionModel, RunNode, TaskCatalogue, Turn } from './model.ts';
import { recover } from './recover.ts';
import { takeAssertions } from './sla/assertion.ts';
import { exceedDuration, startDurations } from './sla/duration.ts';
import { readSla } from './sla/read.ts';
import { isoInstant, isTerminated } from './states.ts';
import { log, setExecutionState } from './transition.ts';
import type { Execution, TaskRun } from './types.ts';
import { addLabels } from './updating/Labels.ts';

/** What an execution is started with. */
export interface MachineInput {
  flow: Flow;
  execution: Execution;
  catalogue: TaskCatalogue;
  /** Variables that never change: `flow`, `inputs`, `envs`, `globals`, `kestra` … (flow-language §4.11). */
  constants: Variables;
  /** Decrypts stored outputs for expressions; the identity where nothing is encrypted. */
  reveal?: (outputs: Record<string, unknown>) => Record<string, unknown>;
  /** Storage URI of the folder of a task run's files (flow-language §6.7). */
  folderOf: (run: TaskRun) => string;
}

/** The model of an execution that was just created. */
export function newModel(input: MachineInput): ExecutionModel {
  const { flow, execution, catalogue, constants, reveal, folderOf } = input;
  return {
    flow,
    execution,
    catalogue,
    nodes: new Map(),
    sequence: 0,
    root: newGroup(sequence(flow.tasks), flow.errors, flow.finally),
    stale: new Set(),
    paused: new Set(),
    liveLeaves: 0,
    outputs: Object.create(null),
    taskStates: Object.create(null),
    constants,
    sla: readSla(flow),
    violations: new Map(),
    over: false,
    reveal: reveal ?? ((outputs) => outputs),
    folderOf,
  };
}

/**
 * Applies one event: changes the model, and says what changed and what the engine has to do. Synchronous, without I/O,
 * time or chance of its own, so that the same events give the same execution (architecture, decision 3; flow-language
 * §7.1). Costs the task runs that the event touches, whatever the size of the execution.
 */
export function apply(model: ExecutionModel, event: ExecutionEvent): Outcome {
  const turn: Turn = {
    model,
    at: event.at,
    date: isoInstant(event.at),
    chance: chance(event.seed),
    commands: [],
    logs: [],
    changed: new Set(),
    deleted: [],
    executionChanged: false,
  };
  const wasOver = isOver(model);
  proceed(turn, () => react(turn, event));
  return {
    ...(turn.executionChanged && { execution: model.execution }),
    ...(isOver(model) && !wasOver && { over: true }),
    taskRuns: [...turn.changed].map(({ run, sequence: position }) => ({ taskRun: run, sequence: position })),
    deletedTaskRuns: turn.deleted,
    logs: turn.logs,
    commands: turn.commands,
  };
}

/** Does something, and all that follows from it. What breaks on the way costs a run, so that this ends. */
function proceed(turn: Turn, first: () => void): void {
  try {
    first();
    advance(turn);
    finishKill(turn);
    advance(turn);
  } catch (error) {
    proceed(turn, () => failLastRun(turn, error));
  }
}

function isOver({ over, liveLeaves }: ExecutionModel): boolean {
  return over && liveLeaves === 0;
}

function react(turn: Turn, event: ExecutionEvent): void {
  const { model } = turn;
  switch (event.type) {
    case 'started':
      return begin(turn);
    case 'limitReached':
      return limitReached(turn, event.running);
    case 'listenersEvaluated':
      return takeListeners(turn, event.holding);
    case 'assertionsRendered':
      return takeAssertions(turn, event.assertions);
    case 'killed':
      return kill(turn, event);
    case 'recovered':
      return recover(turn, new Set(event.sleeping));
    case 'paused':
      if (model.execution.state.current === 'RUNNING') setExecutionState(turn, 'PAUSED');
      return;
    case 'resumed':
      return resume(turn, event);
    case 'resumedFromBreakpoint':
      return resumeFromBreakpoint(turn, event.breakpoints);
    case 'labelled':
      return addLabels(turn, event.labels);
    case 'unqueued':
      return endQueued(turn, event.state);
    case 'outputsRendered':
      return takeOutputs(turn, event.outputs, event.error);
    case 'timer':
      return takeTimer(turn, event.timer);
  }
  const node = model.nodes.get(event.taskRunId);
  if (!node) return;
  switch (event.type) {
    case 'attemptStarted':
      return startAttempt(turn, node, event.attempt, event.workerId);
    case 'attemptEnded':
      return endAttempt(turn, node, event.attempt, event);
    case 'directoryOpened':
      return directoryOpened(turn, node);
    case 'directoryClosed':
      return directoryClosed(turn, node, event.outputs);
    case 'directoryFailed':
      return directoryFailed(turn, node, event.message);
    case 'rendered':
      return takeRendered(turn, node, event.key, { value: event.value });
    case 'renderFailed':
      return takeRendered(turn, node, event.key, { error: event.message });
    case 'subflowCreated':
      return subflowCreated(turn, node, event);
    case 'subflowRefused':
      return subflowRefused(turn, node, event.executionId, event.message);
    case 'subflowEnded':
      return subflowEnded(turn, node, event);
    case 'subflowsFound':
      return batchesFound(turn, node, event.subflows);
  }
}

function begin(turn: Turn): void {
  const { model } = turn;
  const { current } = model.execution.state;
  if (current !== 'CREATED' && current !== 'QUEUED') return;
  if (current === 'CREATED') startDurations(turn);
  setExecutionState(turn, 'RUNNING');
  log(turn, 'INFO', 'Flow started');
  model.stale.add(model.root);
}

function takeRendered(
  turn: Turn,
  node: RunNode,
  key: string,
  result: { value: unknown } | { error: string },
): void {
  if (node.awaiting?.key !== key) return;
  const { resume } = node.awaiting;
  delete node.awaiting;
  node.rendered ??= new Map();
  node.rendered.set(key, result);
  resume(turn);
}

function takeTimer(turn: Turn, timer: TimerPurpose): void {
  const { kind, taskRunId } = timer;
  if (kind === 'sla') return exceedDuration(turn, timer.sla);
  const node = turn.model.nodes.get(taskRunId);
  if (!node || isTerminated(node.run.state.current)) return;
  if (kind === 'retry') retryNow(turn, node);
  if (kind === 'sleep') endSleep(turn, node, timer.timeout);
  if (kind === 'pause') endPause(turn, node, timer.to ?? 'RUNNING');
  if (kind === 'loop') nextIteration(turn, node);
}

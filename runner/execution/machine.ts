import type { Variables } from '../expression/index.ts';
import type { Flow } from '../flow/types.ts';
import { endAttempt, retryNow, startAttempt } from './attempts.ts';
import type { ExecutionEvent, Outcome, TimerPurpose } from './events.ts';
import { subflowCreated, subflowEnded, subflowRefused } from './executable.ts';
import { takeOutputs } from './finish.ts';
import { nextIteration } from './flowables/LoopUntil.ts';
import { endPause } from './flowables/Pause.ts';
import { advance, newGroup } from './groups.ts';
import { chance } from './ids.ts';
import { finishKill, kill } from './kill.ts';
import { sequence } from './lanes/sequence.ts';
import type { ExecutionModel, RunNode, TaskCatalogue, Turn } from './model.ts';
import { endRun } from './runs.ts';
import { isoInstant, isTerminated, moveTo } from './states.ts';
import { log, setExecutionState } from './transition.ts';
import type { Execution } from './types.ts';

/** What an execution is started with. */
export interface MachineInput {
  flow: Flow;
  execution: Execution;
  catalogue: TaskCatalogue;
  /** Variables that never change: `flow`, `inputs`, `envs`, `globals`, `kestra` … (flow-language §4.11). */
  constants: Variables;
  /** Decrypts stored outputs for expressions; the identity where nothing is encrypted. */
  reveal?: (outputs: Record<string, unknown>) => Record<string, unknown>;
}

/** The model of an execution that was just created. */
export function newModel({ flow, execution, catalogue, constants, reveal }: MachineInput): ExecutionModel {
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
    over: false,
    reveal: reveal ?? ((outputs) => outputs),
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
  react(turn, event);
  advance(turn);
  finishKill(turn);
  advance(turn);
  return {
    ...(turn.executionChanged && { execution: model.execution }),
    taskRuns: [...turn.changed].map(({ run, sequence: position }) => ({ taskRun: run, sequence: position })),
    deletedTaskRuns: turn.deleted,
    logs: turn.logs,
    commands: turn.commands,
  };
}

function react(turn: Turn, event: ExecutionEvent): void {
  const { model } = turn;
  switch (event.type) {
    case 'started':
      return begin(turn);
    case 'killed':
      return kill(turn);
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
    case 'resumed':
      return endPause(turn, node, 'RUNNING', event);
    case 'rendered':
      return takeRendered(turn, node, event.key, { value: event.value });
    case 'renderFailed':
      return takeRendered(turn, node, event.key, { error: event.message });
    case 'subflowCreated':
      return subflowCreated(turn, node, event.executionId, event.link);
    case 'subflowRefused':
      return subflowRefused(turn, node, event.message);
    case 'subflowEnded':
      return subflowEnded(turn, node, event.executionId, event.state, event.outputs);
  }
}

function begin(turn: Turn): void {
  const { model } = turn;
  if (model.execution.state.current !== 'CREATED') return;
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
  const node = turn.model.nodes.get(taskRunId);
  if (!node || isTerminated(node.run.state.current)) return;
  if (kind === 'retry') retryNow(turn, node);
  if (kind === 'sleep') endSleep(turn, node);
  if (kind === 'pause') endPause(turn, node, timer.to ?? 'RUNNING');
  if (kind === 'loop') nextIteration(turn, node);
}

function endSleep(turn: Turn, node: RunNode): void {
  const attempt = node.run.attempts?.at(-1);
  if (attempt) moveTo(attempt.state, 'SUCCESS', turn.date);
  endRun(turn, node, 'SUCCESS');
}

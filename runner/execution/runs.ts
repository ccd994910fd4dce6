import { stopAtBreakpoint } from './breakpoints.ts';
import { discardRun } from './discard.ts';
import { EvaluationFailed, evaluateCondition, Waiting } from './evaluate.ts';
import { startExecutable } from './executable.ts';
import { flowables } from './flowables/index.ts';
import { newGroup, takeUp } from './groups.ts';
import type { Child } from './lanes/types.ts';
import type { Branch, Group, RunNode, Turn } from './model.ts';
import { newState } from './states.ts';
import { log, setRunState } from './transition.ts';
import type { StateName } from './types.ts';
import { runUpdating } from './updating/index.ts';
import { isInDirectory, publishOutputs, publishState } from './variables.ts';

/** Makes a task run and starts it as far as its kind allows. */
export function createRun(turn: Turn, group: Group, branch: Branch, child: Child): RunNode {
  const { model } = turn;
  const { owner } = group;
  const kind = model.catalogue.kind(child.task.type) ?? 'runnable';
  const node: RunNode = {
    run: {
      id: turn.chance.id(),
      executionId: model.execution.id,
      namespace: model.execution.namespace,
      flowId: model.execution.flowId,
      taskId: child.task.id,
      ...(owner && { parentTaskRunId: owner.run.id }),
      ...(child.value !== undefined && { value: child.value }),
      ...(child.iteration !== undefined && { iteration: child.iteration }),
      ...(branch === 'afterExecution' && { forceExecution: true }),
      state: newState(turn.date),
    },
    sequence: model.sequence++,
    task: child.task,
    kind,
    group,
    branch,
    path: owner ? (owner.run.value === undefined ? owner.path : [...owner.path, owner.run.value]) : [],
  };
  model.nodes.set(node.run.id, node);
  group.live.add(node);
  if (branch === 'tasks') group.counts.CREATED = (group.counts.CREATED ?? 0) + 1;
  if (kind !== 'flowable') model.liveLeaves++;
  turn.changed.add(node);
  publishState(model, node);
  dispatch(turn, node);
  return node;
}

/** Starts a CREATED task run: its `runIf`, then what its kind asks for (flow-language §7.1 steps 6 to 9). */
export function dispatch(turn: Turn, node: RunNode): void {
  if (stopAtBreakpoint(turn, node)) return;
  try {
    const { runIf } = node.task;
    if (
      runIf !== undefined &&
      !evaluateCondition(turn, node, 'runIf', runIf, (later) => dispatch(later, node))
    ) {
      endRun(turn, node, 'SKIPPED');
      return;
    }
  } catch (error) {
    if (error instanceof Waiting) return;
    const message = `Failed to evaluate the runIf condition for task ${node.task.id}. Cause: ${messageOf(error)}`;
    if (isInDirectory(node)) return refuseChild(turn, node, message);
    log(turn, 'ERROR', message, node);
    endRun(turn, node, 'FAILED');
    return;
  }
  starters[node.kind](turn, node);
}

/** In a working directory such a child has no run: its parent fails (flow-language §6.1 WorkingDirectory). */
function refuseChild(turn: Turn, node: RunNode, message: string): void {
  const { group } = node;
  discardRun(turn, node);
  log(turn, 'ERROR', message, group.owner);
  group.forced = 'FAILED';
  turn.model.stale.add(group);
}

const starters: Record<RunNode['kind'], (turn: Turn, node: RunNode) => void> = {
  runnable: (turn, node) => turn.commands.push({ type: 'run', taskRunId: node.run.id }),
  flowable: startFlowable,
  executable: (turn, node) =>
    guarded(turn, node, () => startExecutable(turn, node, (later) => dispatch(later, node))),
  updating: (turn, node) =>
    guarded(turn, node, () => runUpdating(turn, node, (later) => dispatch(later, node))),
};

/** Opens the list of a flowable's children, for the first time or again after a stop. */
export function startFlowable(turn: Turn, node: RunNode): void {
  guarded(turn, node, () => {
    setRunState(turn, node, 'RUNNING');
    const flowable = flowables[turn.model.catalogue.resolve(node.task.type)];
    if (!flowable)
      throw new EvaluationFailed(`Tasks of type ${node.task.type} cannot be run by this version of Tutti`);
    const again = (later: Turn) => startFlowable(later, node);
    if (flowable.start && !node.children) return flowable.start(turn, node, again);
    if (!flowable.open) throw new EvaluationFailed(`Tasks of type ${node.task.type} have no children`);
    const { lane, outputs } = flowable.open(turn, node, again);
    if (outputs) {
      node.run.outputs = outputs;
      publishOutputs(turn.model, node);
    }
    turn.changed.add(node);
    // A run that is taken up again has its children already; they are found again as the list offers them.
    if (node.children) {
      node.children.main = lane;
      takeUp(node.children);
    } else node.children = newGroup(lane, node.task.errors, node.task.finally, node);
    turn.model.stale.add(node.children);
  });
}

/** An error while the machine starts a run fails that run, not the execution (flow-language §7.1 step 4). */
function guarded(turn: Turn, node: RunNode, start: () => void): void {
  try {
    start();
  } catch (error) {
    if (error instanceof Waiting) return;
    log(turn, 'ERROR', messageOf(error), node);
    endRun(turn, node, 'FAILED');
  }
}

/** Ends a task run: flags of the task, outputs, and its parent's turn (flow-language §5.4 rule 5, §7.3 rule 7). */
export function endRun(turn: Turn, node: RunNode, state: StateName, outputs?: Record<string, unknown>): void {
  const { group, branch } = node;
  if (outputs) node.run.outputs = outputs;
  publishOutputs(turn.model, node);
  setRunState(turn, node, withFlags(turn, node, state));
  delete node.awaiting;
  delete node.rendered;
  const lane = branch === 'tasks' ? group.main : branch === 'errors' ? group.errors : group.finally;
  if (!node.ahead) lane?.ended(node);
  if (group.phase !== 'ended') turn.model.stale.add(group);
}

function withFlags(turn: Turn, { task, kind }: RunNode, state: StateName): StateName {
  let result = state;
  const allowsFailure =
    task.allowFailure === true ||
    (kind === 'flowable' && flowables[turn.model.catalogue.resolve(task.type)]?.allowsFailure === true);
  if (result === 'FAILED' && allowsFailure) result = 'WARNING';
  if (result === 'WARNING' && task.allowWarning === true) result = 'SUCCESS';
  return result;
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

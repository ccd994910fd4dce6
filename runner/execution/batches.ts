import { evaluate, Waiting } from './evaluate.ts';
import type { FoundSubflow } from './events.ts';
import { closeAttempt, type SubflowCreation, type SubflowEnd } from './executable.ts';
import type { Batches, RunNode, Turn } from './model.ts';
import { endRun, messageOf } from './runs.ts';
import { isTerminated } from './states.ts';
import { evaluateRequest } from './subflowRequest.ts';
import { log, setRunState } from './transition.ts';
import type { StateName } from './types.ts';
import { publishOutputs } from './variables.ts';

/** The type of the task run that makes an execution for each batch of a ForEachItem. */
const type = 'io.kestra.plugin.core.flow.ForEachItem$ForEachItemExecutable';

/** Executions of one task run that are in the making at a time: others follow as these exist, so that no turn is long. */
const inTheMaking = 50;

/** Whether a task run makes an execution for each batch of a file. */
export function hasBatches(turn: Turn, { task }: RunNode): boolean {
  return turn.model.catalogue.resolve(task.type) === type;
}

/**
 * Reads the list of batches and asks for the first executions (flow-language §6.1 ForEachItem, §7.13). A run that is
 * restarted keeps those of its executions that did not fail (§7.10).
 */
export function startBatches(turn: Turn, node: RunNode, resume: (turn: Turn) => void): void {
  if (node.run.state.current === 'RESTARTED') {
    setRunState(turn, node, 'RUNNING');
    turn.commands.push({ type: 'checkSubflows', taskRunId: node.run.id });
  } else openBatches(turn, node, [], resume);
}

/** A run is taken up again: these are the executions that it made, the newest first. */
export function batchesFound(turn: Turn, node: RunNode, found: readonly FoundSubflow[]): void {
  if (isTerminated(node.run.state.current) || node.batches) return;
  try {
    openBatches(turn, node, countable(node, found), (later) => batchesFound(later, node, found));
  } catch (error) {
    if (error instanceof Waiting) return;
    log(turn, 'ERROR', messageOf(error), node);
    closeAttempt(turn, node, 'FAILED');
    endRun(turn, node, 'FAILED');
  }
}

/** For each batch its newest execution, without those that a restart makes again. */
function countable(node: RunNode, found: readonly FoundSubflow[]): FoundSubflow[] {
  const restarted = node.run.state.histories.findLast(({ state }) => state === 'RESTARTED')?.date ?? '';
  const all = node.task['restartBehavior'] === 'NEW_EXECUTION';
  const newest = new Map<number, FoundSubflow>();
  for (const subflow of found) if (!newest.has(subflow.iteration)) newest.set(subflow.iteration, subflow);
  return [...newest.values()].filter(
    ({ state, created }) => created >= restarted || !(all || state === 'FAILED' || state === 'KILLED'),
  );
}

function openBatches(
  turn: Turn,
  node: RunNode,
  found: readonly FoundSubflow[],
  resume: (turn: Turn) => void,
): void {
  const { run, task } = node;
  const list = evaluate(turn, node, 'splits', 'text', `{{ read("${String(task['splits'])}") }}`, resume);
  delete node.rendered;
  const uris = String(list)
    .split('\n')
    .filter((uri) => uri !== '');
  setRunState(turn, node, 'RUNNING');
  turn.changed.add(node);
  if (uris.length > 0)
    run.outputs = {
      iterations: { CREATED: 0, RUNNING: 0 },
      numberOfBatches: uris.length,
      subflowOutputsBaseUri: turn.model.folderOf(run),
    };
  const known = new Set(found.map(({ iteration }) => iteration));
  const waiting = uris
    .map((items, index) => ({ items, iteration: index + 1 }))
    .filter(({ iteration }) => !known.has(iteration));
  const batches: Batches = { waiting, next: 0, asked: 0, children: new Map(), refused: new Set() };
  node.batches = batches;
  for (const { executionId, state, made } of found) {
    count(turn, node, undefined, state);
    if (isTerminated(state) || (made && task['wait'] === false)) continue;
    batches.children.set(executionId, { state, made });
    if (!made) batches.asked++;
  }
  const early = node.early ?? [];
  delete node.early;
  for (const end of early) batchEnded(turn, node, batches, end);
  if (node.batches !== batches) return;
  if (turn.model.execution.state.current === 'KILLING') killBatches(turn, node, batches);
  else goOn(turn, node, batches);
}

/** Asks for as many executions as may be in the making; ends the run when none is left. Costs what it starts. */
function goOn(turn: Turn, node: RunNode, batches: Batches): void {
  while (mayStart(turn, node, batches)) {
    try {
      startNext(turn, node, batches);
    } catch (error) {
      if (error instanceof Waiting) return;
      refuse(turn, node, batches, messageOf(error));
      count(turn, node, undefined, 'FAILED');
    }
  }
  if (batches.children.size === 0 && !node.awaiting) endBatches(turn, node, batches);
}

function mayStart(turn: Turn, node: RunNode, batches: Batches): boolean {
  return (
    batches.next < batches.waiting.length &&
    batches.asked < inTheMaking &&
    batches.refused.size === 0 &&
    !node.awaiting &&
    turn.model.execution.state.current !== 'KILLING'
  );
}

function startNext(turn: Turn, node: RunNode, batches: Batches): void {
  const { numberOfBatches, subflowOutputsBaseUri } = node.run.outputs!;
  const about = {
    outputs: { numberOfBatches, subflowOutputsBaseUri },
    iteration: batches.waiting[batches.next]!.iteration,
  };
  const key = `batch ${about.iteration}`;
  const subflow = evaluateRequest(turn, node, key, about, (later) => goOn(later, node, batches));
  delete node.rendered;
  batches.next++;
  batches.asked++;
  batches.children.set(subflow.executionId, { state: 'CREATED', made: false });
  turn.commands.push({ type: 'startSubflow', taskRunId: node.run.id, subflow });
  count(turn, node, undefined, 'CREATED');
}

/** One of the executions exists; `state` is the one it is in. */
export function batchCreated(
  turn: Turn,
  node: RunNode,
  batches: Batches,
  { executionId, link, state }: SubflowCreation,
): void {
  const child = batches.children.get(executionId);
  if (!child || child.made) return;
  log(turn, 'INFO', `Created new execution ${link}`, node);
  child.made = true;
  batches.asked--;
  // One that is over already is counted when its end is reported.
  const reached = isTerminated(state) && node.task['wait'] !== false ? 'RUNNING' : state;
  count(turn, node, child.state, reached);
  child.state = reached;
  if (node.task['wait'] === false) batches.children.delete(executionId);
  goOn(turn, node, batches);
}

/** One of the executions cannot be made; no further one is asked for, and the run fails when the others have ended. */
export function batchRefused(
  turn: Turn,
  node: RunNode,
  batches: Batches,
  executionId: string,
  message: string,
): void {
  const child = batches.children.get(executionId);
  if (!child) return;
  batches.asked--;
  batches.children.delete(executionId);
  count(turn, node, child.state, 'FAILED');
  refuse(turn, node, batches, message);
  goOn(turn, node, batches);
}

/** What keeps one execution from being made often keeps all: the same reason is logged once. */
function refuse(turn: Turn, node: RunNode, batches: Batches, message: string): void {
  if (!batches.refused.has(message)) log(turn, 'ERROR', message, node);
  batches.refused.add(message);
}

/** One of the executions really ended. What is reported twice counts once. */
export function batchEnded(
  turn: Turn,
  node: RunNode,
  batches: Batches,
  { executionId, link, state }: SubflowEnd,
): void {
  const child = batches.children.get(executionId);
  if (!child) return;
  if (!child.made) {
    batches.asked--;
    log(turn, 'INFO', `Created new execution ${link}`, node);
  }
  batches.children.delete(executionId);
  count(turn, node, child.state, state);
  if (node.task['transmitFailed'] !== false && transmitted.has(state))
    log(turn, 'ERROR', `Subflow execution ${link} ends in ${state} state`, node);
  goOn(turn, node, batches);
}

/** Kills the executions that have not ended; the run ends with the last of them (flow-language §7.8). */
export function killBatches(turn: Turn, node: RunNode, batches: Batches): void {
  turn.commands.push({ type: 'killSubflows' });
  goOn(turn, node, batches);
}

/** Moves one execution from a state to another in `iterations`. */
function count(turn: Turn, node: RunNode, from: StateName | undefined, to: StateName): void {
  const { run } = node;
  const iterations = iterationsOf(node);
  run.outputs = {
    ...run.outputs,
    iterations: {
      ...iterations,
      ...(from && { [from]: (iterations[from] ?? 0) - 1 }),
      [to]: (iterations[to] ?? 0) - (from === to ? 1 : 0) + 1,
    },
  };
  publishOutputs(turn.model, node);
  turn.changed.add(node);
}

function iterationsOf({ run }: RunNode): Partial<Record<StateName, number>> {
  return (run.outputs?.['iterations'] ?? {}) as Partial<Record<StateName, number>>;
}

function endBatches(turn: Turn, node: RunNode, batches: Batches): void {
  delete node.batches;
  const state = endState(turn, node, batches);
  closeAttempt(turn, node, state);
  endRun(turn, node, state);
}

const transmitted: ReadonlySet<StateName> = new Set(['FAILED', 'KILLED', 'WARNING']);

function endState(turn: Turn, node: RunNode, { next, waiting, refused }: Batches): StateName {
  const iterations = iterationsOf(node);
  const killing = turn.model.execution.state.current === 'KILLING';
  if (killing && (next < waiting.length || iterations.KILLED)) return 'KILLED';
  if (refused.size > 0) return 'FAILED';
  if (node.task['wait'] === false || node.task['transmitFailed'] === false) return 'SUCCESS';
  for (const state of ['FAILED', 'KILLED', 'WARNING'] as const) if (iterations[state]) return state;
  return 'SUCCESS';
}

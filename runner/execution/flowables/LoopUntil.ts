import { parseDuration } from '../../flow/duration.ts';
import { EvaluationFailed, evaluate, evaluateCondition } from '../evaluate.ts';
import { newGroup } from '../groups.ts';
import { sequence } from '../lanes/sequence.ts';
import type { RunNode, Turn } from '../model.ts';
import { epochOf, newState } from '../states.ts';
import { log, setExecutionState, setRunState } from '../transition.ts';
import { publishOutputs, withdrawOutputs } from '../variables.ts';
import type { Flowable } from './types.ts';

const defaultInterval = 60_000;

/** Its children again and again until a condition holds (flow-language §6.1 LoopUntil). */
export const LoopUntil: Flowable = {
  // One that is taken up after a stop goes on counting.
  open: (_turn, node) => ({
    lane: sequence(node.task.tasks),
    outputs: node.run.outputs ?? { iterationCount: 1 },
  }),

  mainEnded(turn, node, resume) {
    const count = iterationCount(node);
    const frequency = evaluateFrequency(turn, node, resume);
    if (evaluateCondition(turn, node, `condition ${count}`, node.task['condition'], resume)) return 'end';
    node.run.outputs = { iterationCount: count + 1 };
    publishOutputs(turn.model, node);
    turn.changed.add(node);
    const reached = limitReached(turn, node, count + 1, frequency);
    if (reached) {
      log(turn, 'WARN', reached, node);
      if (String(node.task['failOnMaxReached'] ?? false) === 'true') node.children!.forced = 'FAILED';
      return 'end';
    }
    setRunState(turn, node, 'PAUSED');
    setExecutionState(turn, 'PAUSED');
    turn.commands.push({
      type: 'setTimer',
      timer: { kind: 'loop', taskRunId: node.run.id },
      due: turn.at + frequency.interval,
    });
    return 'wait';
  },
};

/** The next iteration: the children of the last one are deleted, the loop's history is cut to its first entry. */
export function nextIteration(turn: Turn, node: RunNode): void {
  const { model } = turn;
  if (node.run.state.current !== 'PAUSED') return;
  for (const child of model.nodes.values()) if (isBelow(child, node)) deleteRun(turn, child);
  setRunState(turn, node, 'RUNNING');
  const [created] = node.run.state.histories;
  node.run.state = newState(created!.date);
  node.run.state.current = 'RUNNING';
  node.run.state.histories.push({ state: 'RUNNING', date: turn.date });
  node.run.iteration = (node.run.iteration ?? 0) + 1;
  node.children = newGroup(sequence(node.task.tasks), node.task.errors, node.task.finally, node);
  model.stale.add(node.children);
  if (model.paused.size === 0) setExecutionState(turn, 'RUNNING');
}

function isBelow(node: RunNode, ancestor: RunNode): boolean {
  for (let owner = node.group.owner; owner; owner = owner.group.owner) if (owner === ancestor) return true;
  return false;
}

function deleteRun(turn: Turn, node: RunNode): void {
  const { model } = turn;
  withdrawOutputs(model, node);
  model.nodes.delete(node.run.id);
  turn.changed.delete(node);
  turn.deleted.push(node.run.id);
}

interface Frequency {
  maxIterations?: number;
  /** Milliseconds. */
  maxDuration?: number;
  /** Milliseconds. */
  interval: number;
}

function evaluateFrequency(turn: Turn, node: RunNode, resume: (turn: Turn) => void): Frequency {
  const written = node.task['checkFrequency'];
  if (written === undefined || written === null) return { interval: defaultInterval };
  const frequency = evaluate(turn, node, 'checkFrequency', 'deep', written, resume) as Record<
    string,
    unknown
  >;
  const iterations = frequency['maxIterations'];
  const limit = iterations === undefined || iterations === null ? undefined : Number(iterations);
  if (Number.isNaN(limit))
    throw new EvaluationFailed(
      `\`maxIterations\` must be a whole number, but it is \`${String(iterations)}\``,
    );
  const maxDuration = durationOf(frequency, 'maxDuration');
  return {
    ...(limit !== undefined && { maxIterations: limit }),
    ...(maxDuration !== undefined && { maxDuration }),
    interval: durationOf(frequency, 'interval') ?? defaultInterval,
  };
}

function durationOf(frequency: Record<string, unknown>, key: string): number | undefined {
  const written = frequency[key];
  if (written === undefined || written === null || written === '') return undefined;
  const milliseconds = parseDuration(String(written));
  if (milliseconds === undefined)
    throw new EvaluationFailed(
      `\`${key}\` must be an ISO-8601 duration such as PT30S, but it is \`${String(written)}\``,
    );
  return milliseconds;
}

function limitReached(turn: Turn, { run }: RunNode, next: number, frequency: Frequency): string | undefined {
  if (frequency.maxIterations !== undefined && next > frequency.maxIterations)
    return 'Max iterations reached';
  const elapsed = turn.at - epochOf(run.state.histories[0]!.date);
  if (frequency.maxDuration !== undefined && elapsed > frequency.maxDuration) return 'Max duration reached';
  return undefined;
}

function iterationCount(node: RunNode): number {
  return (node.run.outputs?.['iterationCount'] as number | undefined) ?? 1;
}

import { parseDuration } from '../../flow/duration.ts';
import { EvaluationFailed, evaluate } from '../evaluate.ts';
import type { RunNode, Turn } from '../model.ts';

/**
 * A duration of a task that the machine itself waits for, in milliseconds; `undefined` where none is written.
 *
 * @throws EvaluationFailed where it is no duration.
 */
export function evaluateDuration(
  turn: Turn,
  node: RunNode,
  key: string,
  written: unknown,
  resume: (turn: Turn) => void,
): number | undefined {
  if (written === undefined || written === null) return undefined;
  const text = String(evaluate(turn, node, key, 'text', written, resume));
  if (text.trim() === '') return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined)
    throw new EvaluationFailed(
      `\`${key}\` must be an ISO-8601 duration such as PT30S, but it is \`${text}\``,
    );
  return milliseconds;
}

import { EvaluationFailed, evaluateOnce } from '../evaluate.ts';
import type { RunNode, Turn } from '../model.ts';

/**
 * A limit on concurrent children, written as a number or an expression; 0 means none.
 *
 * @throws EvaluationFailed where it is no whole number.
 */
export function evaluateLimit(
  turn: Turn,
  node: RunNode,
  property: 'concurrent' | 'concurrencyLimit',
  fallback: number,
  resume: (turn: Turn) => void,
): number {
  const written = node.task[property];
  if (written === undefined || written === null) return fallback;
  if (typeof written === 'number') return written;
  const text = String(evaluateOnce(turn, node, property, 'text', written, resume)).trim();
  if (!/^\d+$/.test(text))
    throw new EvaluationFailed(`\`${property}\` must be a whole number of at least 0, but it is \`${text}\``);
  return Number(text);
}

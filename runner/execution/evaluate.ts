import { isTruthy, Pending, render, renderDeep, renderTyped, ServicesNeeded } from '../expression/index.ts';
import type { RenderMode } from './events.ts';
import type { RunNode, Turn } from './model.ts';
import { variablesOf } from './variables.ts';

/** Thrown while a value is rendered outside the machine; the caller is entered again when it is there. */
export class Waiting extends Error {
  override name = 'Waiting';
}

/** An expression of a task run that cannot be rendered. */
export class EvaluationFailed extends Error {
  override name = 'EvaluationFailed';
}

/**
 * Renders a property of a task run that the machine itself needs. A pure expression is rendered at once; one that needs
 * time, chance or I/O becomes a command, and `resume` is called when its value came (architecture, decision 3).
 *
 * @throws Waiting when the value is not there yet.
 * @throws EvaluationFailed when it cannot be rendered.
 */
export function evaluate(
  turn: Turn,
  node: RunNode,
  key: string,
  mode: RenderMode,
  value: unknown,
  resume: (turn: Turn) => void,
): unknown {
  const known = node.rendered?.get(key);
  if (known) {
    if ('error' in known) throw new EvaluationFailed(known.error);
    return known.value;
  }
  try {
    return renderers[mode](value, variablesOf(turn.model, node));
  } catch (error) {
    if (!(error instanceof ServicesNeeded || error instanceof Pending))
      throw new EvaluationFailed(error instanceof Error ? error.message : String(error), { cause: error });
    node.awaiting = { key, resume };
    turn.commands.push({ type: 'render', taskRunId: node.run.id, key, mode, value });
    throw new Waiting();
  }
}

const renderers: Record<RenderMode, (value: unknown, variables: Record<string, unknown>) => unknown> = {
  text: (value, variables) => render(String(value), variables),
  typed: (value, variables) => renderTyped(String(value), variables),
  deep: (value, variables) => renderDeep(value, variables),
};

/** A condition of a task run: rendered to text, then Kestra's truthiness (flow-language §4.10). */
export function evaluateCondition(
  turn: Turn,
  node: RunNode,
  key: string,
  condition: unknown,
  resume: (turn: Turn) => void,
): boolean {
  return isTruthy(evaluate(turn, node, key, 'text', condition, resume) as string);
}

/**
 * As `evaluate`, and keeps the value with the run, so that a flowable that is taken up after a stop, or restarted, goes on
 * with what it started with.
 */
export function evaluateOnce(
  turn: Turn,
  node: RunNode,
  key: string,
  mode: RenderMode,
  value: unknown,
  resume: (turn: Turn) => void,
): unknown {
  const kept = node.run.evaluated;
  if (kept && Object.hasOwn(kept, key)) return kept[key];
  const evaluated = evaluate(turn, node, key, mode, value, resume);
  node.run.evaluated = { ...kept, [key]: evaluated };
  turn.changed.add(node);
  return evaluated;
}

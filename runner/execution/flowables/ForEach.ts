import { parseJson, toJson } from '../../expression/index.ts';
import type { Task } from '../../flow/types.ts';
import { EvaluationFailed, evaluateOnce } from '../evaluate.ts';
import { each } from '../lanes/each.ts';
import { parallel } from '../lanes/parallel.ts';
import { isEnabled } from '../lanes/sequence.ts';
import type { RunNode, Turn } from '../model.ts';
import { evaluateLimit } from './limit.ts';
import type { Flowable } from './types.ts';

/** Every value through all children (flow-language §6.1 ForEach). */
export const ForEach: Flowable = {
  open(turn, node, resume) {
    const limit = evaluateLimit(turn, node, 'concurrencyLimit', 1, resume);
    const values = evaluateValues(turn, node, 'values', resume);
    return { lane: each(values, node.task.tasks ?? [], limit), outputs: {} };
  },
};

/** Deprecated: ForEach with a limit of one. */
export const EachSequential: Flowable = {
  open(turn, node, resume) {
    return { lane: each(evaluateValues(turn, node, 'value', resume), node.task.tasks ?? [], 1), outputs: {} };
  },
};

/** Deprecated: every pair of value and child at once. */
export const EachParallel: Flowable = {
  open(turn, node, resume) {
    const limit = evaluateLimit(turn, node, 'concurrent', 0, resume);
    const values = evaluateValues(turn, node, 'value', resume);
    const tasks: Task[] = (node.task.tasks ?? []).filter(isEnabled);
    const children = values.flatMap((value, v) =>
      tasks.map((task, t) => ({ task, value, iteration: v * tasks.length + t })),
    );
    return { lane: parallel(children, limit), outputs: {} };
  },
};

/** The loop's values as texts, each once, in order. */
function evaluateValues(
  turn: Turn,
  node: RunNode,
  property: 'values' | 'value',
  resume: (turn: Turn) => void,
): string[] {
  const written = node.task[property];
  const values = Array.isArray(written)
    ? evaluateWrittenList(turn, node, property, written, resume)
    : parseList(String(evaluateOnce(turn, node, property, 'text', written, resume)));
  const nulls = values.filter((value) => value === null).length;
  if (nulls > 0)
    throw new EvaluationFailed(`Found '${nulls}' null values on Each, with values=${javaText(values)}`);
  return [...new Set(values.map((value) => (typeof value === 'string' ? value : toJson(value))))];
}

function evaluateWrittenList(
  turn: Turn,
  node: RunNode,
  property: string,
  written: readonly unknown[],
  resume: (turn: Turn) => void,
): unknown[] {
  for (const element of written) {
    const allowed =
      element === null ||
      typeof element === 'string' ||
      Number.isInteger(element) ||
      (typeof element === 'object' && !Array.isArray(element));
    if (!allowed) throw new EvaluationFailed(`Unknown value element type: ${javaClass(element)}`);
  }
  return evaluateOnce(turn, node, property, 'deep', written, resume) as unknown[];
}

function parseList(text: string): unknown[] {
  let list: unknown;
  try {
    list = parseJson(text);
  } catch (error) {
    throw new EvaluationFailed(
      `The values of a loop must be a JSON array, but they are \`${shorten(text)}\``,
      {
        cause: error,
      },
    );
  }
  if (!Array.isArray(list))
    throw new EvaluationFailed(
      `The values of a loop must be a JSON array, but they are \`${shorten(text)}\``,
    );
  return list;
}

function javaClass(value: unknown): string {
  if (typeof value === 'boolean') return 'class java.lang.Boolean';
  if (typeof value === 'number') return 'class java.lang.Double';
  return 'class java.util.ArrayList';
}

/** As Java's `toString()` prints nested collections. */
function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, entry]) => `${key}=${javaText(entry)}`)
      .join(', ')}}`;
  return String(value);
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

import { parseJson } from '../../expression/index.ts';
import { EvaluationFailed, evaluate } from '../evaluate.ts';
import type { RunNode, Turn } from '../model.ts';
import type { Updating } from './index.ts';

type Variables = Record<string, unknown>;

/** Merges into the execution's variables (flow-language §6.2 SetVariables). */
export const setVariables: Updating = (turn, node, resume) => {
  const { execution } = turn.model;
  const added = evaluateJson(turn, node, 'variables', resume);
  if (!isMap(added)) throw new EvaluationFailed('`variables` must be a map');
  const current = execution.variables ?? {};
  const existing = Object.keys(added).filter((key) => Object.hasOwn(current, key));
  if (existing.length > 0 && String(node.task['overwrite'] ?? true) === 'false')
    throw new EvaluationFailed(
      `\`overwrite\` is set to false and the following variables already exist: ${existing.join(', ')}`,
    );
  execution.variables = merge(current, added);
  turn.executionChanged = true;
};

/** Removes from the execution's variables, by dotted path (flow-language §6.2 UnsetVariables). */
export const unsetVariables: Updating = (turn, node, resume) => {
  const { execution } = turn.model;
  const paths = evaluateJson(turn, node, 'variables', resume);
  if (!Array.isArray(paths)) throw new EvaluationFailed('`variables` must be a list of names');
  const ignoreMissing = String(node.task['ignoreMissing'] ?? false) === 'true';
  const variables = structuredClone(execution.variables ?? {});
  for (const path of paths.map(String))
    if (!remove(variables, path.split('.')) && !ignoreMissing)
      throw new EvaluationFailed(
        `Variable \`${path}\` does not exist; set \`ignoreMissing\` to pass over it`,
      );
  execution.variables = variables;
  turn.executionChanged = true;
};

/** A map or list whose strings are rendered, or text that renders to JSON (flow-language §4.12). */
function evaluateJson(turn: Turn, node: RunNode, key: string, resume: (turn: Turn) => void): unknown {
  const rendered = evaluate(turn, node, key, 'deep', node.task[key], resume);
  if (typeof rendered !== 'string') return rendered;
  try {
    return parseJson(rendered);
  } catch {
    throw new EvaluationFailed(`\`${key}\` must be JSON, but it is \`${rendered}\``);
  }
}

function merge(under: Variables, over: Variables): Variables {
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const existing = merged[key];
    merged[key] = isMap(existing) && isMap(value) ? merge(existing, value) : value;
  }
  return merged;
}

function remove(variables: Variables, [first, ...rest]: string[]): boolean {
  if (first === undefined || !Object.hasOwn(variables, first)) return false;
  if (rest.length === 0) return delete variables[first];
  const below = variables[first];
  return isMap(below) && remove(below, rest);
}

function isMap(value: unknown): value is Variables {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

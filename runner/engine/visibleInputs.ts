import { inspectInputs } from '../execution/inputs/index.ts';
import { nest } from '../execution/inputs/nest.ts';
import type { Execution } from '../execution/types.ts';
import type { Flow, Input } from '../flow/types.ts';
import { inputContext } from './prepare.ts';
import type { Runtime } from './runtime.ts';

/**
 * The inputs that expressions read: those of the execution, and the defaults of declared ones that it lacks, for
 * executions of triggers never went through resolution (end of flow-language §2.4). A default that cannot be rendered stays
 * absent.
 */
export async function visibleInputs(
  runtime: Runtime,
  flow: Flow,
  execution: Execution,
): Promise<Record<string, unknown> | undefined> {
  const { inputs } = execution;
  const given = flow.inputs.flatMap(({ id }): [string, unknown][] => {
    const value = valueAt(inputs, id);
    return value === undefined ? [] : [[id, value]];
  });
  const known = new Set(given.map(([id]) => id));
  const hasDefault = ({ id, defaults, autoSelectFirst }: Input) =>
    !known.has(id) && (defaults !== undefined || autoSelectFirst === true);
  if (!flow.inputs.some(hasDefault)) return inputs;
  const reports = await inspectInputs(
    flow.inputs,
    Object.fromEntries(given),
    inputContext(runtime, flow, execution),
  );
  const defaults = reports.flatMap(({ input, value, enabled, errors }): [string, unknown][] =>
    known.has(input.id) || !enabled || errors.length > 0 || value === null ? [] : [[input.id, value]],
  );
  return { ...inputs, ...nest([...given, ...defaults]) };
}

/** The value of an input by its id, whose dots are levels. */
function valueAt(inputs: Record<string, unknown> | undefined, id: string): unknown {
  let value: unknown = inputs;
  for (const key of id.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

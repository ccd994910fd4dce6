import type { Input } from '../../flow/types.ts';
import { withChoices } from './choices.ts';
import { defaultOf } from './defaults.ts';
import { cycleFrom, dependenciesOf } from './dependencies.ts';
import { InputsError, InvalidValue, messageOf, violation } from './errors.ts';
import { nest } from './nest.ts';
import { isSecret, parseValue, seal } from './parse.ts';
import type { InputContext, InputReport } from './types.ts';
import { validateValue } from './validate.ts';

/**
 * The inputs of an execution: what was submitted, completed with defaults, converted and checked (flow-language §2.4).
 *
 * @param data submitted values by id, dots included; those that are not declared are ignored
 * @throws InputsError naming every input that is refused
 */
export async function resolveInputs(
  declared: readonly Input[],
  data: Readonly<Record<string, unknown>>,
  context: InputContext,
): Promise<{ inputs: Record<string, unknown> }> {
  const reports = await inspectInputs(declared, data, context);
  const refused = new Set(reports.filter(isRefused).map(({ input }) => input.id));
  // An input that failed because one it depends on did would only hide the cause.
  const causes = reports
    .filter(isRefused)
    .filter(
      ({ input }) =>
        !dependenciesOf(input, declared).some(({ id }) => refused.has(id)) || isCyclic(input, declared),
    );
  if (causes.length > 0) {
    throw new InputsError(
      causes.flatMap(({ input, errors }) => errors.map(({ message }) => ({ id: input.id, message }))),
    );
  }
  const enabled = reports.filter((report) => report.enabled);
  return { inputs: nest(enabled.map(({ input, value }) => [input.id, value])) };
}

/** What becomes of each declared input, in the order of declaration; never throws for a bad value (surfaces §10.6). */
export async function inspectInputs(
  declared: readonly Input[],
  data: Readonly<Record<string, unknown>>,
  context: InputContext,
): Promise<InputReport[]> {
  const resolved = new Map<string, Resolved>();
  for (const input of declared) await resolve(input, { declared, data, context, resolved });
  return declared.flatMap(({ id }) => resolved.get(id)?.report ?? []);
}

interface Resolution {
  declared: readonly Input[];
  data: Readonly<Record<string, unknown>>;
  context: InputContext;
  resolved: Map<string, Resolved>;
}

interface Resolved {
  report: InputReport;
  /** The value that expressions read: SECRETs in clear. */
  clear: unknown;
}

function isRefused(report: InputReport): boolean {
  return report.enabled && report.errors.length > 0;
}

function isCyclic(input: Input, declared: readonly Input[]): boolean {
  return cycleFrom(input, declared) !== undefined;
}

/** Resolves one input after those it depends on; an input is resolved once. */
async function resolve(input: Input, resolution: Resolution): Promise<Resolved> {
  const { declared, resolved } = resolution;
  const before = resolved.get(input.id);
  if (before !== undefined) return before;

  const cycle = cycleFrom(input, declared);
  const dependencies: Resolved[] = [];
  if (cycle === undefined) {
    for (const dependency of dependenciesOf(input, declared)) {
      dependencies.push(await resolve(dependency, resolution));
    }
  }
  const result =
    cycle === undefined ? await evaluate(input, dependencies, resolution) : refuse(input, cycle, null);
  resolved.set(input.id, result);
  return result;
}

async function evaluate(input: Input, dependencies: Resolved[], resolution: Resolution): Promise<Resolved> {
  const { context, data } = resolution;
  const variables = { ...context.variables, inputs: inputsOf(dependencies) };
  const renderTyped = (template: string) => context.renderTyped(template, variables);

  const condition = await isEnabled(input, dependencies, renderTyped);
  if (condition !== true) return disabled(input, condition);

  let declared = input;
  let value: unknown = (Object.hasOwn(data, input.id) ? data[input.id] : undefined) ?? null;
  let isDefault = false;
  try {
    declared = await withChoices(input, renderTyped);
    if (value === null) {
      value = (await defaultOf(declared, (template) => context.render(template, variables))) ?? null;
      isDefault = value !== null;
    }
    if (value === null) {
      if (input.required !== false) throw new InvalidValue('missing required input');
      return { report: { input: declared, value: null, enabled: true, isDefault, errors: [] }, clear: null };
    }
    const clear = await parseValue(declared, value, context);
    validateValue(declared, clear);
    const stored = await seal(declared, clear, context);
    return { report: { input: declared, value: stored, enabled: true, isDefault, errors: [] }, clear };
  } catch (error) {
    return refuse(declared, messageOf(error), receivedOf(error) ?? value);
  }
}

/** What an input sees of the others: the values of those it depends on, nothing else. */
function inputsOf(dependencies: Resolved[]): Record<string, unknown> {
  const known = dependencies.filter(({ report }) => report.enabled && report.errors.length === 0);
  return nest(known.map(({ report, clear }) => [report.input.id, clear]));
}

/** Whether an input counts, or the error of its condition. Only `true` enables, the text "true" does not. */
async function isEnabled(
  input: Input,
  dependencies: Resolved[],
  renderTyped: (template: string) => Promise<unknown>,
): Promise<boolean | Error> {
  if (!dependencies.every(({ report }) => report.enabled)) return false;
  const condition = input.dependsOn?.condition;
  if (condition === undefined || condition === null) return true;
  try {
    return (await renderTyped(String(condition))) === true;
  } catch (error) {
    return new Error(`Invalid condition: ${messageOf(error)}`);
  }
}

function disabled(input: Input, reason: false | Error): Resolved {
  const errors = reason === false ? [] : [{ message: violation(input.id, reason.message, null).message }];
  return { report: { input, value: undefined, enabled: false, isDefault: false, errors }, clear: undefined };
}

function receivedOf(error: unknown): unknown {
  return error instanceof InvalidValue ? error.received : undefined;
}

function refuse(input: Input, reason: string, received: unknown): Resolved {
  const { message } = violation(input.id, reason, isSecret(input) && received !== null ? '******' : received);
  return {
    report: { input, value: undefined, enabled: true, isDefault: false, errors: [{ message }] },
    clear: undefined,
  };
}

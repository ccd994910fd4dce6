import { templateOf } from './cache.ts';
import { Rendering } from './evaluate/rendering.ts';
import { replaying, type Tape } from './memo.ts';
import type { RenderOptions } from './options.ts';
import { ExpressionError, Pending, type TemplatePosition, type Variables } from './types.ts';

export type { RenderOptions } from './options.ts';

const noOptions: RenderOptions = {};

/** Passes that `settle` makes before it gives up: an evaluation that asks for ever new values never ends. */
const maximumSettlePasses = 10_000;

/**
 * Renders a template to text (flow-language §4.1).
 *
 * @throws ExpressionError for what is wrong with the template or its values
 * @throws ServicesNeeded where it needs services and there are none
 * @throws Pending where a value is still being loaded: see `settle`
 */
export function render(template: string, variables: Variables, options: RenderOptions = noOptions): string {
  return template.includes('{')
    ? new Rendering(template, variables, options).toText(options.recursive === true)
    : template;
}

/**
 * Renders in typed mode: a template that prints one value gives that value, scalars join to a text (flow-language §4.1.5).
 *
 * @throws as `render`, and ExpressionError `Cannot concat A with B` where a map or list meets another value
 */
export function renderTyped(
  template: string,
  variables: Variables,
  options: RenderOptions = noOptions,
): unknown {
  return template.includes('{') ? new Rendering(template, variables, options).toValue() : template;
}

/**
 * Renders all texts inside a value, keys of maps included; order is kept, and of two keys that render to the same text
 * the first wins (flow-language §4.1.6).
 *
 * @throws as `render`
 */
export function renderDeep<T>(value: T, variables: Variables, options: RenderOptions = noOptions): T {
  return renderAny(value, variables, options) as T;
}

/**
 * Renders all texts inside a value in typed mode, so that `{{ 1 }}` in a map stays a number; keys are texts.
 *
 * @throws as `renderTyped`
 */
export function renderTypedDeep(
  value: unknown,
  variables: Variables,
  options: RenderOptions = noOptions,
): unknown {
  if (typeof value === 'string') return renderTyped(value, variables, options);
  if (Array.isArray(value)) return value.map((item) => renderTypedDeep(item, variables, options));
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, item]) => [render(key, variables, options), renderTypedDeep(item, variables, options)] as const,
  );
  return Object.fromEntries(entries);
}

function renderAny(value: unknown, variables: Variables, options: RenderOptions): unknown {
  if (typeof value === 'string') {
    return render(value, variables, options);
  }
  if (Array.isArray(value)) {
    return value.map((item) => renderAny(item, variables, options));
  }
  if (value instanceof Map) {
    return new Map(renderEntries(value, variables, options));
  }
  return isPlainObject(value)
    ? Object.fromEntries(renderEntries(Object.entries(value), variables, options))
    : value;
}

function renderEntries(
  entries: Iterable<readonly [unknown, unknown]>,
  variables: Variables,
  options: RenderOptions,
): Map<string, unknown> {
  const rendered = new Map<string, unknown>();
  for (const [key, value] of entries) {
    const name = renderAny(key, variables, options) as string;
    if (!rendered.has(name)) {
      rendered.set(name, renderAny(value, variables, options));
    }
  }
  return rendered;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Runs an evaluation until none of its values is pending any more. Each pass answers from what the passes before it have
 * loaded, and sees the same times and random numbers.
 *
 * @param evaluate calls `render` and its like with the options that it is given
 * @throws what the evaluation throws, `Pending` excepted
 */
export async function settle<T>(
  evaluate: (options: RenderOptions) => T,
  options: RenderOptions = noOptions,
): Promise<T> {
  const memo = options.memo ?? new Map();
  const tape: Tape = { times: [], bytes: [] };
  for (let pass = 0; pass < maximumSettlePasses; pass += 1) {
    const services = options.services && replaying(options.services, tape);
    try {
      return evaluate({ ...options, services, memo });
    } catch (error) {
      if (!(error instanceof Pending)) {
        throw error;
      }
      await error.promise;
    }
  }
  throw new ExpressionError('Too many rendering attempts');
}

/**
 * The mistakes that can be seen without evaluating a template: syntax, unknown filters, functions and tests, arguments
 * that they do not take. Compiling stops at the first.
 */
export function check(template: string): { message: string; position: TemplatePosition | undefined }[] {
  try {
    templateOf(template);
    return [];
  } catch (error) {
    if (error instanceof ExpressionError) {
      return [{ message: error.message, position: error.position }];
    }
    throw error;
  }
}

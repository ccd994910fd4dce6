import { createRequire } from 'node:module';
import { className } from '../java/className.ts';
import { parseJson } from '../java/json.ts';
import { javaString, toJson } from '../java/text.ts';
import { withinTime } from '../java/withinTime.ts';
import { type CallContext, ExpressionError, type Filter } from '../types.ts';
import { asString, filter, required } from './define.ts';

/** jq compiled to WebAssembly. */
interface Jq {
  /** Runs a program on a JSON text; `undefined` where it prints nothing. Throws with what jq printed on its stderr. */
  raw(json: string, program: string, flags: readonly string[]): string | undefined;
}

const require = createRequire(import.meta.url);

let loaded: Jq | undefined;

/** The `jq` filter: always the list of what the program emits (flow-language §4.6). */
export const jqFilters: Readonly<Record<string, Filter>> = {
  jq: filter(['expression'], (input, [expression], context) => {
    const program = asString(required(expression, 'jq', 'expression'));
    const jq = loadJq(context);
    try {
      return run(jq, typeof input === 'string' ? input : toJson(input), program);
    } catch (error) {
      const reason =
        error instanceof Error ? error.message.replace(/^Non-zero exit code: \d+\n/, '') : String(error);
      throw new ExpressionError(
        `Unable to parse jq value '${javaString(input)}' with type '${className(input)}': ${reason}`,
      );
    }
  }),
};

/**
 * The WebAssembly module takes 30 ms to load: only those who use it wait for it. It is required, not imported: what it
 * exports is a promise, which the wrapping of CommonJS modules does not bear.
 */
function loadJq(context: CallContext): Jq {
  loaded ??= context.suspend('jq', () => require('jq-web') as Promise<Jq>);
  return loaded;
}

/** A program that was stopped leaves its memory as it was then, so that the next one needs a new module. */
function interruptible<T>(work: () => T): T {
  try {
    return withinTime('The program', work);
  } catch (error) {
    if (error instanceof ExpressionError) {
      loaded = undefined;
      delete require.cache[require.resolve('jq-web')];
    }
    throw error;
  }
}

/** The blank before the program keeps jq from taking one that starts with `-` for an option. */
function run(jq: Jq, json: string, program: string): unknown[] {
  parseJson(json);
  const lines = interruptible(() => jq.raw(json, ` ${program}`, ['-c'])) ?? '';
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map(parseJson);
}

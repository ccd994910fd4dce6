import { type Context, createContext, Script } from 'node:vm';
import { ExpressionError } from '../types.ts';

/** Milliseconds that one match of a regular expression, or one program of jq, may take. */
const allowed = 5_000;

const script = new Script('work()');
let sandbox: Context | undefined;

/**
 * Runs code that nothing else can interrupt (a regular expression that backtracks, a program of jq) and ends it after five
 * seconds. Costs about 0.3 ms, for a thread watches the time.
 *
 * @throws ExpressionError that names `what` where the time is over; whatever `work` throws
 */
export function withinTime<T>(what: string, work: () => T): T {
  sandbox ??= createContext({});
  sandbox['work'] = work;
  try {
    return script.runInContext(sandbox, { timeout: allowed }) as T;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new ExpressionError(`${what} takes longer than ${allowed} ms`);
  } finally {
    sandbox['work'] = undefined;
  }
}

/**
 * Matches a regular expression against a text. Those that can take long, several repetitions or a long text, are watched.
 *
 * @throws ExpressionError where matching takes longer than five seconds
 */
export function matching<T>({ source }: RegExp, text: string, match: () => T): T {
  const repetitions = source.match(/[*+{]/g)?.length ?? 0;
  const isQuick = repetitions === 0 || (repetitions === 1 && text.length < 5_000) || text.length < 16;
  return isQuick ? match() : withinTime(`Matching the regular expression \`${source}\``, match);
}

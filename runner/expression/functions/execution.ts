import { printMoment } from '../filters/dates.ts';
import { hasKey, isList, isMap, type JavaMap, valueAt } from '../java/collections.ts';
import { temporalOf } from '../java/dates/temporal.ts';
import { toText } from '../java/text.ts';
import { type CallContext, ExpressionError, type PebbleFunction, type Variables } from '../types.ts';
import { argument, callable, textOf } from './define.ts';

/** Functions of the execution under way (flow-language §4.9). */
export const executionFunctions: Readonly<Record<string, PebbleFunction>> = {
  now: callable(['format', 'timeZone', 'existingFormat', 'locale'], (args, context) =>
    printMoment(currentInstant(context), args, context),
  ),
  currentEachOutput: callable(['outputs'], ([outputs], { variables }) => {
    if (!isMap(argument(outputs, 'currentEachOutput', 'outputs'))) {
      throw new ExpressionError(
        "The 'currentEachOutput' function expects an argument 'outputs' with type map.",
      );
    }
    return currentEachOutput(outputs as JavaMap, variables);
  }),
  tasksWithState: callable(['state'], ([state], { services }) => {
    const wanted = textOf(state, 'tasksWithState', 'state').toUpperCase();
    return services.taskStates().filter((task) => task.state.toUpperCase() === wanted);
  }),
  printContext: callable([], (_args, { variables }) => ({ ...variables })),
  fetchContext: callable([], (_args, { variables }) => ({ ...variables })),
};

/** Now, to the microsecond where the clock is that fine. */
function currentInstant(context: CallContext): unknown {
  const nanoseconds = BigInt(Math.floor(context.services.now() * 1000)) * 1000n;
  return temporalOf(context).Instant.fromEpochNanoseconds(nanoseconds);
}

/** Goes down the outputs by the values of the loops around the task, outermost first, then by its own. */
function currentEachOutput(outputs: JavaMap, variables: Variables): unknown {
  const parents = Object.hasOwn(variables, 'parents') ? variables['parents'] : undefined;
  let current: unknown = outputs;
  for (const parent of isList(parents) ? parents.toReversed() : []) {
    const taskrun = isMap(parent) ? valueAt(parent, 'taskrun') : undefined;
    if (isMap(taskrun)) {
      current = isMap(current) ? valueAt(current, toText(valueAt(taskrun, 'value'))) : undefined;
      if (current === undefined || current === null) {
        throw new ExpressionError('No execution outputs for the current task runs path');
      }
    }
  }
  const taskrun = Object.hasOwn(variables, 'taskrun') ? variables['taskrun'] : undefined;
  const value = isMap(taskrun) && hasKey(taskrun, 'value') ? toText(valueAt(taskrun, 'value')) : '';
  return isMap(current) ? (valueAt(current, value) ?? null) : null;
}

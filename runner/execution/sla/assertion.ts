import { isTruthy, Pending, render, ServicesNeeded } from '../../expression/index.ts';
import type { Assertion } from '../events.ts';
import type { Turn } from '../model.ts';
import { log } from '../transition.ts';
import { variablesOf } from '../variables.ts';
import type { Sla } from './types.ts';
import { act, warn } from './violate.ts';

/**
 * Evaluates each EXECUTION_ASSERTION before the execution goes on (flow-language §7.7). What an assertion says is logged
 * when it changes, not each time. Costs one rendering an assertion, whatever the size of the execution.
 */
export function checkAssertions(turn: Turn): void {
  const { model } = turn;
  if (model.sla.length === 0) return;
  const asserting = model.sla.filter(({ assert }) => assert !== undefined);
  if (asserting.length === 0 || model.execution.state.current !== 'RUNNING') return;
  const variables = variablesOf(model);
  const outside: Record<string, string> = {};
  const violated: { sla: Sla; reason: string }[] = [];
  for (const sla of asserting) {
    const assertion = assertionOf(turn, sla, variables);
    if (!assertion) outside[sla.id] = sla.assert!;
    else if ('error' in assertion) ignore(turn, sla, assertion.error);
    else if (!isTruthy(assertion.value)) violated.push({ sla, reason: `assertion is false: ${sla.assert}.` });
    else model.violations.delete(sla.id);
  }
  for (const { sla, reason } of violated) if (becomes(turn, sla, reason)) warn(turn, sla, reason);
  const [first] = violated;
  if (first) act(turn, first.sla, first.reason);
  // An execution that ended needs no more of them.
  if (Object.keys(outside).length === 0 || model.execution.state.current !== 'RUNNING') return;
  model.asserting = true;
  turn.commands.push({ type: 'renderAssertions', assertions: outside });
}

/** The assertions that only the engine could render are there: the execution goes on, or does not. */
export function takeAssertions(turn: Turn, assertions: Readonly<Record<string, Assertion>>): void {
  delete turn.model.asserting;
  turn.assertions = assertions;
}

/** What an assertion renders to; `undefined` where that needs more than the machine has. */
function assertionOf(
  turn: Turn,
  { id, assert }: Sla,
  variables: Record<string, unknown>,
): Assertion | undefined {
  try {
    return { value: render(assert!, variables) };
  } catch (error) {
    if (error instanceof ServicesNeeded || error instanceof Pending) return turn.assertions?.[id];
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function ignore(turn: Turn, sla: Sla, error: string): void {
  if (becomes(turn, sla, error))
    log(turn, 'ERROR', `Ignoring SLA '${sla.id}' because of the error: ${error}`);
}

/** Whether this is news. */
function becomes({ model: { violations } }: Turn, { id }: Sla, reason: string): boolean {
  const known = violations.get(id) === reason;
  violations.set(id, reason);
  return !known;
}

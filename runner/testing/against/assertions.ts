import { check, type Reference, referencesOf } from '../../expression/index.ts';
import { walkTasks } from '../../flow/nested.ts';
import { didYouMean, suggest } from '../../flow/suggest.ts';
import type { Flow } from '../../flow/types.ts';
import type { Path } from '../../flow/values.ts';
import type { Tell } from '../check.ts';
import type { Assertion } from '../types.ts';

/**
 * Assertions that speak of what the flow does not have (surfaces §1.2): outputs of an unknown task, an undeclared input or output
 * of the flow, an unknown `taskId`. Which outputs a task has is not looked at: a fixture may give any.
 */
export function checkAssertions(assertions: readonly Assertion[], flow: Flow, path: Path, tell: Tell): void {
  const tasks = [...walkTasks(flow)].map(({ task }) => task);
  const ids = tasks.map(({ id }) => id);
  const isOpen = tasks.some(
    ({ type }) => type.endsWith('.flow.Template') || type.endsWith('.flows.Template'),
  );
  assertions.forEach(({ value, operators, taskId, errorMessage }, index) => {
    const at = [...path, index];
    if (taskId !== undefined && !isOpen && !isTask(taskId, ids))
      tell(
        [...at, 'taskId'],
        `the flow has no task '${taskId}'${didYouMean(suggest(taskId, ids))}`,
        'warning',
      );
    const texts = [
      ['value', value] as const,
      ...operators.map(({ operator, expected }) => [operator, expected] as const),
      ['errorMessage', errorMessage] as const,
    ];
    for (const [property, text] of texts) {
      // What cannot be compiled reads nothing, and is reported for that.
      if (typeof text !== 'string' || check(text).length > 0) continue;
      for (const reference of referencesOf(text)) {
        const fault = faultOf(reference, flow, isOpen ? undefined : ids);
        if (fault) tell([...at, property], fault.message, 'warning', fault.at);
      }
    }
  });
}

/** `tasks`: ids of all tasks, where they are known. */
function faultOf(
  { segments, guarded }: Reference,
  flow: Flow,
  tasks: readonly string[] | undefined,
): { message: string; at: number } | undefined {
  if (guarded) return undefined;
  const [root, second, third] = segments;
  if (root?.key === 'outputs' && tasks) return absence(second, tasks, 'task', 'outputs', isTask);
  const inputs = flow.inputs.map(({ id }) => id.split('.')[0]!);
  if (root?.key === 'inputs') return absence(second, inputs, 'input', 'inputs');
  if (root?.key !== 'execution' || second?.key !== 'outputs') return undefined;
  const outputs = flow.outputs.map(({ id }) => id);
  return absence(third, outputs, 'output', 'execution.outputs');
}

function absence(
  segment: Reference['segments'][number] | undefined,
  known: readonly string[],
  what: string,
  of: string,
  isKnown = (key: string, all: readonly string[]) => all.includes(key),
): { message: string; at: number } | undefined {
  if (segment?.key === undefined || isKnown(String(segment.key), known)) return undefined;
  const meant = suggest(String(segment.key), known);
  return {
    message: `the flow has no ${what} '${segment.key}'${didYouMean(meant === undefined ? undefined : `${of}.${meant}`)}`,
    at: segment.at,
  };
}

/** The task runs of a ForEachItem have ids made from its own (flow-language §6.1). */
function isTask(id: string, ids: readonly string[]): boolean {
  return ids.includes(id) || ids.some((own) => id.startsWith(`${own}_ForEachItem`));
}

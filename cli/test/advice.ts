import { isMapping, listOf } from '../../runner/flow/values.ts';
import type { CaseReport, SuiteReport } from '../../runner/testing/types.ts';
import { shellWord } from '../report/text.ts';

/** What can be done about a failed case: lines with what to add to the suite, and command lines. */
export function advice({ file, result: suite }: SuiteReport, each: CaseReport): string[] {
  const name = shellWord(`${suite.testSuiteId}/${each.result.testId}`);
  return [
    ...fixtureToAdd(each),
    `→ Again: tutti test ${shellWord(file)} --filter ${name}`,
    `→ The flow by itself: tutti run ${shellWord(`${suite.namespace}.${suite.flowId}`)}${inputOptions(each)}`,
  ];
}

/** A task that really ran and failed may be one that the case meant to do without. */
function fixtureToAdd({ execution, result }: CaseReport): string[] {
  const given = new Set(
    listOf(result.fixtures['tasks']).map((task) => (isMapping(task) ? task['id'] : undefined)),
  );
  const runs = execution?.taskRunList ?? [];
  const parents = new Set(runs.map(({ parentTaskRunId }) => parentTaskRunId));
  const failed = runs.find(
    ({ id, taskId, state }) => state.current === 'FAILED' && !given.has(taskId) && !parents.has(id),
  );
  if (failed === undefined) return [];
  return [
    `→ The task ${failed.taskId} really ran. A fixture says what it gives instead:`,
    '    fixtures:',
    '      tasks:',
    `        - id: ${failed.taskId}`,
    '          outputs: {}',
  ];
}

/** Those that a command line can hold. */
function inputOptions({ result }: CaseReport): string {
  const { inputs } = result.fixtures;
  if (!isMapping(inputs)) return '';
  return Object.entries(inputs)
    .filter(([, value]) => typeof value !== 'object' && !String(value).includes('{{'))
    .map(([key, value]) => ` -i ${shellWord(`${key}=${value}`)}`)
    .join('');
}

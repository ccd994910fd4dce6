import type { Renderer } from '../engine/inspect.ts';
import { messageOf } from '../execution/runs.ts';
import type { ExecutionDocument, LogEntry, StateName } from '../execution/types.ts';
import type { Path } from '../flow/values.ts';
import { judge } from './assertions.ts';
import type { Outcome } from './case.ts';
import type { Assertion, TestCase } from './types.ts';

interface JudgeOptions {
  testCase: TestCase;
  /** Of the case. */
  path: Path;
  /** All that the execution logged. */
  logs: readonly LogEntry[];
  /** The variable `files`. */
  files: Readonly<Record<string, string>>;
  /** Renders against the ended execution. */
  render: Renderer;
}

/**
 * Judges an ended execution by the assertions of its case (surfaces §1.2–1.4): each operator gives a result; what cannot be
 * rendered or compared is an error. An execution that ended badly fails the case, as a result for `execution.state` of its own, unless
 * an assertion speaks of that itself.
 */
export async function judgeCase(outcome: Outcome, options: JudgeOptions): Promise<void> {
  const { assertions } = options.testCase;
  for (const [index, assertion] of assertions.entries())
    await judgeAssertion(outcome, assertion, [...options.path, 'assertions', index], options);
  judgeEnd(outcome, options);
}

async function judgeAssertion(
  { judged, errors }: Outcome,
  assertion: Assertion,
  path: Path,
  { files, render }: JudgeOptions,
): Promise<void> {
  const { value, operators, taskId } = assertion;
  const rendered = async (template: unknown, ...at: Path): Promise<{ value: unknown } | undefined> => {
    try {
      return { value: await render(template, { files }) };
    } catch (error) {
      errors.push({ message: messageOf(error), path: [...path, ...at] });
      return undefined;
    }
  };
  if (operators.length === 0) errors.push({ message: 'no assertion found', path });
  const actual = await rendered(value, 'value');
  const description = await rendered(assertion.description, 'description');
  if (!actual || !description) return;
  for (const { operator, expected: written } of operators) {
    const expected = await rendered(written, operator);
    if (!expected) continue;
    const judgement = judge(operator, actual.value, expected.value);
    if ('error' in judgement) {
      errors.push({ message: judgement.error, path: [...path, operator] });
      continue;
    }
    const own = judgement.isSuccess ? undefined : await rendered(assertion.errorMessage, 'errorMessage');
    if (!judgement.isSuccess && !own) continue;
    judged.push({
      result: {
        operator,
        expected: expected.value,
        actual: actual.value,
        isSuccess: judgement.isSuccess,
        ...(taskId !== undefined && { taskId }),
        ...textOf('description', description.value),
        ...(!judgement.isSuccess && { errorMessage: String(own?.value ?? judgement.message) }),
      },
      path: [...path, operator],
    });
  }
}

function textOf(name: 'description', value: unknown): { description?: string } {
  return value === undefined || value === null ? {} : { [name]: String(value) };
}

const badEnds: ReadonlySet<StateName> = new Set(['FAILED', 'KILLED', 'CANCELLED', 'BREAKPOINT']);

/** Says how an execution ended that should not have ended so, where no assertion does. */
function judgeEnd({ execution, judged, errors }: Outcome, { testCase, path, logs }: JudgeOptions): void {
  if (!execution || !badEnds.has(execution.state.current)) return;
  if (/\bexecution\s*(?:\.\s*state|\[\s*\\?["']state)/.test(JSON.stringify(testCase.assertions))) return;
  // What is wrong with the case comes first.
  if (errors.length > 0) return;
  const actual = execution.state.current;
  judged.push({
    result: {
      operator: 'equalTo',
      expected: 'SUCCESS',
      actual,
      isSuccess: false,
      description: 'execution.state, which no assertion speaks of',
      errorMessage: `The execution ended ${actual}${reason(execution, logs)}`,
    },
    path,
  });
}

/** Which task failed first, and what it said. */
function reason({ taskRunList }: ExecutionDocument, logs: readonly LogEntry[]): string {
  const entry = logs.find(({ level }) => level === 'ERROR');
  const failed =
    taskRunList.find(({ id }) => id === entry?.taskRunId) ??
    taskRunList.findLast(({ state }) => state.current === 'FAILED');
  const where = failed ? ` at task '${failed.taskId}'` : '';
  return `${where}${entry ? `: ${entry.message}` : ''}`;
}

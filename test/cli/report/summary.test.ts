import { expect, test } from 'vitest';
import { createPaint } from '../../../cli/paint.ts';
import { jsonText } from '../../../cli/report/json.ts';
import { type SummaryParts, summaryText } from '../../../cli/report/summary.ts';
import type { ExecutionDocument, LogEntry } from '../../../runner/execution/types.ts';
import { execution, noon, taskRun } from '../live/builders.ts';

const error = (taskRunId: string | undefined, message: string): LogEntry => ({
  executionId: 'execution-1',
  namespace: 'company.team',
  flowId: 'hello',
  taskRunId,
  level: 'ERROR',
  timestamp: new Date(noon).toISOString(),
  message,
});

function summary(document: ExecutionDocument, parts: Partial<SummaryParts> = {}): string {
  return summaryText({
    document,
    errors: [],
    placeOf: (taskId) => `flows/hello.yaml:7:${taskId.length}`,
    mask: (text) => text.replaceAll('s3cret', '******'),
    commandOptions: '',
    now: noon,
    columns: 80,
    paint: createPaint(false),
    ...parts,
  });
}

test('of a success: how long it took, what came out, how to see more', () => {
  const document = {
    ...execution('SUCCESS', { outputs: { total: 12, name: 's3cret', list: [1] } }),
    taskRunList: [taskRun('a', 'SUCCESS')],
  };
  expect(summary(document)).toBe(`✔ SUCCESS  company.team.hello  1.50 s, 1 task run, execution execution-1
  outputs
    total  12
    name   ******
    list   [1]
  next: tutti executions show execution-1
`);
});

test('of a failure: the task that failed by itself, where it is written, its error, how to see its log', () => {
  const taskRunList = [
    taskRun('each', 'FAILED'),
    taskRun('work', 'FAILED', { value: '3', parentTaskRunId: 'each' }),
    taskRun('work', 'SUCCESS', { value: '4', parentTaskRunId: 'each' }),
  ];
  const errors = [error('work/3', 'cannot connect with s3cret\n  at host')];
  expect(
    summary({ ...execution('FAILED'), taskRunList }, { errors, commandOptions: ' --repo x' }),
  ).toBe(`✖ FAILED  company.team.hello  1.50 s, 3 task runs, execution execution-1
  work[3] failed after 0.50 s  flows/hello.yaml:7:4
    cannot connect with ******
      at host
  next: tutti executions logs execution-1 --repo x
        tutti executions show execution-1 --repo x
        tutti executions restart execution-1 --repo x
`);
});

test('of many failures: a few of them and their number', () => {
  const taskRunList = Array.from({ length: 100 }, (_, index) =>
    taskRun('work', 'FAILED', { value: String(index) }),
  );
  const text = summary({ ...execution('FAILED'), taskRunList });
  expect(text).toContain('work[4]');
  expect(text).not.toContain('work[5]');
  expect(text).toContain('and 95 more failed task runs');
});

test('of an execution that failed without a task: its own errors, and no restart, for there is nothing to go on from', () => {
  const errors = [error(undefined, 'Failed to render output values: no x')];
  const text = summary({ ...execution('FAILED'), taskRunList: [] }, { errors });
  expect(text).toContain('    Failed to render output values: no x');
  expect(text).not.toContain('restart');
});

test('of a failure after the end, or of a kill: no restart', () => {
  const after = taskRun('report', 'FAILED', { forceExecution: true });
  expect(summary({ ...execution('FAILED'), taskRunList: [after] })).not.toContain('restart');
  expect(summary({ ...execution('KILLED'), taskRunList: [taskRun('a', 'KILLED')] })).not.toContain('restart');
});

test('JSON keeps large integers and masks texts only', () => {
  expect(jsonText({ a: 2n ** 60n, b: 'x', c: 1 }, (text) => `${text}!`)).toBe(
    '{"a":1152921504606846976,"b":"x!","c":1}\n',
  );
});

import { expect, test } from 'vitest';
import { createPaint, wantsColour } from '../../../cli/paint.ts';
import { createPlainReporter } from '../../../cli/run/plainReporter.ts';
import { execution, taskRun } from '../live/builders.ts';

const entry = {
  executionId: 'execution-1',
  namespace: 'company.team',
  flowId: 'hello',
  level: 'INFO' as const,
  timestamp: new Date(2026, 0, 1, 9, 5, 7, 12).toISOString(),
};

test('without a terminal, log entries are lines with time, level, task and loop value', () => {
  let text = '';
  const reporter = createPlainReporter((part) => {
    text += part;
  }, createPaint(false));
  reporter.changed!(execution('RUNNING'), [taskRun('work', 'RUNNING', { value: 'a' })]);
  reporter.logged!([
    { ...entry, message: 'Flow started' },
    { ...entry, taskId: 'load', taskRunId: 'load', level: 'ERROR', message: 'no\nluck' },
    { ...entry, taskId: 'work', taskRunId: 'work/a', message: '\u001b[2Jclean' },
  ]);
  expect(text).toBe(`09:05:07.012 INFO  hello Flow started
09:05:07.012 ERROR load no
    luck
09:05:07.012 INFO  work[a] clean
`);
});

test.each([
  [{ isTTY: true }, [], {}, true],
  [{ isTTY: false }, [], {}, false],
  [{ isTTY: true }, ['--no-color'], { FORCE_COLOR: '1' }, false],
  [{ isTTY: true }, [], { NO_COLOR: '1' }, false],
  [{ isTTY: true }, [], { NO_COLOR: '' }, true],
  [{ isTTY: false }, [], { FORCE_COLOR: '1' }, true],
  [{ isTTY: true }, [], { FORCE_COLOR: '0' }, false],
  [{ isTTY: true }, [], { TERM: 'dumb' }, false],
])('colours on %o with %o and %o: %s', (stream, argv, environment, expected) => {
  expect(wantsColour(stream, argv, environment)).toBe(expected);
});

import { describe, expect, test } from 'vitest';
import { give, log, task, under, violationsOf } from './support.ts';

const flowables = 'io.kestra.plugin.core.flow';
const sequential = (id: string, ...tasks: string[]) =>
  task(id, `${flowables}.Sequential`, under('tasks', ...tasks));
const choice = (id: string, then: string, otherwise: string, ...more: string[]) =>
  task(
    id,
    `${flowables}.If`,
    'condition: "{{ flow.id }}"',
    under('then', then),
    under('else', otherwise),
    ...more,
  );

const read = log('reader', '{{ outputs.target.value }}');
const target = give('target', 'a');

/** `error`, `warning` or nothing, and why. */
async function verdict(source: string): Promise<string> {
  const violations = await violationsOf(source);
  return violations
    .map(({ severity, message }) => `${severity}: ${message.replace(/^.*?: /, '')}`)
    .join('\n');
}

describe('outputs are there', () => {
  test.each([
    ['of an earlier task', under('tasks', target, read)],
    ['of a task inside an earlier one', under('tasks', sequential('s', target), read)],
    ['of an earlier task, from deep inside', under('tasks', target, sequential('s', sequential('t', read)))],
    [
      'of an earlier task in the same branch',
      under('tasks', choice('if', `${target}\n${read}`, log('x', 'x'))),
    ],
    [
      'of finally of an earlier task',
      under(
        'tasks',
        task('s', `${flowables}.Sequential`, under('tasks', log('x', 'x')), under('finally', target)),
        read,
      ),
    ],
    [
      'of a task that a Dag waits for, over another',
      under(
        'tasks',
        task('d', `${flowables}.Dag`, 'tasks:', ...dag([target], [log('b', 'b'), 'target'], [read, 'b'])),
      ),
    ],
    [
      'of a choice, from its branches',
      under('tasks', choice('if', log('r', '{{ outputs.if.evaluationResult }}'), log('x', 'x'))),
    ],
    [
      'of a task that may fail, from the next',
      under('tasks', give('target', 'a', 'allowFailure: true'), read),
    ],
    [
      'of all tasks, for the flow',
      `${under('tasks', sequential('s', target))}\noutputs:\n  - id: o\n    type: STRING\n    value: "{{ outputs.target.value }}"`,
    ],
  ])('%s', async (_, source) => {
    expect(await verdict(source)).toBe('');
  });
});

describe('outputs are never there', () => {
  test.each([
    ['of a later task', under('tasks', read, target), "the task 'target' runs after 'reader'"],
    [
      'of the task itself',
      under('tasks', give('target', '{{ outputs.target.value }}')),
      "'target' is the task that reads it",
    ],
    [
      'of a task inside',
      under(
        'tasks',
        task('d', `${flowables}.ForEach`, 'values: ["{{ outputs.target.value }}"]', under('tasks', target)),
      ),
      "the task 'target' runs after 'd' has read it",
    ],
    [
      'of a disabled task',
      under('tasks', give('target', 'a', 'disabled: true'), read),
      "the task 'target' is disabled",
    ],
    [
      'of a task in a disabled one',
      under('tasks', task('s', `${flowables}.Sequential`, 'disabled: true', under('tasks', target)), read),
      "the task 'target' is disabled",
    ],
    [
      'of errors',
      `${under('tasks', read)}\n${under('errors', target)}`,
      "the task 'target' of errors runs after those of tasks",
    ],
    [
      'of afterExecution, for the flow',
      `${under('tasks', log('x', 'x'))}\n${under('afterExecution', target)}\noutputs:\n  - id: o\n    type: STRING\n    value: "{{ outputs.target.value }}"`,
      "the task 'target' of afterExecution runs after the outputs are read",
    ],
    [
      'of errors of an earlier task that ends the flow',
      under(
        'tasks',
        task('s', `${flowables}.Sequential`, under('tasks', log('x', 'x')), under('errors', target)),
        read,
      ),
      "the task 'target' of errors runs only after a failure",
    ],
    [
      'of a task that a Dag lets wait',
      under('tasks', task('d', `${flowables}.Dag`, 'tasks:', ...dag([target, 'reader'], [read]))),
      "the task 'target' runs after 'reader', on which it depends",
    ],
    [
      'of a directory, from inside',
      under(
        'tasks',
        task(
          'target',
          `${flowables}.WorkingDirectory`,
          under('tasks', log('r', '{{ outputs.target.outputFiles }}')),
        ),
      ),
      "the task 'target' gives it when its tasks have run",
    ],
  ])('%s', async (_, source, why) => {
    expect(await verdict(source)).toBe(`error: ${why}`);
  });

  test('of another branch, which one of the branches may never run to find out', async () => {
    const source = under('tasks', choice('if', read, target));
    expect(await verdict(source)).toBe("warning: the task 'target' is in another branch of 'if'");
  });
});

describe('outputs may be there', () => {
  test.each([
    [
      'of a branch',
      under('tasks', choice('if', target, log('x', 'x')), read),
      "the task 'target' is in a branch of 'if'",
    ],
    [
      'of a task that may be skipped',
      under('tasks', give('target', 'a', 'runIf: "{{ flow.id }}"'), read),
      "the task 'target' may be skipped by its runIf",
    ],
    [
      'of a task at the same time',
      under('tasks', task('p', `${flowables}.Parallel`, under('tasks', target, read))),
      "the task 'target' runs at the same time",
    ],
    [
      'of a task of a Dag without a dependency',
      under('tasks', task('d', `${flowables}.Dag`, 'tasks:', ...dag([target], [read]))),
      "'reader' does not depend on 'target'",
    ],
    [
      'of tasks, for errors',
      `${under('tasks', target)}\n${under('errors', read)}`,
      "the task 'target' may not have run when errors runs",
    ],
    [
      'of tasks, for finally',
      `${under('tasks', target)}\n${under('finally', read)}`,
      "the task 'target' may not have run when finally runs",
    ],
    [
      'of tasks, for afterExecution',
      `${under('tasks', target)}\n${under('afterExecution', read)}`,
      "the task 'target' may not have run when afterExecution runs",
    ],
    [
      'of a task in one that may fail',
      under('tasks', task('f', `${flowables}.AllowFailure`, under('tasks', target)), read),
      "the task 'target' may not have run, for 'f' may fail",
    ],
    [
      'of errors of a task that may fail',
      under(
        'tasks',
        task('s', `${flowables}.AllowFailure`, under('tasks', log('x', 'x')), under('errors', target)),
        read,
      ),
      "the task 'target' of errors runs only after a failure",
    ],
  ])('%s', async (_, source, why) => {
    expect(await verdict(source)).toBe(`warning: ${why}`);
  });

  test.each([
    [
      'a reader that may be skipped too',
      under(
        'tasks',
        give('target', 'a', 'runIf: "{{ flow.id }}"'),
        log('reader', '{{ outputs.target.value }}', 'runIf: "{{ flow.id }}"'),
      ),
    ],
    [
      'a reader that tests it',
      under('tasks', choice('if', target, log('x', 'x')), log('reader', "{{ outputs.target.value ?? '' }}")),
    ],
    [
      'a condition around the reader that tests it',
      under(
        'tasks',
        choice('if', target, log('x', 'x')),
        task('then', `${flowables}.If`, 'condition: "{{ outputs.target is defined }}"', under('then', read)),
      ),
    ],
    [
      'a runIf that tests it',
      under('tasks', log('reader', '{{ inputs.x }}', 'runIf: "{{ inputs.x is defined }}"')),
    ],
  ])('which is no fault given %s', async (_, source) => {
    expect(await verdict(source)).toBe('');
  });
});

describe('a fault that a run need not meet is a warning', () => {
  const wrong = '{{ inputs.none }}';
  const why = 'the flow has no inputs';
  test.each([
    ['in a task with runIf', under('tasks', log('a', wrong, 'runIf: "{{ flow.id }}"'))],
    ['in a branch', under('tasks', choice('if', log('a', wrong), log('x', 'x')))],
    ['in errors', `${under('tasks', log('x', 'x'))}\n${under('errors', log('a', wrong))}`],
    ['in a task that may fail', under('tasks', log('a', wrong, 'allowFailure: true'))],
    ['in a branch of the expression', under('tasks', log('a', `{{ flow.id == 'x' ? inputs.none : 1 }}`))],
    [
      'in a message that is rendered only on failure',
      under(
        'tasks',
        task('a', 'io.kestra.plugin.core.execution.Fail', `condition: "false"`, `errorMessage: "${wrong}"`),
      ),
    ],
    [
      'in an output that is not required',
      `${under('tasks', log('x', 'x'))}\noutputs:\n  - id: o\n    type: STRING\n    required: false\n    value: "${wrong}"`,
    ],
    [
      'in an assertion about the execution',
      `${under('tasks', log('x', 'x'))}\nsla:\n  - id: s\n    type: EXECUTION_ASSERTION\n    behavior: FAIL\n    assert: "${wrong}"`,
    ],
  ])('%s', async (_, source) => {
    expect(await verdict(source)).toBe(`warning: ${why}`);
  });

  test.each([
    ['in a runIf', under('tasks', log('a', 'x', `runIf: "${wrong}"`))],
    [
      'in a loop',
      under('tasks', task('f', `${flowables}.ForEach`, 'values: [1]', under('tasks', log('a', wrong)))),
    ],
    ['in afterExecution', `${under('tasks', log('x', 'x'))}\n${under('afterExecution', log('a', wrong))}`],
  ])('but an error %s', async (_, source) => {
    expect(await verdict(source)).toBe(`error: ${why}`);
  });

  test('and nothing in a disabled task', async () => {
    expect(await verdict(under('tasks', log('x', 'x'), log('a', wrong, 'disabled: true')))).toBe('');
  });
});

/** Entries of a Dag: a task, then the ids it depends on. */
function dag(...entries: [string, ...string[]][]): string[] {
  return entries.map(([written, ...ids]) => {
    const lines = written.replace(/^- /, '  ').replaceAll('\n', '\n  ');
    return `- task:\n  ${lines}\n  dependsOn: [${ids.join(', ')}]`;
  });
}

import { describe, expect, test } from 'vitest';
import { found, give, log, task, under, violationsOf } from './support.ts';

const flowables = 'io.kestra.plugin.core.flow';

describe('where a fault is reported', () => {
  test('at the step that leads nowhere', async () => {
    const source =
      'inputs:\n  - id: name\n    type: STRING\ntasks:\n  - id: hello\n    type: io.kestra.plugin.core.log.Log\n    message: "Hello {{ inputs.nmae }}"\n';
    expect(await violationsOf(source)).toEqual([
      {
        file: 'flow.yaml',
        line: 9,
        column: 31,
        path: 'tasks[hello].message',
        message: "`inputs.nmae` does not exist: the flow has no input 'nmae', did you mean “inputs.name”?",
        severity: 'error',
      },
    ]);
  });

  test.each([
    ['a literal block', 'message: |\n      first\n      and {{ inputs.a }}', '8:14'],
    ['a folded block', 'message: >-\n      first\n      and {{ inputs.a }}', '8:14'],
    ['a quoted text with escapes', 'message: "\\"x\\" {{ inputs.a }}"', '6:24'],
    ['a plain text', 'message: x {{ inputs.a }}', '6:19'],
  ])('inside %s', async (_, message, position) => {
    const source = `tasks:\n  - id: a\n    type: io.kestra.plugin.core.log.Log\n    ${message}\n`;
    const [violation] = await violationsOf(source);
    expect(`${violation!.line}:${violation!.column}`).toBe(position);
  });

  test('once, where a template does not compile', async () => {
    expect(await found(under('tasks', log('a', '{{ inputs.b | nofilter }}')))).toEqual([]);
  });
});

describe('variables', () => {
  test.each([
    ['{{ flow.idd }}', "`flow.idd` does not exist: 'flow' has no 'idd', did you mean “flow.id”?"],
    ['{{ execution.name }}', "`execution.name` does not exist: 'execution' has no 'name'"],
    ['{{ execution.outputs.x }}', '`execution.outputs` does not exist: the flow has no outputs'],
    ['{{ inputs.x }}', '`inputs` does not exist: the flow has no inputs'],
    ['{{ vars.x }}', '`vars` does not exist: the flow has no variables'],
    ['{{ taskrun.vlaue }}', "`taskrun.vlaue` does not exist: 'taskrun' has no 'vlaue'"],
    ['{{ taskrun.value }}', '`taskrun.value` does not exist: the task is in no loop'],
    ['{{ parent.outputs }}', '`parent` does not exist: no task around this one has a value or outputs'],
    ['{{ trigger.date }}', "`trigger.date` does not exist: the flow has no triggers that give 'date'"],
    ['{{ task.name }}', "`task.name` does not exist: 'task' has no 'name'"],
    ['{{ nothing }}', "`nothing` does not exist: there is no variable 'nothing'"],
    ['{{ workingDir }}', "`workingDir` does not exist: there is no variable 'workingDir'"],
  ])('%s', async (expression, message) => {
    const violations = await violationsOf(under('tasks', log('a', expression)));
    expect(violations.map((violation) => [violation.severity, violation.message])).toEqual([
      ['error', message],
    ]);
  });

  test('given inputs with dots, the steps are checked one by one', async () => {
    const inputs = 'inputs:\n  - id: db.host\n    type: STRING\n  - id: db.port\n    type: INT\n';
    expect(
      await found(`${inputs}${under('tasks', log('a', '{{ inputs.db.host }} {{ inputs.db.hots }}'))}`),
    ).toEqual([
      "error 11:49 `inputs.db.hots` does not exist: the flow has no input 'db.hots', did you mean “inputs.db.host”?",
    ]);
  });

  test('given a name alone, what lies inside a variable is suggested', async () => {
    const [violation] = await violationsOf(
      `variables:\n  region: eu\n${under('tasks', log('a', '{{ region }}'))}`,
    );
    expect(violation!.message).toContain('did you mean “vars.region”?');
  });

  test('given a task that sets variables, they can be read; of other names it is known that they are not there', async () => {
    const set = task('set', 'io.kestra.plugin.core.execution.SetVariables', 'variables:\n  b: {c: 1}');
    const source = `variables:\n  a: {x: 1}\n${under('tasks', set, log('r', '{{ vars.b.d }} {{ vars.a.y }} {{ vars.c }}'))}`;
    expect((await violationsOf(source)).map(({ message }) => message)).toEqual([
      "`vars.a.y` does not exist: the variable 'a' has no 'y'",
      "`vars.c` does not exist: the flow has no variable 'c'",
    ]);
  });

  test('given triggers, what any of them gives can be read, and what a Subflow gives', async () => {
    const trigger =
      'triggers:\n  - id: t\n    type: io.kestra.plugin.core.trigger.Schedule\n    cron: "0 1 * * *"\n';
    const read = log(
      'a',
      '{{ trigger.date }} {{ trigger.executionId }} {{ schedule.date }} {{ trigger.body }}',
    );
    expect((await violationsOf(`${trigger}${under('tasks', read)}`)).map(({ message }) => message)).toEqual([
      "`trigger.body` does not exist: no trigger of the flow gives 'body'",
    ]);
  });

  test('given a Flow trigger with inputs, they can be read although the flow declares none', async () => {
    const trigger =
      'triggers:\n  - id: t\n    type: io.kestra.plugin.core.trigger.Flow\n    inputs:\n      user: "{{ outputs.x.y }}"\n';
    expect(await found(`${trigger}${under('tasks', log('a', '{{ inputs.user }}'))}`)).toEqual([]);
  });

  test('given commands, the directories are known; given a row, anything may be one of its fields', async () => {
    const commands = task(
      'c',
      'io.kestra.plugin.scripts.shell.Commands',
      'commands:\n  - "ls {{ workingDir }} {{ inputs.x }}"',
    );
    const rows = task(
      'f',
      'io.kestra.plugin.core.storage.FilterItems',
      'from: kestra:///a',
      'filterCondition: "{{ amount > 1 }}"',
    );
    expect(
      (await violationsOf(under('tasks', commands, rows))).map(({ severity, path }) => [severity, path]),
    ).toEqual([['error', 'tasks[c].commands[0]']]);
  });

  test('labels, envs, globals and kestra may hold anything', async () => {
    expect(
      await found(under('tasks', log('a', '{{ labels.a.b }} {{ envs.c }} {{ globals.d }} {{ kestra.url }}'))),
    ).toEqual([]);
  });
});

describe('inputs read each other', () => {
  const inputs = (second: string) =>
    `inputs:\n  - id: a\n    type: STRING\n  - id: b\n    type: STRING\n    ${second}\n${under('tasks', log('t', 'x'))}`;
  const unlisted = "`inputs.a` does not exist: 'a' is not among dependsOn.inputs of 'b'";

  test('a condition is always rendered', async () => {
    expect(await found(inputs('dependsOn: {inputs: [], condition: "{{ inputs.a }}"}'))).toEqual([
      `error 8:51 ${unlisted}`,
    ]);
  });
  test('a default only where nothing is submitted', async () => {
    expect(await found(inputs('defaults: "{{ inputs.a }}"'))).toEqual([`warning 8:26 ${unlisted}`]);
  });
  test('what is listed can be read', async () => {
    const listed = 'dependsOn: {inputs: [a]}\n    defaults: "{{ inputs.a }} {{ flow.id }}"';
    expect(await found(inputs(listed))).toEqual([]);
  });
  test('there are no tasks yet', async () => {
    expect(await found(inputs('defaults: "{{ outputs.t.value }}"'))).toEqual([
      'warning 8:19 `outputs` does not exist: there are no tasks yet when inputs are read',
    ]);
  });
  test('given a condition, the input may be missing, which a task that always reads it is warned of', async () => {
    const source = `inputs:\n  - id: a\n    type: BOOL\n  - id: b\n    type: STRING\n    dependsOn:\n      inputs: [a]\n      condition: "{{ inputs.a }}"\n`;
    const tasks = under(
      'tasks',
      log('t', '{{ inputs.b }}'),
      log('u', '{{ inputs.b ?? "" }}'),
      log('v', '{{ inputs.b }}', 'runIf: "{{ inputs.a }}"'),
    );
    expect(await found(source + tasks)).toEqual([
      "warning 14:25 `inputs.b` may not exist: the input 'b' is left out where its condition does not hold",
    ]);
  });
});

describe('outputs of a task', () => {
  test.each([
    [
      '{{ outputs.frist.value }}',
      "`outputs.frist` does not exist: the flow has no task 'frist', did you mean “outputs.first”?",
    ],
    [
      '{{ outputs.first.valeu }}',
      "`outputs.first.valeu` does not exist: the task 'first' has no output 'valeu' (io.kestra.plugin.core.debug.Return), did you mean “outputs.first.value”?",
    ],
    [
      '{{ outputs.words.x }}',
      "`outputs.words` does not exist: the task 'words' has no outputs (io.kestra.plugin.core.log.Log)",
    ],
    [
      '{{ outputs.values.values.c }}',
      "`outputs.values.values.c` does not exist: the task 'values' has no value 'c'",
    ],
    [
      '{{ outputs.pause.onResume.reson }}',
      "`outputs.pause.onResume.reson` does not exist: onResume of 'pause' declares no input 'reson', did you mean “outputs.pause.onResume.reason”?",
    ],
    [
      '{{ tasks.first.stat }}',
      "`tasks.first.stat` does not exist: 'tasks' has no 'stat', only a state, did you mean “tasks.first.state”?",
    ],
  ])('%s', async (expression, message) => {
    const tasks = [
      give('first', 'a'),
      log('words', 'b'),
      task('values', 'io.kestra.plugin.core.output.OutputValues', 'values:\n  a: 1\n  b: 2'),
      task('pause', `${flowables}.Pause`, 'onResume:\n  - id: reason\n    type: STRING'),
      log('reader', expression),
    ];
    const violations = await violationsOf(under('tasks', ...tasks));
    expect(violations.map((violation) => [violation.severity, violation.message])).toEqual([
      ['error', message],
    ]);
  });

  test('nothing is known of what a script sends, a body holds, or a type without a fixed schema gives', async () => {
    const tasks = [
      task('script', 'io.kestra.plugin.scripts.shell.Commands', 'commands: [ls]'),
      task('request', 'io.kestra.plugin.core.http.Request', 'uri: https://example.org'),
      task('templated', 'io.kestra.plugin.core.templating.TemplatedTask', 'spec: "type: x"'),
      log('reader', '{{ outputs.script.vars.a.b }} {{ outputs.request.body.c }} {{ outputs.templated.d }}'),
    ];
    expect(await found(under('tasks', ...tasks))).toEqual([]);
  });

  test('the parts of a ForEachItem have outputs of their own', async () => {
    const each = task(
      'each',
      `${flowables}.ForEachItem`,
      'items: kestra:///a',
      'namespace: a.b',
      'flowId: c',
      'inputs:\n  i: "{{ taskrun.items }} {{ taskrun.iteration }}"',
    );
    const reader = log('reader', '{{ outputs.each_merge.subflowOutputs }} {{ outputs.each.subflowOutputs }}');
    expect((await violationsOf(under('tasks', each, reader))).map(({ message }) => message)).toEqual([
      "`outputs.each.subflowOutputs` does not exist: the task 'each' has no output 'subflowOutputs' (io.kestra.plugin.core.flow.ForEachItem)",
    ]);
  });
});

describe('loops', () => {
  const each = (values: string, ...tasks: string[]) =>
    task('each', `${flowables}.ForEach`, `values: ${values}`, under('tasks', ...tasks));

  test('outputs lie under the values', async () => {
    const source = under(
      'tasks',
      each(
        '[a, b]',
        give('inner', '{{ taskrun.value }}'),
        give('next', '{{ outputs.inner[taskrun.value].value }}'),
      ),
      log('reader', "{{ outputs.inner['a'].value }} {{ outputs.inner.b.value }} {{ outputs.inner.c.value }}"),
      log('wrong', '{{ outputs.inner.value }}'),
      log('number', '{{ outputs.inner[1] ?? 1 }}'),
    );
    expect((await violationsOf(source)).map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      "error `outputs.inner.c` does not exist: 'c' is no value of 'each'",
      "error `outputs.inner.value` does not exist: the outputs of 'inner' lie under the values of 'each', did you mean “outputs.inner[taskrun.value].value”?",
      "error `outputs.inner[1]` does not exist: the keys of 'outputs.inner' are texts, did you mean “outputs.inner['1']”?",
    ]);
  });

  test('given values that only the run knows, an output without one is only warned of', async () => {
    const source = under(
      'tasks',
      each('"{{ flow.list ?? [1] }}"', give('inner', 'a')),
      log('r', '{{ outputs.inner.value }} {{ outputs.inner.x.value }}'),
    );
    expect((await violationsOf(source)).map(({ severity }) => severity)).toEqual(['warning']);
  });

  test('nested loops nest the values', async () => {
    const nested = task(
      'in',
      `${flowables}.ForEach`,
      'values: [1, 2]',
      under('tasks', give('leaf', '{{ parent.taskrun.value }}')),
    );
    const source = under(
      'tasks',
      each('[a]', nested),
      log('r', "{{ outputs.leaf['a']['2'].value }} {{ outputs.leaf['a'].value }}"),
    );
    expect((await violationsOf(source)).map(({ message }) => message)).toEqual([
      "`outputs.leaf.a.value` does not exist: the outputs of 'leaf' lie under the values of 'in', did you mean “outputs.leaf.a[taskrun.value].value”?",
    ]);
  });

  test('only tasks directly in a loop have its value', async () => {
    const choice = task(
      'if',
      `${flowables}.If`,
      'condition: "{{ taskrun.value }}"',
      under('then', log('deep', '{{ parent.taskrun.value }} {{ taskrun.value }}')),
    );
    expect((await violationsOf(under('tasks', each('[a]', choice)))).map(({ message }) => message)).toEqual([
      '`taskrun.value` does not exist: only a task directly in a loop has a value, did you mean “parent.taskrun.value”?',
    ]);
  });

  test('a later task may have run for the value before', async () => {
    const source = under(
      'tasks',
      each('[a, b]', log('one', '{{ outputs.two[taskrun.value].value }}'), give('two', 'x')),
    );
    expect((await violationsOf(source)).map(({ severity }) => severity)).toEqual(['warning']);
  });

  test('a LoopUntil reads its tasks and its count', async () => {
    const loop = task(
      'loop',
      `${flowables}.LoopUntil`,
      'condition: "{{ outputs.try.value == outputs.loop.iterationCount }}"',
      under('tasks', give('try', '{{ outputs.loop.iterationCount }}')),
    );
    expect(await found(under('tasks', loop))).toEqual([]);
  });

  test('the tasks of a WorkingDirectory see the value of the loop around it', async () => {
    const directory = task(
      'dir',
      `${flowables}.WorkingDirectory`,
      under('tasks', log('in', '{{ taskrun.value }} {{ workerTaskrun.value }}')),
    );
    expect(await found(under('tasks', each('[a]', directory)))).toEqual([]);
  });
});

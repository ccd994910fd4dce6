import { describe, expect, it } from 'vitest';
import { runFiles, runOne, runSuite } from './support.ts';

const fetched = `inputs:
  - { id: limit, type: INT, defaults: 5 }
tasks:
  - { id: fetch, type: io.kestra.plugin.core.http.Request, uri: "https://invalid.invalid" }
  - { id: say, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.fetch.body }}/{{ inputs.limit }}" }
`;

describe('fixtures of tasks (surfaces §1.3)', () => {
  it('a mocked task does not run; its outputs are rendered with files and inputs', async () => {
    const { result } = await runOne(
      fetched,
      `fixtures:
  inputs: { limit: 3 }
  files: { page.json: '{"n": 1}' }
  tasks:
    - id: fetch
      outputs: { body: "{{ read(files['page.json']) }}", code: 200, limit: "{{ inputs.limit }}" }
assertions:
  - { value: "{{ outputs.say.value }}", equalTo: '{"n": 1}/3' }
  - { value: "{{ outputs.fetch.code }}", equalTo: 200 }
  - { value: "{{ outputs.fetch.limit }}", equalTo: 3 }
`,
    );
    expect(result.errors).toEqual([]);
    expect(result.assertionResults.map(({ isSuccess }) => isSuccess)).toEqual([true, true, true]);
    expect(result.state).toBe('SUCCESS');
    expect(result.url).toBe(`/ui/main/executions/t/f/${result.executionId}`);
  });

  it('a fixture with the value of an iteration wins over one without', async () => {
    const { result } = await runOne(
      `tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [1, 2]
    tasks:
      - { id: item, type: io.kestra.plugin.core.http.Request, uri: "https://invalid.invalid" }
`,
      `fixtures:
  tasks:
    - { id: item, outputs: { code: 1 } }
    - { id: item, value: "2", outputs: { code: 2 } }
assertions:
  - { value: "{{ outputs.item['1'].code }}", equalTo: 1 }
  - { value: "{{ outputs.item['2'].code }}", equalTo: 2 }
`,
    );
    expect(result).toMatchObject({ state: 'SUCCESS', errors: [] });
  });

  it('FAILED drives errors, and the end of the execution fails the case with the reason', async () => {
    const flow = `${fetched}errors:
  - { id: rescue, type: io.kestra.plugin.core.debug.Return, format: rescued }
`;
    const body = `fixtures:
  tasks: [{ id: fetch, state: FAILED }]
assertions:
  - { value: "{{ outputs.rescue.value }}", equalTo: rescued }
`;
    const { result } = await runOne(flow, body);
    expect(result.state).toBe('FAILED');
    expect(result.assertionResults).toMatchObject([
      { isSuccess: true },
      { isSuccess: false, operator: 'equalTo', expected: 'SUCCESS', actual: 'FAILED' },
    ]);
    expect(result.assertionResults[1]?.errorMessage).toContain("at task 'fetch'");
    const aware = await runOne(flow, `${body}  - { value: "{{ execution.state }}", equalTo: FAILED }\n`);
    expect(aware.result.state).toBe('SUCCESS');
  });

  it('FAILED is forgiven by allowFailure', async () => {
    const { execution } = await runOne(
      `tasks:
  - { id: fetch, type: io.kestra.plugin.core.http.Request, uri: "https://invalid.invalid", allowFailure: true }
`,
      `fixtures: { tasks: [{ id: fetch, state: FAILED }] }
assertions: [{ value: "{{ execution.state }}", equalTo: WARNING }]
`,
    );
    expect(execution?.state.current).toBe('WARNING');
  });

  it.each(['WARNING', 'KILLED', 'SKIPPED'])('a fixture can end a task %s', async (state) => {
    const { execution } = await runOne(
      fetched,
      `fixtures: { tasks: [{ id: fetch, state: ${state}, outputs: { body: x } }] }
assertions: [{ value: "{{ execution.state }}", isNotNull: true }]
`,
    );
    expect(execution?.taskRunList.find(({ taskId }) => taskId === 'fetch')?.state.current).toBe(state);
  });

  it('a Subflow can be mocked, and runs for real otherwise', async () => {
    const flow = `tasks:
  - { id: child, type: io.kestra.plugin.core.flow.Subflow, namespace: t, flowId: child, wait: true }
`;
    const files = {
      'flows/child.yaml': `id: child
namespace: t
tasks: [{ id: r, type: io.kestra.plugin.core.debug.Return, format: real }]
outputs: [{ id: x, type: STRING, value: "{{ outputs.r.value }}" }]
`,
    };
    const assertion = (x: string) =>
      `assertions: [{ value: "{{ outputs.child.outputs.x }}", equalTo: ${x} }]\n`;
    const mocked = `fixtures: { tasks: [{ id: child, outputs: { outputs: { x: mocked } } }] }\n${assertion('mocked')}`;
    expect((await runOne(flow, mocked, { files })).result).toMatchObject({ state: 'SUCCESS' });
    expect((await runOne(flow, assertion('real'), { files })).result).toMatchObject({ state: 'SUCCESS' });
  });

  it('a type that is not installed can be mocked; without a fixture the suite is an ERROR', async () => {
    const flow = 'tasks: [{ id: x, type: com.example.Missing, anything: 1 }]\n';
    const body = (id: string) => `fixtures: { tasks: [{ id: ${id}, outputs: { a: 1 } }] }
assertions: [{ value: "{{ outputs.x.a }}", equalTo: 1 }]
`;
    expect((await runOne(flow, body('x'))).result).toMatchObject({ state: 'SUCCESS' });
    const suite = await runSuite(
      flow,
      '  - { id: c, type: io.kestra.core.tests.flow.UnitTest, assertions: [{ value: a, equalTo: a }] }\n',
    );
    expect(suite.result.state).toBe('ERROR');
    expect(suite.violations.map(({ message }) => message).join()).toContain('com.example.Missing');
  });

  it('outputs that cannot be rendered make the case an ERROR at the fixture', async () => {
    const { result, errorPlaces } = await runOne(
      fetched,
      `fixtures:
  tasks:
    - id: fetch
      outputs: { body: "{{ nothing.here }}" }
assertions: [{ value: a, equalTo: a }]
`,
    );
    expect(result.state).toBe('ERROR');
    expect(result.errors[0]?.message).toContain("fixture for the task 'fetch'");
    expect(errorPlaces[0]).toMatchObject({ file: 'tests/f.yaml', line: 10 });
  });
});

describe('inputs, files and triggers (surfaces §1.1)', () => {
  it('inputs that the flow refuses make the case an ERROR at the input', async () => {
    const { result, errorPlaces } = await runOne(
      fetched,
      `fixtures:
  inputs:
    limit: "{{ 'many' }}"
assertions: [{ value: a, equalTo: a }]
`,
    );
    expect(result.state).toBe('ERROR');
    expect(result.errors[0]?.message).toContain('limit');
    expect(errorPlaces[0]?.line).toBe(9);
  });

  it('a file is a FILE input, a namespace file too, and the trigger is filled', async () => {
    const { result } = await runOne(
      `inputs: [{ id: f, type: FILE }]
tasks:
  - { id: say, type: io.kestra.plugin.core.debug.Return, format: "{{ read(inputs.f) }}/{{ trigger.date }}" }
`,
      `fixtures:
  inputs: { f: "{{ files['a b.txt'] }}" }
  files:
    a b.txt: inline
    big: "{{ fileURI('big.txt') }}"
  trigger: { id: x, type: io.kestra.plugin.core.trigger.Schedule, variables: { date: "{{ read(files['a b.txt']) }}!" } }
assertions:
  - { value: "{{ outputs.say.value }}", equalTo: inline/inline! }
  - { value: "{{ read(files['big']) }}", equalTo: from the repository }
`,
      { files: { 'files/big.txt': 'from the repository', 't/files/big.txt': 'from the repository' } },
    );
    expect(result).toMatchObject({ state: 'SUCCESS', errors: [] });
  });
});

describe('time', () => {
  it('stands at fixtures.time, and waiting costs nothing', async () => {
    const { result, duration } = await runOne(
      `tasks:
  - { id: before, type: io.kestra.plugin.core.debug.Return, format: "{{ now() }}" }
  - { id: wait, type: io.kestra.plugin.core.flow.Sleep, duration: PT5H }
  - { id: pause, type: io.kestra.plugin.core.flow.Pause, pauseDuration: PT1H }
  - { id: after, type: io.kestra.plugin.core.debug.Return, format: "{{ now() }}" }
`,
      `fixtures: { time: "2025-01-31T10:00:00Z" }
assertions:
  - { value: "{{ outputs.before.value }}", startsWith: "2025-01-31T10:00:00" }
  - { value: "{{ outputs.after.value }}", startsWith: "2025-01-31T16:00:00" }
  - { value: "{{ execution.startDate }}", startsWith: "2025-01-31T10:00:00" }
`,
    );
    expect(result).toMatchObject({ state: 'SUCCESS', errors: [] });
    expect(duration).toBeLessThan(10_000);
  });

  it('retries with an interval of hours end at once, and have all their attempts', async () => {
    const { execution, duration } = await runOne(
      `tasks:
  - id: fetch
    type: io.kestra.plugin.core.http.Request
    uri: "https://invalid.invalid"
    retry: { type: constant, interval: PT1H, maxAttempts: 3 }
`,
      `fixtures: { tasks: [{ id: fetch, state: FAILED }] }
assertions: [{ value: "{{ execution.state }}", equalTo: FAILED }]
`,
    );
    expect(execution?.taskRunList[0]?.attempts).toHaveLength(3);
    expect(duration).toBeLessThan(10_000);
  });

  it('a pause that nobody resumes is an ERROR, and a fixture resumes it', async () => {
    const flow = `tasks:
  - id: ask
    type: io.kestra.plugin.core.flow.Pause
    onResume: [{ id: ok, type: BOOL }]
`;
    const assertions = 'assertions: [{ value: "{{ outputs.ask.onResume.ok }}", equalTo: true }]\n';
    const left = await runOne(flow, assertions);
    expect(left.result.state).toBe('ERROR');
    expect(left.result.errors[0]?.message).toContain("paused at task 'ask'");
    const resumed = await runOne(
      flow,
      `fixtures: { tasks: [{ id: ask, outputs: { onResume: { ok: true } } }] }\n${assertions}`,
    );
    expect(resumed.result).toMatchObject({ state: 'SUCCESS', errors: [] });
  });
});

describe('results (surfaces §1.4)', () => {
  const flow = 'tasks: [{ id: r, type: io.kestra.plugin.core.debug.Return, format: hello }]\n';

  it('each operator gives a result; the message is the author’s, rendered, else one that is made', async () => {
    const { result, assertionPlaces } = await runOne(
      flow,
      `assertions:
  - value: "{{ outputs.r.value }}"
    taskId: r
    startsWith: hel
    equalTo: bye
  - value: "{{ outputs.r.value }}"
    equalTo: bye
    errorMessage: "was {{ outputs.r.value }}"
`,
    );
    expect(result.state).toBe('FAILED');
    expect(result.assertionResults).toMatchObject([
      { operator: 'equalTo', isSuccess: false, taskId: 'r', errorMessage: 'expected "bye", found "hello"' },
      { operator: 'startsWith', isSuccess: true, taskId: 'r' },
      { operator: 'equalTo', isSuccess: false, errorMessage: 'was hello', actual: 'hello', expected: 'bye' },
    ]);
    expect(assertionPlaces.map(({ line }) => line)).toEqual([11, 10, 13]);
  });

  it('what cannot be rendered is an error, and wins over failures', async () => {
    const { result } = await runOne(
      flow,
      `assertions:
  - { value: "{{ outputs.none.value }}", equalTo: x }
  - { value: a, equalTo: b }
`,
    );
    expect(result).toMatchObject({ state: 'ERROR', errors: [{}], assertionResults: [{ isSuccess: false }] });
  });

  it('disabled cases and suites are SKIPPED; the worst case decides', async () => {
    const one = (id: string, expected: string, more = '') =>
      `  - { id: ${id}, type: io.kestra.core.tests.flow.UnitTest${more}, assertions: [{ value: a, equalTo: ${expected} }] }\n`;
    const mixed = await runSuite(flow, one('a', 'a') + one('b', 'b') + one('c', 'a', ', disabled: true'));
    expect(mixed.cases.map(({ result }) => result.state)).toEqual(['SUCCESS', 'FAILED', 'SKIPPED']);
    expect(mixed.result.state).toBe('FAILED');
    const off = await runSuite(flow, `${one('a', 'a')}disabled: true\n`);
    expect(off.result).toMatchObject({ state: 'SKIPPED', results: [] });
  });

  it('cases share nothing and may run at once; the filter chooses', async () => {
    const kv = `tasks:
  - { id: get, type: io.kestra.plugin.core.debug.Return, format: "{{ kv('k', errorOnMissing=false) ?? 'none' }}" }
  - { id: set, type: io.kestra.plugin.core.kv.Set, key: k, value: taken }
`;
    const ids = Array.from({ length: 8 }, (_, index) => `c${index}`);
    const cases = ids.map(
      (id) =>
        `  - { id: ${id}, type: io.kestra.core.tests.flow.UnitTest, assertions: [{ value: "{{ outputs.get.value }}", equalTo: none }] }\n`,
    );
    const suite = await runSuite(kv, cases.join(''));
    expect(suite.cases.map(({ result }) => `${result.testId} ${result.state}`)).toEqual(
      ids.map((id) => `${id} SUCCESS`),
    );
    const some = await runSuite(kv, cases.join(''), { filter: (_, { id }) => id === 'c3' });
    expect(some.cases.map(({ result }) => result.testId)).toEqual(['c3']);
  });

  it('a case that takes too long is killed and an ERROR', async () => {
    const { result } = await runOne(
      `tasks:
  - { id: loop, type: io.kestra.plugin.core.flow.LoopUntil, condition: "{{ false }}", checkFrequency: { interval: PT1S, maxIterations: 100000000, maxDuration: PT999999H }, tasks: [{ id: l, type: io.kestra.plugin.core.debug.Return, format: x }] }
`,
      'assertions: [{ value: a, equalTo: a }]\n',
      { timeout: 200 },
    );
    expect(result.state).toBe('ERROR');
    expect(result.errors[0]?.message).toBe('The case was ended after 0.2 s');
  });

  it('secrets do not leave', async () => {
    const report = await runOne(
      `tasks: [{ id: r, type: io.kestra.plugin.core.debug.Return, format: "{{ secret('K') }}" }]\n`,
      'assertions: [{ value: "{{ secret(\'K\') }}", equalTo: x }]\n',
      { environment: { TUTTI_SECRET_K: 'very-secret-value' } },
    );
    expect(report.result.state).toBe('FAILED');
    expect(JSON.stringify(report)).not.toContain('very-secret-value');
  });
});

describe('tests of strangers', () => {
  it('run only what computes, and see no secret', async () => {
    const real = await runOne(
      fetched,
      'assertions: [{ value: "{{ execution.state }}", equalTo: FAILED }, { value: "{{ secret(\'K\') }}", equalTo: x }]\n',
      { sandboxed: true, environment: { TUTTI_SECRET_K: 'very-secret-value' } },
    );
    expect(real.result.assertionResults).toMatchObject([
      { isSuccess: true },
      { actual: expect.not.stringContaining('very') },
    ]);
    expect(real.logs.some(({ message }) => message.includes('give the case a fixture'))).toBe(true);
  });
});

it('tells of suites and cases as they end, and counts them', async () => {
  const told: string[] = [];
  const report = await runFiles(
    {
      'flows/f.yaml':
        'id: f\nnamespace: t\ntasks: [{ id: r, type: io.kestra.plugin.core.log.Log, message: x }]\n',
      'tests/a.yaml':
        'id: a\nnamespace: t\nflowId: f\ntestCases: [{ id: c, type: io.kestra.core.tests.flow.UnitTest, assertions: [{ value: a, equalTo: a }] }]\n',
      'tests/b.yaml':
        'id: b\nnamespace: t\nflowId: none\ntestCases: [{ id: c, type: io.kestra.core.tests.flow.UnitTest, assertions: [{ value: a, equalTo: a }] }]\n',
    },
    {
      concurrency: 1,
      listener: {
        suiteStarted: ({ suite }) => told.push(`start ${suite?.id}`),
        caseEnded: ({ result }) => told.push(`case ${result.testId}`),
        suiteEnded: ({ result }) => told.push(`end ${result.testSuiteId} ${result.state}`),
      },
    },
  );
  expect(told).toEqual(['start a', 'case c', 'end a SUCCESS', 'start b', 'end b ERROR']);
  expect(report.counts).toEqual({ suites: 2, cases: 1, passed: 1, failed: 0, errors: 1, skipped: 0 });
});

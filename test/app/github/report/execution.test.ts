import { describe, expect, test } from 'vitest';
import { bytesOf, checkLimit } from '../../../../app/github/report/budget.ts';
import { checkStateOf, executionReport } from '../../../../app/github/report/index.ts';
import { expectDiagrams } from './diagrams.ts';
import { expectClosed } from './hostile.ts';
import { executionOf, flowOf, head, logOf, repositoryUrl, runOf } from './samples.ts';

const attempt = { state: { current: 'FAILED' as const, histories: [] } };
const load = runOf('load', 'FAILED', 12.3, 52.3, { attempts: [attempt, attempt] });
const failed = executionOf(
  'FAILED',
  [runOf('extract', 'SUCCESS', 0, 12.1), load, runOf('notify', 'SKIPPED', 100, 100, { attempts: undefined })],
  { inputs: { day: '2026-11-22', token: 'hunter2' }, outputs: { rows: 3 } },
  {
    flow: flowOf({
      inputs: [
        { id: 'day', type: 'DATE' },
        { id: 'token', type: 'SECRET' },
      ],
    }),
    logs: [logOf(load, 'begins', 'INFO'), logOf(load, '\u001b[31mboom\u001b[0m\nexit code 3')],
    startedBy: 'octocat',
    startedByKind: 'user',
  },
);

describe('given an execution that failed (github §9.3)', () => {
  const report = executionReport(failed);

  test('then title, conclusion and buttons say what to do', () => {
    expect(report.title).toBe('FAILED in 1m 42s · task "load" · attempt 2');
    expect(report.conclusion).toBe('failure');
    expect(report.actions?.map(({ identifier }) => identifier)).toEqual(['replay', 'replay-failed']);
  });

  test('then the summary has verdict, cause, table, graph, chart and commands', () => {
    expect(
      report.summary,
    ).toBe(`**❌ FAILED** · [\`company.team.etl\`](${repositoryUrl}/blob/${head}/company/team/flows/etl.yaml) · [\`abc1234\`](${repositoryUrl}/commit/${head}) · started by \`octocat\` · 1m 42s · execution \`e1\`

> load: exit code 3

|  | Task | State | Attempts | Duration | Started |
|-|-|-|-:|-:|-:|
| ✅ | \`extract\` | SUCCESS | 1 | 12.1 s | 0.0 s |
| ❌ | \`load\` | FAILED | 2 | 40.0 s | 12.3 s |
| ⏭️ | \`notify\` | SKIPPED | – | – | – |

\`\`\`mermaid
flowchart LR
  n0(("etl"))
  n1["✅ extract"]
  n2["❌ load"]
  n3["⏭️ notify"]
  n0 --> n1
  n1 --> n2
  n2 --> n3
  classDef ok fill:#dafbe1,stroke:#1a7f37,color:#1f2328
  class n1 ok
  classDef fail fill:#ffebe9,stroke:#cf222e,color:#1f2328
  class n2 fail
  classDef skip fill:#eaeef2,stroke:#57606a,color:#1f2328,stroke-dasharray:4
  class n3 skip
\`\`\`

\`\`\`mermaid
gantt
  dateFormat x
  axisFormat %H:%M:%S
  section flow
  ✅ extract :done, t0, 1795424400000, 1795424412100
  ❌ load :crit, t1, 1795424412300, 1795424452300
  ⏭️ notify :done, t2, 1795424500000, 1795424500001
\`\`\`

**Do next**, as a comment of the pull request:

\`\`\`text
/tutti replay e1 load
/tutti restart e1
/tutti logs e1
\`\`\``);
  });

  test('then the text has values with secrets masked, and the log of the failed task without colours', () => {
    expect(report.text).toBe(`<details><summary>2 inputs</summary>

\`\`\`json
{
  "day": "2026-11-22",
  "token": "******"
}
\`\`\`

</details>

<details><summary>1 output</summary>

\`\`\`json
{
  "rows": 3
}
\`\`\`

</details>

<details><summary>Log of load</summary>

\`\`\`text
09:01:02 INFO  begins
09:01:02 ERROR boom
    exit code 3
\`\`\`

</details>`);
  });
});

describe('given values that must stay secret', () => {
  test.each([
    [
      'an output of type SECRET',
      { outputs: { key: 'hunter2' } },
      { outputs: [{ id: 'key', type: 'SECRET', value: '' }] },
    ],
    [
      'a list of secrets',
      { inputs: { keys: ['hunter2'] } },
      { inputs: [{ id: 'keys', type: 'ARRAY', itemType: 'SECRET' }] },
    ],
    [
      'an input whose id has dots',
      { inputs: { a: { b: 'hunter2' } } },
      { inputs: [{ id: 'a.b', type: 'SECRET' }] },
    ],
    [
      'a value stored encrypted',
      { outputs: { x: [{ type: 'io.kestra.datatype:aes_encrypted', value: 'hunter2' }] } },
      {},
    ],
  ])('then %s is masked', (_, values, declared) => {
    const { text } = executionReport(executionOf('SUCCESS', [], values, { flow: flowOf(declared) }));
    expect(text).toContain('******');
    expect(text).not.toContain('hunter2');
  });

  test('then what the mask knows is hidden wherever it stands, also in keys', () => {
    const mask = (text: string) => text.replaceAll('hunter2', '******');
    const values = { inputs: { url: 'https://u:hunter2@h', map: { hunter2: 1 } } };
    expect(executionReport(executionOf('SUCCESS', [], values, { mask })).text).not.toContain('hunter2');
  });
});

describe('given a state, when it is shown (github §2.7)', () => {
  test.each([
    ['CREATED', { status: 'queued' }],
    ['RUNNING', { status: 'in_progress' }],
    ['KILLING', { status: 'in_progress' }],
    ['PAUSED', { conclusion: 'action_required' }],
    ['BREAKPOINT', { conclusion: 'action_required' }],
    ['SUCCESS', { conclusion: 'success' }],
    ['WARNING', { conclusion: 'neutral' }],
    ['FAILED', { conclusion: 'failure' }],
    ['RETRIED', { conclusion: 'failure' }],
    ['KILLED', { conclusion: 'cancelled' }],
    ['CANCELLED', { conclusion: 'cancelled' }],
    ['SKIPPED', { conclusion: 'skipped' }],
  ] as const)('then %s is %o', (state, expected) => {
    expect(checkStateOf(state)).toEqual(expected);
  });

  test('then the policy may fail warnings, and what took too long is timed out', () => {
    expect(checkStateOf('WARNING', { warningFails: true })).toEqual({ conclusion: 'failure' });
    expect(checkStateOf('FAILED', { timedOut: true })).toEqual({ conclusion: 'timed_out' });
  });

  test('then a paused execution offers to resume or kill, a running one offers nothing', () => {
    const buttons = (state: 'PAUSED' | 'RUNNING') =>
      executionReport(executionOf(state, [])).actions?.map(({ identifier }) => identifier);
    expect(buttons('PAUSED')).toEqual(['resume', 'kill']);
    expect(buttons('RUNNING')).toEqual([]);
  });
});

describe('given an execution with many task runs', () => {
  const runs = (length: number) =>
    Array.from({ length }, (_, at) =>
      runOf('each', at % 500 === 7 ? 'FAILED' : 'SUCCESS', at / 10, at / 10 + 2, {
        id: `r${at}`,
        value: `v${at}`,
      }),
    );

  test('then failures have rows of their own and the rest is counted', () => {
    const { summary } = executionReport(executionOf('FAILED', runs(10_000), {}, { flow: flowOf() }));
    expect(summary).toContain('| ❌ | `each` `v9507` | FAILED |');
    expect(summary).not.toContain('`v0`');
    expect(summary).toContain('| ✅ | `each` × 9,980 | SUCCESS |');
    expect(expectDiagrams(summary)).toHaveLength(2);
    expect(bytesOf(summary)).toBeLessThan(checkLimit);
  });

  test('then warnings do not hide a failure that came after them', () => {
    const warnings = Array.from({ length: 200 }, (_, at) =>
      runOf('each', 'WARNING', at, at + 1, { value: `w${at}` }),
    );
    const { summary } = executionReport(executionOf('FAILED', [...warnings, runOf('last', 'FAILED')]));
    expect(summary).toContain('| ❌ | `last` | FAILED |');
    expect(summary).toContain('`each` × 151');
  });

  test('then logs keep their tails, and what is missing is said with a link', () => {
    const failures = Array.from({ length: 10 }, (_, at) => runOf(`task${at}`, 'FAILED'));
    const logs = failures.flatMap((run) =>
      Array.from({ length: 120 }, (_, at) => logOf(run, `line ${at} ${'é'.repeat(300)}`)),
    );
    const { text } = executionReport(executionOf('FAILED', failures, { outputs: { rows: 3 } }, { logs }));
    expect(bytesOf(text!)).toBeLessThanOrEqual(checkLimit);
    expectClosed(text!);
    expect(text).not.toContain('line 19 ');
    expect(text).not.toContain('1 output');
    expect(text).toContain('Log of task9');
    expect(text).toContain('line 119 ');
    expect(text).toMatch(/Omitted because GitHub limits the size: .*× log line\._ \[The full run is here\]/);
  });

  test('then a server without pages names the command that shows the rest', () => {
    const all = Array.from({ length: 10 }, (_, at) => runOf(`task${at}`, 'FAILED'));
    const logs = all.flatMap((run) => Array.from({ length: 100 }, () => logOf(run, 'x'.repeat(400))));
    const { text } = executionReport(executionOf('FAILED', all, {}, { logs, place: { repositoryUrl } }));
    expect(text).toMatch(/_ See it with `\/tutti logs e1`\.$/);
  });

  test('then a graph that is too large is drawn with its flowables closed', () => {
    const log = 'io.kestra.plugin.core.log.Log';
    const inner = Array.from({ length: 70 }, (_, at) => ({ id: `t${at}`, type: log }));
    const flow = flowOf({
      tasks: [
        { id: 'all', type: 'io.kestra.plugin.core.flow.Parallel', tasks: inner },
        { id: 'last', type: log },
      ],
    });
    const [chart] = expectDiagrams(
      executionReport(executionOf('FAILED', [runOf('all', 'FAILED')], {}, { flow })).summary,
    );
    expect(chart).toContain('n1{{"❌ all"}}');
    expect(chart).toContain('n1 --> n2');
    expect(chart).not.toContain('t69');
  });
});

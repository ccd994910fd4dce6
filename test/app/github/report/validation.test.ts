import { describe, expect, test } from 'vitest';
import { bytesOf, checkLimit } from '../../../../app/github/report/budget.ts';
import {
  flowReport,
  hasToSay,
  stickyComment,
  validationReport,
} from '../../../../app/github/report/index.ts';
import type { Verdict, VerdictViolation } from '../../../../app/github/verdict/types.ts';
import { expectDiagrams } from './diagrams.ts';
import { expectClosed } from './hostile.ts';
import { base, flowOf, head, repositoryUrl, verdictOf } from './samples.ts';

const place = { repositoryUrl };
const etl = { namespace: 'company.team', id: 'etl' };
const report = { namespace: 'company.team', id: 'report' };
const source = 'id: etl\nnamespace: company.team\ntasks:\n  - id: load\n\ttype: Lgo\n    message: hi\n';
const fault: VerdictViolation = {
  file: 'flows/etl.yaml',
  line: 5,
  column: 8,
  endColumn: 10,
  path: 'tasks[load].type',
  message: 'Invalid type: Lgo',
  severity: 'error',
  rule: 'unknown-type',
  hint: 'Did you mean Log?',
};
const changed: Partial<Verdict> = {
  flows: [
    { path: 'flows/etl.yaml', change: 'modified', name: etl },
    {
      path: 'flows/report.yaml',
      previousPath: 'flows/old.yaml',
      change: 'renamed',
      name: report,
      flow: flowOf(report),
    },
    { path: 'flows/gone.yaml', change: 'removed', name: { namespace: 'company.team', id: 'gone' } },
  ],
  violations: [fault],
  sources: { 'flows/etl.yaml': source },
  deployment: {
    triggers: [
      {
        flow: report,
        id: 'daily',
        type: 'x.Schedule',
        change: 'start',
        on: '0 9 * * *',
        nextRuns: ['2026-11-24T09:00:00Z'],
      },
    ],
    downstream: [{ flow: { namespace: 'a', id: 'b' }, path: 'flows/b.yaml', because: etl, relation: 'runs' }],
    reachable: [
      {
        kind: 'host',
        value: 'api.example.com',
        flow: report,
        taskId: 'get',
        path: 'flows/report.yaml',
        line: 9,
      },
    ],
  },
};

describe('given a commit with a faulty flow (github §9.2)', () => {
  const made = validationReport(verdictOf(changed), place);

  test('then the check fails and says where', () => {
    expect(made.conclusion).toBe('failure');
    expect(made.title).toBe('1 error in 1 flow');
    expect(made.annotations).toEqual([
      {
        path: 'flows/etl.yaml',
        startLine: 5,
        endLine: 5,
        startColumn: 8,
        endColumn: 10,
        level: 'failure',
        message: 'Invalid type: Lgo\n→ Did you mean Log?',
        title: 'unknown-type',
        rawDetails: 'tasks[load].type',
      },
    ]);
  });

  test('then the summary has verdict, flows, what merging does, and the code', () => {
    const blob = `${repositoryUrl}/blob/${head}/flows`;
    expect(made.summary).toBe(
      `**❌ 1 error in 1 flow** · [\`abc1234\`](${repositoryUrl}/commit/${head}) compared with [\`0123456\`](${repositoryUrl}/commit/${base})

| Flow | Change | Result | Triggers |
|-|-|-|-|
| [\`company.team.etl\`](${blob}/etl.yaml) | modified | ❌ 1 error | – |
| [\`company.team.report\`](${blob}/report.yaml) | renamed from \`flows/old.yaml\` | ✅ valid | \`daily\` starts |
| [\`company.team.gone\`](${repositoryUrl}/blob/${base}/flows/gone.yaml) | removed | – | – |

### What merging will do

- **Updates** \`company.team.etl\`
- **Moves** \`company.team.report\`
- **Removes** \`company.team.gone\`

**Triggers**

| Trigger | Flow | Change | Listens to | Next runs |
|-|-|-|-|-|
| \`daily\` | \`company.team.report\` | ▶️ starts | \`0 9 * * *\` | 2026-11-24 09:00 UTC |

> [!IMPORTANT]
> **Newly within reach**: no flow could reach this before.

| What | Name | Used by |
|-|-|-|
| 🌐 host | \`api.example.com\` | [\`company.team.report / get\`](${blob}/report.yaml#L9) |

**Flows downstream**

- [\`a.b\`](${blob}/b.yaml) runs \`company.team.etl\`

<details><summary>❌ 1 error in flows/etl.yaml</summary>

**❌ error** · [line 5, column 8](${blob}/etl.yaml#L5) at \`tasks[load].type\`<br>Invalid type: Lgo

\`\`\`text
  4 |   - id: load
> 5 |   type: Lgo
    |         ^^^
  6 |     message: hi
\`\`\`

💡 Did you mean Log?

</details>`,
    );
  });

  test('then a commit that runs already is not spoken of as one to merge', () => {
    const { summary } = validationReport(verdictOf(changed), { ...place, isDeployed: true });
    expect(summary).toContain('### What this commit changed');
    expect(summary).not.toContain('merging');
  });

  test('then the graph of a valid changed flow is in the text', () => {
    expect(expectDiagrams(made.text!)).toHaveLength(1);
  });

  test('then the check of another flow is good, and speaks of that flow only', () => {
    const verdict = verdictOf(changed);
    const own = flowReport(verdict, verdict.flows[1]!, place);
    expect(own.conclusion).toBe('success');
    expect(own.title).toBe('Flow valid');
    expect(own.summary).toContain('daily');
    expect(own.summary).not.toContain('etl');
  });
});

describe('given commits with less to say', () => {
  test.each([
    ['no change', {}, 'No flow changed', 'success'],
    ['good flows', { flows: [changed.flows![1]!] }, 'All 12 flows valid', 'success'],
    [
      'a warning',
      { ...changed, violations: [{ ...fault, severity: 'warning' as const }] },
      '1 warning in 1 flow',
      'neutral',
    ],
  ])('then %s is called so', (_, changes, title, conclusion) => {
    expect(validationReport(verdictOf(changes), place)).toMatchObject({ title, conclusion });
  });
});

describe('given thousands of violations', () => {
  const many = Array.from(
    { length: 3000 },
    (_, at): VerdictViolation => ({
      ...fault,
      file: `flows/f${at % 300}.yaml`,
      line: at + 1,
      severity: at % 2 === 0 ? 'warning' : 'error',
    }),
  );
  const flows = many.slice(0, 300).map(({ file }) => ({ path: file, change: 'modified' as const }));
  const made = validationReport(verdictOf({ flows, violations: many, sources: {} }), place);

  test('then errors are annotated first, two hundred at most, and the rest is counted', () => {
    expect(made.annotations).toHaveLength(200);
    expect(made.annotations!.every(({ level }) => level === 'failure')).toBe(true);
    expect(made.summary).toContain('2,800 more annotations left out');
  });

  test('then the summary fits, is closed, and keeps its verdict', () => {
    expect(bytesOf(made.summary)).toBeLessThanOrEqual(checkLimit);
    expectClosed(made.summary);
    expect(made.summary).toMatch(/^\*\*❌ 1,500 errors, 1,500 warnings in 300 flows\*\*/);
    expect(made.summary).toMatch(/Omitted because GitHub limits the size: \d+ × file with violations\._ \[/);
  });
});

describe('given the sticky comment of a pull request (github §9.1, §9.4)', () => {
  const key = { kind: 'pr', repositoryId: 123, number: 45 };

  test('then it begins with its marker and a verdict', () => {
    const text = stickyComment({
      key,
      verdict: verdictOf(changed),
      place,
      checking: 'ffff000011112222',
      runs: [{ flow: report, state: 'SUCCESS', duration: 3200, url: `${repositoryUrl}/runs/1` }],
    });
    expect(text.split('\n').slice(0, 9)).toEqual([
      `<!-- tutti:sticky v1 kind=pr repo=123 pr=45 sha=${head} -->`,
      `### Tutti · ❌ 1 of 3 flows needs attention (head [\`abc1234\`](${repositoryUrl}/commit/${head}))`,
      '',
      `> ⏳ Checking [\`ffff000\`](${repositoryUrl}/commit/ffff000011112222) …`,
      '',
      '| Flow | Validation | Preview | Last run |',
      '|-|:-:|:-:|-|',
      `| [\`company.team.etl\`](${repositoryUrl}/blob/${head}/flows/etl.yaml) | ❌ 1 error | – | – |`,
      `| [\`company.team.report\`](${repositoryUrl}/blob/${head}/flows/report.yaml) | ✅ valid | – | [✅ SUCCESS, 3.2 s](${repositoryUrl}/runs/1) |`,
    ]);
    expectClosed(text);
  });

  test('then it is silent where all is well and nobody asked', () => {
    expect(hasToSay(verdictOf())).toBe(false);
    expect(hasToSay(verdictOf({ flows: [changed.flows![1]!] }))).toBe(false);
    expect(hasToSay(verdictOf({ violations: [fault] }))).toBe(true);
    expect(hasToSay(verdictOf(), [{ flow: report, state: 'FAILED', duration: 1 }])).toBe(true);
  });
});

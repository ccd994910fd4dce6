import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, checkLimit, commentLimit, cutMarkdown } from '../../../../app/github/report/budget.ts';
import {
  cell,
  code,
  commandReply,
  dependenciesReply,
  executionReport,
  fenced,
  graphReply,
  html,
  isSticky,
  link,
  prose,
  stickyComment,
  table,
  testsReply,
  testsReport,
  usageReply,
  validationReport,
} from '../../../../app/github/report/index.ts';
import type { TestsDone } from '../../../../app/github/tests/types.ts';
import type { Flow } from '../../../../runner/flow/types.ts';
import { expectDiagrams } from './diagrams.ts';
import { expectClosed, expectHarmless, hostile } from './hostile.ts';
import { executionOf, flowOf, logOf, repositoryUrl, runOf, verdictOf } from './samples.ts';

const place = { repositoryUrl };
const check = (property: fc.IProperty<[string]>) => fc.assert(property, { numRuns: 300 });

describe('given any text, when it is put into Markdown', () => {
  test('then as prose, code, cell or summary it has no meaning and stays on its line', () => {
    check(
      fc.property(hostile, (text) => {
        for (const made of [prose(text), code(text), cell(text), html(text)]) {
          expectHarmless(made);
          expect(made).not.toContain('\n');
        }
      }),
    );
  });

  test('then a table keeps its number of columns', () => {
    check(
      fc.property(hostile, (text) => {
        const row = table(['a', 'b'], ['-', '-'], [[cell(text), prose(text)]]).split('\n')[2]!;
        // As GitHub splits a row: a backslash takes the punctuation after it along.
        const cells = row.replace(/\\[!-/:-@[-`{-~]/g, '').split('|');
        expect(cells).toHaveLength(4);
      }),
    );
  });

  test('then a fenced block ends where it should', () => {
    check(fc.property(hostile, (text) => expectClosed(`${fenced(text, 'text')}\n`)));
  });

  test('then only web addresses become links', () => {
    check(
      fc.property(hostile, (text) => {
        for (const address of [`javascript:${text}`, `data:${text}`, text, `https://docs.example/${text}`])
          expect(link('x', address)).toMatch(/^(?:x|\[x\]\(https?:\/\/[^\s()<>"`|\\*_[\]@]+\))$/);
      }),
    );
  });
});

describe('given hostile text in every field, when a report is made', () => {
  test('then nothing of it gets out of the report of unit tests, nor of the answer to `/tutti test`', () => {
    check(
      fc.property(hostile, (text) => {
        const done = hostileTests(text);
        const chosen = {
          total: 1,
          changed: [{ namespace: text, id: text }],
          untested: [{ namespace: text, id: `${text}2` }],
        };
        const report = testsReport(done, { head: 'abc1234', chosen, reused: 1, least: 90, place });
        const reply = commandReply(testsReply(done, () => true)!, {
          ...{ commentUrl: `${repositoryUrl}/pull/1#issuecomment-1`, commentId: 1, place },
        });
        for (const part of [report.summary, report.text ?? '', reply.slice(reply.indexOf('\n') + 1)]) {
          expectHarmless(part);
          expectClosed(part);
        }
        expect(report.title).not.toContain('\n');
      }),
    );
  });

  test('then nothing of it gets out of the report of an execution', () => {
    check(
      fc.property(hostile, (text) => {
        const failed = runOf(text, 'FAILED', 0, 1, { value: text });
        const report = executionReport(
          executionOf(
            'FAILED',
            [runOf('loop', 'FAILED'), failed],
            { namespace: text, flowId: text, inputs: { [text]: text }, outputs: { o: [text] } },
            {
              flow: hostileFlow(text),
              path: text,
              logs: [logOf(failed, text), logOf(failed, `${text}\n${text}`)],
              startedBy: text,
              startedByKind: 'trigger',
            },
          ),
        );
        for (const part of [report.summary, report.text ?? '']) {
          expectHarmless(part);
          expectClosed(part);
          expectDiagrams(part);
        }
        expect(report.title).not.toContain('\n');
        expect(report.title.length).toBeLessThanOrEqual(255);
      }),
    );
  });

  test('then nothing of it gets out of the report of a commit, its sticky comment, or replies', () => {
    check(
      fc.property(hostile, (text) => {
        const name = { namespace: text, id: text };
        const verdict = hostileVerdict(text);
        const report = validationReport(verdict, place);
        const key = { kind: 'pr', repositoryId: 1, number: 2 };
        const sticky = stickyComment({
          key,
          verdict,
          place,
          runs: [{ flow: name, state: 'FAILED', duration: 1 }],
        });
        const to = { commentUrl: `${repositoryUrl}/issues/1`, commentId: 3, sha: 'abc', place };
        const graph = {
          nodes: [
            { uid: 'a', ...name },
            { uid: 'b', ...name },
          ],
          edges: [{ source: 'a', target: 'b', relation: 'FLOW_TASK' as const }],
        };
        const replies = [
          commandReply({ icon: '✅', sentence: prose(text), parts: [{ text: fenced(text) }] }, to),
          usageReply(text, '```', to),
          graphReply(hostileFlow(text), to),
          dependenciesReply(graph, to),
        ];
        for (const made of [report.summary, report.text ?? '', sticky, ...replies]) {
          expectHarmless(made);
          expectClosed(made);
          expectDiagrams(made);
        }
        expect(isSticky(sticky, key)).toBe(true);
        expect(replies.some((reply) => isSticky(reply, key))).toBe(false);
      }),
    );
  });
});

describe('given text of any length, when it is cut', () => {
  test('then it fits, ends at a line, and everything is closed', () => {
    const body = fc
      .array(
        fc.oneof(
          hostile.map((text) => fenced(text)),
          hostile.map((text) => prose(text)),
          fc.constant('<details><summary>x</summary>\n\ny\n\n</details>'),
        ),
      )
      .map((parts) => parts.join('\n\n'));
    fc.assert(
      fc.property(body, fc.integer({ min: 200, max: 2000 }), (text, limit) => {
        const cut = cutMarkdown(text, limit, '[more](https://tutti.example/x)');
        expect(bytesOf(cut)).toBeLessThanOrEqual(limit);
        expectClosed(cut);
        expectHarmless(cut);
      }),
      { numRuns: 300 },
    );
  });

  test('then reports with much of everything fit', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 400 }), (text, times) => {
        const much = `${text}😀\n`.repeat(times);
        const runs = Array.from({ length: times }, (_, at) =>
          runOf(`${text}${at}`, at % 3 === 0 ? 'FAILED' : 'SUCCESS', at),
        );
        const report = executionReport(
          executionOf(
            'FAILED',
            runs,
            { inputs: { much, list: Array(times).fill(much) } },
            {
              flow: hostileFlow(text),
              logs: runs.map((run) => logOf(run, much)),
            },
          ),
        );
        const verdict = hostileVerdict(text, times);
        const validation = validationReport(verdict, place);
        const sticky = stickyComment({ key: { kind: 'pr', repositoryId: 1, number: 2 }, verdict, place });
        for (const made of [report.summary, report.text ?? '', validation.summary, validation.text ?? '']) {
          expect(bytesOf(made)).toBeLessThanOrEqual(checkLimit);
          expectClosed(made);
        }
        expect(sticky.length).toBeLessThanOrEqual(commentLimit);
        expect(validation.annotations!.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 20 },
    );
  });
});

function hostileFlow(text: string): Flow {
  const log = 'io.kestra.plugin.core.log.Log';
  const inner = [{ id: text, type: log }];
  return flowOf({
    id: text,
    tasks: [
      { id: `s${text}`, type: 'io.kestra.plugin.core.flow.Switch', cases: { [`c${text}`]: inner } },
      { id: 'loop', type: 'io.kestra.plugin.core.flow.ForEach', tasks: [{ id: `l${text}`, type: log }] },
    ],
    errors: [{ id: `e${text}`, type: log }],
    triggers: [{ id: text, type: text }],
  });
}

function hostileVerdict(text: string, times = 1) {
  const name = { namespace: text, id: text };
  const many = <T>(value: (at: number) => T) => Array.from({ length: times }, (_, at) => value(at));
  const path = (at: number) => `${text}${at}`;
  const run = (side: string) => ({
    state: 'FAILED' as const,
    duration: 5,
    error: text,
    tasks: [
      {
        taskId: text,
        value: text,
        how: 'ran' as const,
        state: 'FAILED' as const,
        duration: 5,
        inputs: { [text]: side + text },
      },
    ],
    outputs: { [text]: side },
  });
  return verdictOf({
    flows: many((at) => ({
      path: path(at),
      previousPath: text,
      change: 'renamed',
      name,
      flow: hostileFlow(text),
    })),
    violations: many((at) => ({
      file: path(at),
      line: 1,
      column: 2,
      path: text,
      message: text,
      severity: 'error',
      rule: text,
      hint: text,
      docs: 'https://docs.example/rule',
    })),
    sources: Object.fromEntries(many((at) => [path(at), text])),
    deployment: {
      triggers: many(() => ({
        flow: name,
        id: text,
        type: text,
        change: 'change',
        on: text,
        previousOn: text,
        nextRuns: [text],
      })),
      downstream: many((at) => ({ flow: name, path: path(at), because: name, relation: 'runs' })),
      reachable: many((at) => ({
        kind: 'command',
        value: text,
        flow: name,
        taskId: text,
        path: path(at),
        line: 1,
      })),
    },
    previews: many(() => ({ flow: name, base: run('a'), head: run('b') })),
  });
}

/** One failed case, all of whose texts are this one. */
function hostileTests(text: string): TestsDone {
  const place = { file: text, line: 1, column: 1 };
  const result = {
    ...{ testId: text, testType: text, executionId: '', url: '', state: 'FAILED' as const, fixtures: {} },
    assertionResults: [
      {
        operator: 'equalTo',
        expected: text,
        actual: `${text}\n${text}`,
        isSuccess: false,
        errorMessage: text,
      },
    ],
    errors: [{ message: text, details: text }],
  };
  const one = {
    result,
    description: text,
    duration: 1,
    place,
    assertionPlaces: [place],
    errorPlaces: [place],
  };
  const points = [1, 2, 3, 4].map((line) => ({
    kind: 'task' as const,
    name: text,
    line,
    endLine: line,
    hits: 0,
    mocked: 0,
  }));
  const log = logOf(runOf(text, 'FAILED'), text);
  return {
    outcomes: [
      {
        report: {
          result: {
            ...{ id: text, testSuiteId: text, namespace: text, flowId: text, state: 'FAILED' as const },
            ...{ startDate: '', endDate: '', results: [] },
          },
          ...{ file: text, duration: 1, cases: [{ ...one, logs: [log] }] },
          violations: [{ ...place, path: text, message: text, severity: 'error' }],
        },
        coverage: {
          ...{ file: text, namespace: text, flowId: text, points },
          summary: { points: 4, hit: 0, percent: 0 },
        },
      },
    ],
    duration: 1,
    problem: text,
  };
}

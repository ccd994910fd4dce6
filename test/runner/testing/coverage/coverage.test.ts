import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseFlow } from '../../../../runner/flow/index.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../../../runner/repository/index.ts';
import { coverageOf } from '../../../../runner/testing/coverage/index.ts';
import { coverageDocument } from '../../../../runner/testing/coverage/json.ts';
import { lcovText } from '../../../../runner/testing/coverage/lcov.ts';
import { belowThreshold } from '../../../../runner/testing/coverage/threshold.ts';
import { parseSuite } from '../../../../runner/testing/parse.ts';
import { runSuites } from '../../../../runner/testing/run.ts';

const registry = pluginRegistry();
const file = 'flows/orders.yaml';
const flow = `id: orders
namespace: shop
inputs:
  - id: values
    type: JSON
    defaults: '[]'
tasks:
  - id: fetch
    type: io.kestra.plugin.core.debug.Return
    allowFailure: true
  - id: decide
    type: io.kestra.plugin.core.flow.If
    condition: "{{ inputs.values | length > 1 }}"
    then:
      - id: big
        type: io.kestra.plugin.core.log.Log
        message: big
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ inputs.values }}"
    tasks:
      - id: step
        type: io.kestra.plugin.core.log.Log
        message: "{{ taskrun.value }}"
  - id: way
    type: io.kestra.plugin.core.flow.Switch
    value: "{{ inputs.values | length }}"
    cases:
      "2":
        - id: two
          type: io.kestra.plugin.core.log.Log
          message: two
    defaults:
      - id: other
        type: io.kestra.plugin.core.log.Log
        message: other
  - id: maybe
    type: io.kestra.plugin.core.log.Log
    message: maybe
    runIf: "{{ inputs.values | length > 1 }}"
  - id: off
    type: io.kestra.plugin.core.log.Log
    message: off
    disabled: true
errors:
  - id: alarm
    type: io.kestra.plugin.core.log.Log
    message: alarm
finally:
  - id: tidy
    type: io.kestra.plugin.core.log.Log
    message: tidy
triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "@daily"
`;
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'coverage-'));
  mkdirSync(join(root, 'flows'));
  writeFileSync(join(root, file), flow);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Runs cases, given their fixtures as JSON, and gives what they reached. */
async function reached(...fixtures: Record<string, unknown>[]) {
  const testCases = fixtures.map((given, index) => ({
    id: `case${index}`,
    type: 'io.kestra.core.tests.flow.UnitTest',
    fixtures: given,
    assertions: [{ value: '{{ execution.state }}', isNotNull: true }],
  }));
  const source = JSON.stringify({ id: 'suite', namespace: 'shop', flowId: 'orders', testCases });
  const documents = fixtures.length === 0 ? [] : [parseSuite(source, { file: 'tests/orders.yaml' })];
  const report = await runSuites(documents, { repository: openWorkingDirectory(root), registry });
  expect(report.suites.flatMap(({ violations }) => violations)).toEqual([]);
  const coverage = coverageOf([await parseFlow(flow, { file, registry })], report);
  const points = coverage.flows[0]!.points;
  const hits = Object.fromEntries(points.map(({ kind, name, hits }) => [`${kind} ${name}`, hits]));
  return { coverage, points, hits };
}

test('given no suite, every point of a flow is missed, and disabled tasks are no points', async () => {
  const { coverage, hits } = await reached();
  expect(coverage.total).toEqual({ points: Object.keys(hits).length, hit: 0, percent: 0 });
  expect(hits).not.toHaveProperty(['task off']);
});

test('given a case without fixtures, the ways it took are hit and the others are not', async () => {
  const { hits } = await reached({});
  expect(hits).toMatchObject({
    'input values: given': 0,
    'input values: left out': 1,
    'task big': 0,
    'branch decide: then': 0,
    'branch decide: else': 1,
    'loop each: no values': 1,
    'loop each: many values': 0,
    'branch way: cases.2': 0,
    'branch way: defaults': 1,
    'runIf maybe: false': 1,
    'task maybe': 0,
    'errors flow': 0,
    'finally flow': 1,
    'trigger daily': 0,
  });
});

test('given cases for every way, all points are hit, and mocked runs are told apart', async () => {
  const trigger = { id: 'daily', type: 'io.kestra.plugin.core.trigger.Schedule' };
  const { coverage, hits, points } = await reached(
    {},
    { inputs: { values: [1] }, tasks: [{ id: 'fetch', state: 'FAILED' }] },
    { inputs: { values: [1, 2] }, trigger },
    { tasks: [{ id: 'other', state: 'FAILED' }] },
  );
  expect(Object.entries(hits).filter(([, count]) => count === 0)).toEqual([]);
  expect(coverage.total.percent).toBe(100);
  expect(hits).toMatchObject({
    'task fetch': 4,
    'allowFailure fetch': 1,
    'task step': 3,
    'loop each: one value': 1,
  });
  expect(points.find(({ kind, name }) => kind === 'task' && name === 'fetch')).toMatchObject({
    line: 8,
    mocked: 1,
  });
});

test('points know the lines of what they speak of', async () => {
  const { points } = await reached();
  const range = (wanted: string) => {
    const point = points.find(({ kind, name }) => `${kind} ${name}` === wanted);
    return point && [point.line, point.endLine];
  };
  expect(range('task fetch')).toEqual([8, 10]);
  expect(range('task decide')).toEqual([11, 17]);
  expect(range('task big')).toEqual([15, 17]);
  expect(range('finally flow')).toEqual([49, 52]);
});

test('in lcov, tasks are functions, their lines lines, and the other points branches', async () => {
  const { coverage, points } = await reached({});
  const tasks = points.filter(({ kind }) => kind === 'task').length;
  const text = lcovText(coverage);
  const grammar =
    /^(SF:.+|FN:\d+,[\w-]+|FNDA:\d+,[\w-]+|(FNF|FNH|BRF|BRH|LF|LH):\d+|BRDA:\d+,\d+,\d+,\d+|DA:\d+,\d+|end_of_record)$/;
  expect(
    text
      .trimEnd()
      .split('\n')
      .filter((line) => !grammar.test(line)),
  ).toEqual([]);
  const lines = (name: string) => text.match(new RegExp(`^${name}:.*`, 'gm')) ?? [];
  const distinct = new Set(lines('DA').map((line) => line.split(',')[0]));
  expect(lines('FN')).toHaveLength(tasks);
  expect(lines('BRDA')).toHaveLength(points.length - tasks);
  expect(lines('LF')).toEqual([`LF:${distinct.size}`]);
  expect(text).toContain('\nDA:8,1\nDA:9,1\nDA:10,1\n');
  // The If ran, what is in it did not.
  expect(text).toContain('\nDA:14,1\nDA:15,0\n');
});

test('as JSON, hits are by line, and branches by their lines', async () => {
  const { coverage, points } = await reached({});
  const [flow] = coverageDocument(coverage).flows;
  expect(flow).toMatchObject({ file, namespace: 'shop', id: 'orders', lines: { 8: 1, 15: 0 } });
  expect(flow!.branches).toContainEqual({
    line: 14,
    endLine: 17,
    kind: 'branch',
    name: 'decide: then',
    hits: 0,
  });
  expect(flow!.summary.points).toBe(points.length);
});

test('thresholds: what is exactly reached is enough, and flows are told apart from the total', () => {
  const of = (flowId: string, hit: number) => ({
    ...{ namespace: 'a', flowId },
    summary: { points: 4, hit, percent: hit * 25 },
  });
  const figures = { flows: [of('low', 1), of('high', 3)], total: { points: 8, hit: 4, percent: 50 } };
  expect(belowThreshold(figures, {})).toEqual([]);
  expect(belowThreshold(figures, { total: 50, flow: 25 })).toEqual([]);
  expect(belowThreshold(figures, { total: 51, flow: 26 })).toEqual([
    { percent: 50, least: 51 },
    { flow: 'a.low', percent: 25, least: 26 },
  ]);
});

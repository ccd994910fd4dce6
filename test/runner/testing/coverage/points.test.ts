import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseFlow } from '../../../../runner/flow/index.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../../../runner/repository/index.ts';
import { coverageOf } from '../../../../runner/testing/coverage/index.ts';
import { parseSuite } from '../../../../runner/testing/parse.ts';
import { runSuites } from '../../../../runner/testing/run.ts';

const registry = pluginRegistry();

/** Hits by point, such as `loop each: no values`, of a flow that these cases ran. Cases are the fixtures alone. */
async function hits(flow: string, ...fixtures: string[]): Promise<Record<string, number>> {
  const root = mkdtempSync(join(tmpdir(), 'tutti-points-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'flows'));
  const source = `id: f\nnamespace: n\n${flow}`;
  writeFileSync(join(root, 'flows/f.yaml'), source);
  writeFileSync(
    join(root, 'flows/child.yaml'),
    'id: child\nnamespace: n\ninputs: [{ id: x, type: STRING, required: false }]\ntasks: [{ id: a, type: io.kestra.plugin.core.log.Log, message: a }]\n',
  );
  const cases = fixtures.map(
    (fixture, index) =>
      `  - id: c${index}\n    type: io.kestra.core.tests.flow.UnitTest\n    fixtures: ${fixture}\n    assertions: [{ value: "{{ execution.state }}", isNotNull: true }]\n`,
  );
  const suite = parseSuite(`id: s\nnamespace: n\nflowId: f\ntestCases:\n${cases.join('')}`, {
    file: 'tests/s.yaml',
  });
  const report = await runSuites([suite], {
    repository: openWorkingDirectory(root),
    registry,
    environment: {},
  });
  const document = await parseFlow(source, { file: 'flows/f.yaml', registry });
  expect(document.violations.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [covered] = coverageOf([document], report).flows;
  return Object.fromEntries(covered!.points.map((point) => [`${point.kind} ${point.name}`, point.hits]));
}

const log = (id: string, more = '') =>
  `{ id: ${id}, type: io.kestra.plugin.core.log.Log, message: ${id}${more} }`;
const flowable = (type: string) => `io.kestra.plugin.core.flow.${type}`;

describe('loops', () => {
  const input = 'inputs: [{ id: v, type: JSON }]\n';
  const values = [`{ inputs: { v: "[]" } }`, `{ inputs: { v: '["a"]' } }`, `{ inputs: { v: '["a", "b"]' } }`];

  test.each([
    ['ForEach', 'values'],
    ['EachSequential', 'value'],
    ['EachParallel', 'value'],
  ])('%s has points for none, one and many values', async (type, property) => {
    const flow = `${input}tasks:\n  - { id: each, type: ${flowable(type)}, ${property}: "{{ inputs.v }}", tasks: [${log('a')}] }\n`;
    for (const [index, value] of values.entries()) {
      const found = await hits(flow, value);
      const points = ['loop each: no values', 'loop each: one value', 'loop each: many values'];
      expect(points.map((point) => found[point])).toEqual(points.map((_, at) => (at === index ? 1 : 0)));
    }
  });

  test('ForEachItem has points for one batch and many', async () => {
    const flow = `inputs: [{ id: v, type: FILE }]\ntasks:\n  - { id: each, type: ${flowable('ForEachItem')}, items: "{{ inputs.v }}", batch: { rows: 1 }, namespace: n, flowId: child, inputs: { x: a } }\n`;
    const one = await hits(flow, `{ files: { rows: "a\\n" }, inputs: { v: "{{ files['rows'] }}" } }`);
    expect(one).toMatchObject({ 'loop each: one value': 1, 'loop each: many values': 0 });
    const many = await hits(
      flow,
      `{ files: { rows: "a\\nb\\nc\\n" }, inputs: { v: "{{ files['rows'] }}" } }`,
    );
    expect(many).toMatchObject({ 'loop each: one value': 0, 'loop each: many values': 1 });
  });

  test.each([
    [1, 'one value'],
    [3, 'many values'],
  ])('LoopUntil that ends after %i rounds has %s', async (rounds, name) => {
    const flow = `tasks:\n  - { id: each, type: ${flowable('LoopUntil')}, condition: "{{ outputs.each.iterationCount >= ${rounds} }}", checkFrequency: { interval: PT1S, maxIterations: 9 }, tasks: [${log('a')}] }\n`;
    const found = await hits(flow, '{}');
    expect(found[`loop each: ${name}`]).toBe(1);
  });
});

describe('failures', () => {
  test('a retry is covered where an attempt was repeated', async () => {
    const flow = `tasks:\n  - { id: a, type: io.kestra.plugin.core.execution.Fail, retry: { type: constant, interval: PT1H, maxAttempts: 2 } }\n`;
    expect(await hits(flow, '{}')).toMatchObject({ 'retry a': 1 });
    expect(await hits(flow, '{ tasks: [{ id: a }] }')).toMatchObject({ 'retry a': 0 });
  });

  test('errors, finally and afterExecution of the flow, and of a block', async () => {
    const flow = `tasks:
  - { id: block, type: ${flowable('Sequential')}, tasks: [${log('a')}], errors: [${log('own')}], finally: [${log('end')}] }
errors: [${log('repair')}]
finally: [${log('last')}]
afterExecution: [${log('after')}]
`;
    const good = await hits(flow, '{}');
    expect(good).toMatchObject({
      'errors block': 0,
      'finally block': 1,
      'errors flow': 0,
      'finally flow': 1,
      'afterExecution flow': 1,
    });
    const bad = await hits(flow, '{ tasks: [{ id: a, state: FAILED }] }');
    expect(bad).toMatchObject({
      'errors block': 1,
      'finally block': 1,
      'errors flow': 1,
      'finally flow': 1,
      'afterExecution flow': 1,
    });
  });

  test('allowFailure is covered where it forgave one', async () => {
    const flow = `tasks: [${log('a', ', allowFailure: true')}]\n`;
    expect(await hits(flow, '{}')).toMatchObject({ 'allowFailure a': 0 });
    expect(await hits(flow, '{ tasks: [{ id: a, state: FAILED }] }')).toMatchObject({ 'allowFailure a': 1 });
  });
});

describe('branches', () => {
  test('an If without else has a point for its condition being false', async () => {
    const flow = `inputs: [{ id: yes, type: BOOL }]\ntasks:\n  - { id: if, type: ${flowable('If')}, condition: "{{ inputs.yes }}", then: [${log('a')}] }\n`;
    expect(await hits(flow, '{ inputs: { yes: true } }')).toMatchObject({
      'branch if: then': 1,
      'branch if: else': 0,
    });
    expect(await hits(flow, '{ inputs: { yes: false } }')).toMatchObject({
      'branch if: then': 0,
      'branch if: else': 1,
    });
  });

  test('a Switch has a point for each case and its defaults', async () => {
    const flow = `inputs: [{ id: v, type: STRING }]\ntasks:\n  - { id: way, type: ${flowable('Switch')}, value: "{{ inputs.v }}", cases: { a: [${log('a')}], b: [${log('b')}] }, defaults: [${log('c')}] }\n`;
    const found = await hits(flow, '{ inputs: { v: a } }', '{ inputs: { v: z } }');
    expect(found).toMatchObject({
      'branch way: cases.a': 1,
      'branch way: cases.b': 0,
      'branch way: defaults': 1,
    });
  });

  test('runIf has a point for true and one for false', async () => {
    const flow = `inputs: [{ id: yes, type: BOOL }]\ntasks: [${log('a', ', runIf: "{{ inputs.yes }}"')}]\n`;
    const found = await hits(
      flow,
      '{ inputs: { yes: true } }',
      '{ inputs: { yes: true } }',
      '{ inputs: { yes: false } }',
    );
    expect(found).toMatchObject({ 'runIf a: true': 2, 'runIf a: false': 1, 'task a': 2 });
  });
});

describe('the rest of a flow', () => {
  test('tasks in Parallel, Dag and WorkingDirectory; a disabled one is no point', async () => {
    const flow = `tasks:
  - { id: p, type: ${flowable('Parallel')}, tasks: [${log('a')}, ${log('b')}] }
  - { id: d, type: ${flowable('Dag')}, tasks: [{ task: ${log('c')} }, { task: ${log('e')}, dependsOn: [c] }] }
  - { id: w, type: ${flowable('WorkingDirectory')}, tasks: [${log('g')}] }
  - ${log('off', ', disabled: true')}
`;
    const found = await hits(flow, '{}');
    expect(found).toMatchObject({
      'task p': 1,
      'task a': 1,
      'task b': 1,
      'task c': 1,
      'task e': 1,
      'task w': 1,
      'task g': 1,
    });
    expect(Object.keys(found)).not.toContain('task off');
  });

  test('triggers by their fixture, inputs given and left out', async () => {
    const flow = `inputs: [{ id: v, type: STRING, defaults: x }]\ntasks: [${log('a')}]\ntriggers: [{ id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: a-key }]\n`;
    expect(await hits(flow, '{}')).toMatchObject({
      'trigger hook': 0,
      'input v: given': 0,
      'input v: left out': 1,
    });
    const given = '{ inputs: { v: y }, trigger: { id: hook, type: io.kestra.plugin.core.trigger.Webhook } }';
    expect(await hits(flow, given)).toMatchObject({
      'trigger hook': 1,
      'input v: given': 1,
      'input v: left out': 0,
    });
  });
});

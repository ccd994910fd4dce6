import { describe, expect, it } from 'vitest';
import { errors, flow, parse, valid } from './support.ts';

const probes = (defaults: string, properties: string) =>
  flow(
    `pluginDefaults:\n${defaults}\ntasks:\n  - id: probe\n    type: org.example.Probe\n    payload: 1\n    target: own\n${properties}`,
  );

describe('plugin defaults (flow-language §1.5)', () => {
  it('fill in what is not written: scalars that are written win, maps merge, lists concatenate', async () => {
    const { tasks } = await valid(
      probes(
        `  - type: org.example.Probe
    values: {target: default, times: 3, tags: [a], options: {strict: true, limit: 5}}`,
        '    tags: [b]\n    options: {limit: 7}\n    mode: null\n',
      ),
    );
    expect(tasks[0]).toMatchObject({
      target: 'own',
      times: 3,
      tags: ['a', 'b'],
      options: { strict: true, limit: 7 },
    });
  });

  it('win over what is written when they are forced, the first of several last', async () => {
    const { tasks } = await valid(
      probes(
        `  - {type: org.example.Probe, forced: true, values: {target: first, options: {limit: 1}}}
  - {type: org.example.Probe, forced: true, values: {target: second, times: 2}}`,
        '    options: {strict: true}\n',
      ),
    );
    expect(tasks[0]).toMatchObject({ target: 'first', times: 2, options: { strict: true, limit: 1 } });
  });

  it('apply to every type that begins with theirs, at any depth', async () => {
    const source = flow(`pluginDefaults:
  - type: io.kestra.plugin.core.log
    values: {level: WARN}
  - type: org.example
    values: {memory: 1GB, tags: [x]}
tasks:
  - id: outer
    type: io.kestra.plugin.core.flow.Sequential
    tasks:
      - {id: inner, type: io.kestra.plugin.core.log.Log, message: hello}
      - id: probe
        type: org.example.Probe
        target: x
        payload: 1
        taskRunner: {type: org.example.Runner}
`);
    const { tasks } = await valid(source);
    expect(tasks[0]?.tasks?.[0]).toMatchObject({ level: 'WARN' });
    expect(tasks[0]?.tasks?.[1]).toMatchObject({ tags: ['x'], taskRunner: { memory: '1GB' } });
  });

  it('may be written for an old name', async () => {
    const { tasks } = await valid(
      flow(`taskDefaults:
  - {type: io.kestra.core.tasks.log.Log, values: {level: WARN}}
tasks:
  - {id: hello, type: io.kestra.plugin.core.log.Log, message: hello}
`),
    );
    expect(tasks[0]).toMatchObject({ level: 'WARN' });
  });

  it('may come from outside, with less priority', async () => {
    const source = probes('  - {type: org.example.Probe, values: {times: 1}}', '');
    const { flow: read } = await parse(source, {
      fileDefaults: [{ type: 'org.example.Probe', values: { times: 2, mode: 'FAST' } }],
    });
    expect(read?.tasks[0]).toMatchObject({ times: 1, mode: 'FAST' });
  });

  it('can supply what a type requires', async () => {
    const source = flow(`pluginDefaults:
  - {type: io.kestra.plugin.core.log.Log, values: {message: hello}}
tasks:
  - {id: hello, type: io.kestra.plugin.core.log.Log}
`);
    expect(await errors(source)).toEqual([]);
  });

  it('are refused where their type does not know a property, once and in their section', async () => {
    const source = probes('  - {type: org.example.Probe, values: {wrong: 1}}', '');
    expect(await errors(source)).toEqual([
      "pluginDefaults[0].values.wrong: No property 'wrong' exists in plugin 'org.example.Probe'",
    ]);
  });

  it.each([
    ['{type: org.example.Probe}', 'pluginDefaults[0].values: must not be null'],
    ['{type: org.example.Probe, values: {}}', 'pluginDefaults[0].values: must not be empty'],
    ['{type: org.example.Probe, values: {times: null}}', 'pluginDefaults[0].values.times: must not be null'],
    ['{values: {times: 1}}', 'pluginDefaults[0].type: must not be null'],
  ])('are refused as %s', async (entry, message) => {
    expect(await errors(probes(`  - ${entry}`, ''))).toEqual([message]);
  });

  it('are where a wrong value is reported that they brought', async () => {
    const { violations } = await parse(
      probes('  - type: org.example.Probe\n    values:\n      mode: SLWO', ''),
    );
    expect(violations).toEqual([
      expect.objectContaining({
        line: 6,
        column: 13,
        path: 'tasks[probe].mode',
        message: 'must be one of [FAST, SLOW], but found "SLWO", did you mean “SLOW”?',
      }),
    ]);
  });

  it('do not apply within their own values, though the types there begin with theirs', async () => {
    const { tasks } = await valid(
      probes(
        `  - type: org.example
    values:
      taskRunner: {type: org.example.Runner}
  - type: org.example.Runner
    values: {memory: 1GB}`,
        '',
      ),
    );
    expect(tasks[0]).toMatchObject({ taskRunner: { type: 'org.example.Runner', memory: '1GB' } });
    expect(tasks[0]).not.toHaveProperty('taskRunner.taskRunner');
  });

  it('are no fault of a plugin that is written within: what its type does not know is left out of account', async () => {
    const source = (type: string) =>
      probes(
        `  - type: org.example.Probe
    values: {taskRunner: {type: org.example.Runner, memory: 1GB}}`,
        `    taskRunner: {type: ${type}}\n`,
      );
    expect(await errors(source('io.kestra.plugin.core.runner.Process'))).toEqual([]);
    expect(await errors(source('org.example.Unknown'))).toEqual([
      'tasks[probe].taskRunner.type: Invalid type: org.example.Unknown',
    ]);
  });
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { staleFiles } from '../../generate/files.ts';
import { schemaFiles } from '../../generate/schemas/index.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';
import { type LanguageServer, startLanguageServer } from './languageServer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let server: LanguageServer;
beforeAll(async () => {
  server = await startLanguageServer();
});
afterAll(() => server.stop());

/** A flow with these lines below `tasks:`. */
function tasks(lines: string): string {
  return `id: some\nnamespace: company.team\ntasks:\n${lines}\n`;
}

describe('the files in schemas/', () => {
  test('are what the code says; otherwise run: npm run schemas', async () => {
    expect(staleFiles(await schemaFiles(), 'schemas')).toEqual([]);
  });

  test('are named where they differ, are missing, or are no longer generated', async () => {
    const files = await schemaFiles();
    files.set('schemas/flow.json', '{}');
    files.set('schemas/new.json', '{}');
    files.delete('schemas/tutti.json');
    expect(staleFiles(files, 'schemas')).toEqual([
      'schemas/flow.json',
      'schemas/new.json',
      'schemas/tutti.json',
    ]);
  });

  test('are small enough for an editor', async () => {
    for (const content of (await schemaFiles()).values()) expect(content.length).toBeLessThan(600_000);
  });
});

describe('a flow without faults has no diagnostics', () => {
  test.each(globSync('examples/*/flows/*.yaml', { cwd: root }))('%s', async (path) => {
    expect(await server.diagnose(readFileSync(join(root, path), 'utf8'))).toEqual([]);
  });

  test('every example of an installed type', async () => {
    const registry = pluginRegistry();
    await registry.load(registry.types());
    const definitions = registry.types().map((type) => registry.get(type)!);
    const flows = definitions
      // Those of deprecated types are underlined on purpose.
      .filter(({ deprecated }) => deprecated === undefined)
      .flatMap(({ examples = [] }) => examples.map(({ code }) => code))
      .filter((code) => 'tasks' in parse(code));
    expect(flows.length).toBeGreaterThan(50);
    const found = await Promise.all(
      flows.map(async (flow) => ({ flow, diagnostics: await server.diagnose(flow) })),
    );
    expect(found.filter(({ diagnostics }) => diagnostics.length > 0)).toEqual([]);
  });

  test('expressions stand for numbers, booleans, enumerations, durations, lists and maps', async () => {
    const flow = tasks(`
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    duration: "{{ vars.pause }}"
  - id: log
    type: io.kestra.plugin.core.log.Log
    level: "{{ vars.level }}"
    message: "{{ vars.messages }}"
    timeout: "{{ vars.timeout }}"
  - id: all
    type: io.kestra.plugin.core.flow.Parallel
    concurrent: "{{ vars.width }}"
    tasks:
      - id: set
        type: io.kestra.plugin.core.execution.SetVariables
        overwrite: "{{ vars.overwrite }}"
        variables: "{{ vars.other }}"`);
    expect(await server.diagnose(flow)).toEqual([]);
  });

  test('a required property may come from plugin defaults', async () => {
    const flow = tasks(`  - id: log\n    type: io.kestra.plugin.core.log.Log`);
    const defaults = 'pluginDefaults: [{ type: io.kestra.plugin.core.log.Log, values: { message: hi } }]\n';
    expect(await server.diagnose(flow + defaults)).toEqual([]);
    expect(await server.diagnose(flow)).toMatchObject([{ message: 'Missing property "message".' }]);
  });

  test('types of inputs may be written in small letters', async () => {
    const flow = `${tasks('  - id: log\n    type: io.kestra.plugin.core.log.Log\n    message: hi')}`;
    expect(
      await server.diagnose(`${flow}inputs: [{ id: name, type: string, validator: "[a-z]+" }]\n`),
    ).toEqual([]);
  });
});

describe('a fault is underlined where it is', () => {
  test.each([
    ['an id that is none', 'id: a b\nnamespace: company\ntasks: []', 1, /^Letters, digits/],
    ['a property that no flow has', `${tasks('  []')}trigers: []`, 5, 'Property trigers is not allowed.'],
    [
      'an unknown property of a task',
      tasks('  - id: log\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n    mesage: hi'),
      7,
      'Property mesage is not allowed.',
    ],
    [
      'a missing property of a task inside others',
      tasks(
        [
          '  - id: graph',
          '    type: io.kestra.plugin.core.flow.Dag',
          '    tasks:',
          '      - task:',
          '          id: choose',
          '          type: io.kestra.plugin.core.flow.Switch',
          '          value: "{{ vars.x }}"',
          '          cases:',
          '            one:',
          '              - id: log',
          '                type: io.kestra.plugin.core.log.Log',
        ].join('\n'),
      ),
      13,
      'Missing property "message".',
    ],
    [
      'a value that is none of those to choose from',
      tasks('  - id: log\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n    level: LOUD'),
      7,
      /"TRACE", "DEBUG", "INFO", "WARN", "ERROR"/,
    ],
    [
      'a duration that is none',
      tasks('  - id: log\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n    timeout: 30s'),
      7,
      'A duration is written as PT30S, PT10M, PT2H or P1D.',
    ],
    [
      'a former name of a type',
      tasks('  - id: log\n    type: io.kestra.core.tasks.log.Log\n    message: hi'),
      5,
      'The name is io.kestra.plugin.core.log.Log now.',
    ],
    [
      'a property of another retry',
      `${tasks('  []')}retry: { type: constant, interval: PT1S, delayFactor: 2 }`,
      5,
      'Property delayFactor is not allowed.',
    ],
    [
      'a property of another input',
      `${tasks('  []')}inputs: [{ id: count, type: INT, validator: x }]`,
      5,
      'Property validator is not allowed.',
    ],
    [
      'an expectation without its measure',
      `${tasks('  []')}sla: [{ id: quick, type: MAX_DURATION, behavior: FAIL }]`,
      5,
      'Missing property "duration".',
    ],
    [
      'an unknown property of a trigger',
      `${tasks('  []')}triggers:\n  - id: t\n    type: io.kestra.plugin.core.trigger.Webhook\n    key: k\n    cron: x`,
      9,
      'Property cron is not allowed.',
    ],
  ])('%s', async (_, flow, line, message) => {
    const found = await server.diagnose(flow);
    expect(found).toMatchObject([
      { line, message: typeof message === 'string' ? message : expect.stringMatching(message) },
    ]);
  });

  test('of a type that is not installed only the type is reported', async () => {
    const flow = tasks(
      '  - id: query\n    type: io.kestra.plugin.jdbc.postgresql.Query\n    sql: SELECT 1\n    fetch: true',
    );
    expect(await server.diagnose(flow)).toMatchObject([
      { line: 5, message: 'Tutti has no task of this type installed.' },
    ]);
  });
});

describe('what an editor suggests', () => {
  const labels = async (text: string) => (await server.complete(text)).map(({ label }) => label);

  test('types, each with what it does, those of the place only', async () => {
    const items = await server.complete(tasks('  - id: log\n    type: |'));
    const log = items.find(({ label }) => label === 'io.kestra.plugin.core.log.Log');
    expect(log?.documentation).toContain('Write to the log of the execution.');
    expect(items.map(({ label }) => label)).not.toContain('io.kestra.plugin.core.trigger.Schedule');
    const triggers = await labels(`${tasks('  []')}triggers:\n  - type: |`);
    expect(triggers).toContain('io.kestra.plugin.core.trigger.Schedule');
    expect(triggers).not.toContain('io.kestra.plugin.core.log.Log');
  });

  test('the properties of the type, then those of all tasks, and not those of other types', async () => {
    const found = await labels(tasks('  - id: get\n    type: io.kestra.plugin.core.http.Request\n    |'));
    expect(found.slice(0, 3)).toEqual(['uri', 'method', 'body']);
    expect(found).toContain('runIf');
    expect(found).not.toContain('id');
    expect(found).not.toContain('tasks');
    expect(found).not.toContain('message');
  });

  test('of a type whose name begins another one, only its own properties', async () => {
    const found = await labels(
      `${tasks('  []')}triggers:\n  - id: t\n    type: io.kestra.plugin.core.trigger.Schedule\n    |`,
    );
    expect(found).toContain('cron');
    expect(found).not.toContain('dates');
  });

  test('the values of an enumeration, and the properties of a type of input', async () => {
    expect(await labels(tasks('  - id: log\n    type: io.kestra.plugin.core.log.Log\n    level: |'))).toEqual(
      ['INFO', 'TRACE', 'DEBUG', 'WARN', 'ERROR'],
    );
    const found = await labels(`${tasks('  []')}inputs:\n  - id: place\n    type: SELECT\n    |`);
    expect(found).toContain('values');
    expect(found).not.toContain('min');
  });
});

describe('what an editor shows for', () => {
  test('a type: its documentation', async () => {
    const shown = await server.hover(
      tasks('  - id: each\n    type: io.kestra.plugin.core.flow.For|Each\n    values: [a]'),
    );
    expect(shown).toContain('Run tasks for each value of a list.');
    expect(shown).toContain('`{{ taskrun.value }}`');
    expect(shown).not.toContain('io.kestra.plugin.core.log.Log');
  });

  test('a property of a type, of a task, of the flow', async () => {
    const type = '    type: io.kestra.plugin.core.flow.ForEach';
    const at = (line: string) => server.hover(tasks(`  - id: each\n${type}\n    ${line}`));
    expect(await at('val|ues: [a]')).toContain('A list, or an expression that gives one as JSON.');
    expect(await at('run|If: "{{ vars.x }}"')).toContain('the task is skipped');
    expect(await server.hover('id: some\nname|space: company')).toContain('dots make a hierarchy');
  });
});

/** A suite with this operator on line 15. */
function unitTest(assertion: string): string {
  return `id: orders_suite
namespace: shop
flowId: orders
testCases:
  - id: empty
    type: io.kestra.core.tests.flow.UnitTest
    fixtures:
      inputs: { day: "2025-01-31" }
      files: { page.json: "[]" }
      tasks:
        - id: fetch
          outputs: { body: "{{ read(files['page.json']) }}" }
    assertions:
      - value: "{{ outputs.fetch.code }}"
        ${assertion}
`;
}

describe('the other schemas', () => {
  test('a unit test needs cases, and each of them assertions with an operator that exists', async () => {
    expect(await server.diagnose(unitTest('equalTo: 200'), 'unit-test.json')).toEqual([]);
    expect(await server.diagnose(unitTest('equalsTo: 200'), 'unit-test.json')).toMatchObject([
      { line: 15, message: 'Use equalTo.' },
    ]);
    const [first] = await server.diagnose(unitTest('equal: 200'), 'unit-test.json');
    expect(first).toMatchObject({ line: 14, message: expect.stringContaining('Missing property') });
    expect(await server.diagnose('id: a\nnamespace: b\nflowId: c\n', 'unit-test.json')).toMatchObject([
      { message: 'Missing property "testCases".' },
    ]);
  });

  test.each([
    ['contains: [a]', 15],
    ['greaterThan: many', 15],
    ['in: SUCCESS', 15],
    ['isNull: maybe', 15],
  ])('the operand of an operator is what it can be evaluated with, not %s', async (operator, line) => {
    expect(await server.diagnose(unitTest(operator), 'unit-test.json')).toMatchObject([{ line }]);
  });

  test.each([
    'contains: 20',
    'greaterThan: "{{ inputs.a }}"',
    'in: [1, a]',
    'isNull: false',
    'in: "{{ inputs.a }}"',
  ])('and may be %s', async (operator) => {
    expect(await server.diagnose(unitTest(operator), 'unit-test.json')).toEqual([]);
  });

  test('a task that is not run ends in a state that a task can end in, at a time that may be given', async () => {
    const fixtures = unitTest('equalTo: 1').replace(
      '      inputs',
      '      time: 2025-01-31T09:00:00Z\n      inputs',
    );
    expect(await server.diagnose(fixtures, 'unit-test.json')).toEqual([]);
    const running = fixtures.replace('- id: fetch', '- id: fetch\n          state: RUNNING');
    expect(await server.diagnose(running, 'unit-test.json')).toMatchObject([
      { line: 13, message: expect.stringContaining('"SUCCESS", "WARNING", "FAILED"') },
    ]);
  });

  test('a namespace holds variables and plugin defaults', async () => {
    const namespace = `namespace: company.team
description: The team.
variables:
  bucket: data
allowedNamespaces: [company.reports]
pluginDefaults:
  - type: io.kestra.plugin.scripts
    values: { containerImage: tools }
`;
    expect(await server.diagnose(namespace, 'namespace.json')).toEqual([]);
    expect(await server.diagnose(`${namespace}secrets: {}\n`, 'namespace.json')).toMatchObject([
      { line: 9, message: 'Property secrets is not allowed.' },
    ]);
    const wrong = namespace.replace('[company.reports]', '[Reports]');
    expect(await server.diagnose(wrong, 'namespace.json')).toMatchObject([
      { line: 5, message: expect.stringContaining('does not match the pattern') },
    ]);
  });

  test('a policy holds what is decided, and nothing else', async () => {
    const policy =
      'bots: ["renovate[bot]"]\ncommands: { run: { permission: maintain, users: [octocat] } }\nchecks: { warnings: failure }\n';
    expect(await server.diagnose(policy, 'tutti.json')).toEqual([]);
    expect(await server.diagnose('checks: { warnings: ignore }\n', 'tutti.json')).toMatchObject([
      { line: 1, message: expect.stringContaining('"neutral", "failure"') },
    ]);
    expect(await server.diagnose('commands: { run: { permission: triage } }\n', 'tutti.json')).toMatchObject([
      { line: 1, message: expect.stringContaining('"write", "maintain", "admin"') },
    ]);
  });
});

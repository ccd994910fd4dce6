import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { namespaceReader, openWorkingDirectory } from '../../../runner/repository/index.ts';
import { checkSuites } from '../../../runner/testing/validate.ts';

const registry = pluginRegistry();
const flow = `id: orders
namespace: shop.prod
inputs:
  - id: day
    type: STRING
  - id: limit
    type: INT
    defaults: 10
tasks:
  - id: fetch
    type: io.kestra.plugin.core.http.Request
    uri: "https://example.com/{{ inputs.day }}"
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [1, 2]
    tasks:
      - id: steps
        type: io.kestra.plugin.core.flow.Sequential
        tasks:
          - id: per_item
            type: io.kestra.plugin.core.log.Log
            message: "{{ taskrun.value }}"
triggers:
  - id: cron
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "@daily"
outputs:
  - id: total
    type: INT
    value: 1
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tutti-suites-'));
  write('shop.prod/flows/orders.yaml', flow);
  write('shop.prod/files/fixtures/big.csv', 'a,b\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

interface Parts {
  namespace?: string;
  flowId?: string;
  fixtures?: string;
  assertion?: string;
}

/** A suite of one case; its fixtures begin on line 8. */
function suite({ namespace = 'shop.prod', flowId = 'orders', fixtures, assertion }: Parts): string {
  return `id: orders_suite
namespace: ${namespace}
flowId: ${flowId}
testCases:
  - id: happy
    type: io.kestra.core.tests.flow.UnitTest
    fixtures:
      ${fixtures ?? 'inputs: { day: monday }'}
    assertions:
      - ${assertion ?? 'value: 1'}
        equalTo: 1
`;
}

/** Violations of all suites as `line:column severity path message`. */
async function violations(): Promise<string[]> {
  const repository = openWorkingDirectory(root);
  const documents = await checkSuites(repository, registry, await namespaceReader(registry)(repository));
  return documents.flatMap((document) =>
    document.violations.map(
      ({ line, column, severity, path, message }) => `${line}:${column} ${severity} ${path} ${message}`,
    ),
  );
}

async function violationsOf(parts: Parts): Promise<string[]> {
  write('shop.prod/tests/orders.yaml', suite(parts));
  return violations();
}

describe('given a suite that fits its flow', () => {
  test('nothing is reported', async () => {
    const fixtures = `inputs: { day: monday, limit: 3 }
      files: { big.csv: "{{ fileURI('fixtures/big.csv') }}" }
      tasks:
        - { id: fetch, outputs: { body: "{{ read(files['big.csv']) }}", whatever: 1 } }
        - { id: per_item, value: 1 }
        - { id: per_item }
      trigger: { id: cron, type: io.kestra.plugin.core.trigger.Schedule }`;
    const assertion =
      'value: "{{ outputs.fetch.whatever }} {{ inputs.day }} {{ execution.outputs.total }} {{ execution.state }} {{ outputs.gone ?? 1 }}"';
    expect(await violationsOf({ fixtures, assertion })).toEqual([]);
  });
});

describe('the flow of a suite', () => {
  test('has to exist, and the one that was probably meant is named', async () => {
    expect(await violationsOf({ flowId: 'ordres' })).toEqual([
      "3:9 error flowId The flow 'ordres' not found in namespace 'shop.prod', did you mean “shop.prod.orders”?",
    ]);
  });

  test('lies in the namespace of the suite', async () => {
    expect(await violationsOf({ namespace: 'shop' })).toEqual([
      "3:9 error flowId The flow 'orders' not found in namespace 'shop': it is in the namespace 'shop.prod'",
    ]);
  });

  test('has to be valid; the first thing wrong with it is told', async () => {
    write('shop.prod/flows/orders.yaml', `${flow}unknown: 1\n`);
    expect(await violationsOf({})).toEqual([
      expect.stringMatching(
        /^3:9 error flowId The flow 'orders' in namespace 'shop.prod' is not valid: shop\.prod\/flows\/orders\.yaml:31:1 unknown Unrecognized field/,
      ),
    ]);
  });
});

describe('a task whose type is not installed', () => {
  beforeEach(() =>
    write(
      'shop.prod/flows/orders.yaml',
      flow.replace('io.kestra.plugin.core.http.Request', 'com.example.Query'),
    ),
  );

  test('is no fault in a case that has a fixture for it', async () => {
    const fixtures = 'inputs: { day: monday }\n      tasks: [{ id: fetch }]';
    expect(await violationsOf({ fixtures })).toEqual([]);
  });

  test('needs a fixture in every case that runs', async () => {
    expect(await violationsOf({})).toEqual([
      expect.stringMatching(/^7:5 error testCases\[happy\]\.fixtures\.tasks .*not installed \('fetch'\)/),
    ]);
  });

  test('does not hide what else is wrong with the flow', async () => {
    write('shop.prod/flows/orders.yaml', `${flow.replace('http.Request', 'http.Nothing')}unknown: 1\n`);
    expect(await violationsOf({ fixtures: 'tasks: [{ id: fetch }]' })).toEqual([
      expect.stringMatching(/^3:9 error flowId .* is not valid: .*Unrecognized field "unknown"/),
    ]);
  });
});

describe('inputs that a case gives', () => {
  test('are declared by the flow, and required ones are there', async () => {
    expect(await violationsOf({ fixtures: 'inputs: { dya: monday }' })).toEqual([
      "8:15 error testCases[happy].fixtures.inputs The flow shop.prod.orders needs the input 'day', which is not given",
      "8:22 warning testCases[happy].fixtures.inputs.dya The flow shop.prod.orders has no input 'dya', did you mean “day”?",
    ]);
  });

  test('may not be left out altogether', async () => {
    expect(await violationsOf({ fixtures: 'tasks: [{ id: fetch }]' })).toEqual([
      "7:5 error testCases[happy].fixtures.inputs The flow shop.prod.orders needs the input 'day', which is not given",
    ]);
  });
});

describe('a fixture of a task', () => {
  const withTask = (task: string) => violationsOf({ fixtures: `inputs: { day: a }\n      tasks: [${task}]` });

  test('names a task of the flow, at any depth', async () => {
    expect(await withTask('{ id: per_itm }')).toEqual([
      "9:21 error testCases[happy].fixtures.tasks[per_itm].id the flow has no task 'per_itm', did you mean “per_item”?",
    ]);
  });

  test('has a value only where the task stands in a loop', async () => {
    expect(await withTask('{ id: fetch, value: "1" }')).toEqual([
      "9:35 error testCases[happy].fixtures.tasks[fetch].value the task 'fetch' stands in no loop, so its run has no value: leave 'value' out",
    ]);
  });

  test('of a flowable task does nothing, for that is always evaluated', async () => {
    expect(await withTask('{ id: each }')).toEqual([
      "9:21 warning testCases[happy].fixtures.tasks[each].id the task 'each' is a ForEach, which is always evaluated: write fixtures for the tasks inside it",
    ]);
  });
});

describe('the fixture of a trigger', () => {
  const withTrigger = (trigger: string) =>
    violationsOf({ fixtures: `inputs: { day: a }\n      trigger: ${trigger}` });

  test('that the flow does not have is a warning', async () => {
    expect(await withTrigger('{ id: crn, type: io.kestra.plugin.core.trigger.Schedule }')).toEqual([
      "9:22 warning testCases[happy].fixtures.trigger.id the flow has no trigger 'crn', did you mean “cron”?",
    ]);
  });

  test('of another type than that of the flow is a warning; its former name is the same type', async () => {
    expect(await withTrigger('{ id: cron, type: io.kestra.core.models.triggers.types.Schedule }')).toEqual(
      [],
    );
    expect(await withTrigger('{ id: cron, type: io.kestra.plugin.core.trigger.Webhook }')).toEqual([
      "9:34 warning testCases[happy].fixtures.trigger.type the trigger 'cron' of the flow is a io.kestra.plugin.core.trigger.Schedule",
    ]);
  });
});

test('a namespace file that a fixture names has to exist; the place is that of its name', async () => {
  const fixtures = `inputs: { day: a }
      files: { big.csv: "{{ fileURI('/fixtures/bog.csv') }}" }
      tasks: [{ id: fetch, outputs: { list: ["{{ fileURI(vars.unknown) }}", "{{ read(fileURI('none')) }}"] } }]`;
  expect(await violationsOf({ fixtures })).toEqual([
    "9:37 error testCases[happy].fixtures.files.big.csv there is no file 'fixtures/bog.csv' in the namespace 'shop.prod', did you mean “fixtures/big.csv”?",
    "10:94 error testCases[happy].fixtures.tasks[fetch].outputs.list[1] there is no file 'none' in the namespace 'shop.prod'",
  ]);
});

describe('an assertion that speaks of what the flow does not have is a warning:', () => {
  test.each([
    [
      'value: "{{ outputs.ftch.code }}"',
      "10:28 warning testCases[happy].assertions[0].value the flow has no task 'ftch', did you mean “outputs.fetch”?",
    ],
    [
      'value: "{{ inputs.dya }}"',
      "10:27 warning testCases[happy].assertions[0].value the flow has no input 'dya', did you mean “inputs.day”?",
    ],
    [
      'value: "{{ execution.outputs.totl }}"',
      "10:38 warning testCases[happy].assertions[0].value the flow has no output 'totl', did you mean “execution.outputs.total”?",
    ],
    [
      'value: 1\n        taskId: ftch',
      "11:17 warning testCases[happy].assertions[0].taskId the flow has no task 'ftch', did you mean “fetch”?",
    ],
  ])('%s', async (assertion, expected) => {
    expect(await violationsOf({ assertion })).toEqual([expected]);
  });
});

test('two suites of a namespace with one id: the second is refused', async () => {
  write('shop.prod/tests/a.yaml', suite({}));
  expect(await violationsOf({})).toEqual([
    '1:5 error id the test suite shop.prod.orders_suite is declared in shop.prod/tests/a.yaml too',
  ]);
});

test('what is disabled is not held against the flow', async () => {
  const fixtures =
    'inputs: { dya: monday }\n      files: { a: "{{ fileURI(\'none\') }}" }\n      tasks: [{ id: gone }]';
  const source = suite({ fixtures });
  write('shop.prod/tests/case.yaml', source.replace('    fixtures:', '    disabled: true\n    fixtures:'));
  write(
    'shop.prod/tests/suite.yaml',
    `${source.replace('orders_suite', 'other').replace('orders\n', 'gone\n')}disabled: true\n`,
  );
  expect(await violations()).toEqual([]);
});

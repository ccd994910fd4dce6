import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryOf, tutti } from '../tutti.ts';

const secret = 'Sup3rS3cretValue';
const base64 = Buffer.from(secret).toString('base64');

const { root, remove } = repositoryOf({
  'flows/leaks.yaml': `id: leaks
namespace: company.team
inputs:
  - id: password
    type: SECRET
    required: false
variables:
  token: "{{ secret('TOKEN') }}"
tasks:
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: ["{{ secret('TOKEN') }}", "{{ secret('TOKEN') | base64encode }}", "{{ render(vars.token) }}"]
  - id: return
    type: io.kestra.plugin.core.debug.Return
    format: "{{ secret('TOKEN') }}"
  - id: script
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    allowFailure: true
    env:
      TOKEN: "{{ secret('TOKEN') }}"
    commands:
      - echo "$TOKEN"; echo "error $TOKEN" >&2; echo '::{"outputs":{"t":"'$TOKEN'"}}::'; exit 3
  - id: labels
    type: io.kestra.plugin.core.execution.Labels
    labels:
      leak: "{{ secret('TOKEN') }}"
  - id: fail
    type: io.kestra.plugin.core.execution.Fail
    allowFailure: true
    errorMessage: "because of {{ secret('TOKEN') }}"
  - id: property
    type: io.kestra.plugin.core.flow.Sleep
    allowFailure: true
    duration: "{{ secret('TOKEN') }}"
  - id: loop
    type: io.kestra.plugin.core.flow.ForEach
    values: ["{{ secret('TOKEN') }}"]
    tasks:
      - id: item
        type: io.kestra.plugin.core.log.Log
        message: "{{ taskrun.value }}"
  - id: bad
    type: io.kestra.plugin.core.log.Log
    message: "{{ secret('TOKEN') | number('INT') }}{{ inputs.password }}"
outputs:
  - id: leak
    type: STRING
    value: "{{ secret('TOKEN') }}"
`,
  'flows/refused.yaml': `id: refused
namespace: company.team
inputs:
  - id: n
    type: INT
    defaults: "{{ secret('TOKEN') }}"
tasks:
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: never
`,
});
afterAll(remove);

const env = {
  SECRET_TOKEN: base64,
  TUTTI_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
};
const options = { cwd: root, env };
const tutting = async (...args: string[]) => {
  const { out, err } = await tutti(args, options);
  return out + err;
};
let id = '';

beforeAll(async () => {
  const { code, out } = await tutti(
    ['run', 'flows/leaks.yaml', '-i', 'password=hunter2hunter2', '--json'],
    options,
  );
  expect(code).toBe(1);
  id = JSON.parse(out).id;
}, 30_000);

describe('a secret is not shown by', () => {
  test.each([
    ['tutti run', () => tutting('run', 'flows/leaks.yaml', '-i', 'password=hunter2hunter2')],
    ['tutti run --json', () => tutting('run', 'flows/leaks.yaml', '-i', 'password=hunter2hunter2', '--json')],
    ['an input that is refused', () => tutting('run', 'flows/refused.yaml')],
    ['an input that is refused, with its stack', () => tutting('run', 'flows/refused.yaml', '--verbose')],
    ['an input that is refused, as JSON', () => tutting('run', 'flows/refused.yaml', '--json')],
    ['executions show', () => tutting('executions', 'show', id)],
    ['executions show --json', () => tutting('executions', 'show', id, '--json')],
    ['executions logs', () => tutting('executions', 'logs', id, '--level', 'TRACE')],
    ['executions logs --json', () => tutting('executions', 'logs', id, '--level', 'TRACE', '--json')],
    ['executions list --json', () => tutting('executions', 'list', '--json')],
    ['render', () => tutting('render', "{{ secret('TOKEN') }}", '--flow', 'flows/leaks.yaml')],
    [
      'render --json',
      () => tutting('render', "{{ [secret('TOKEN')] }}", '--json', '--flow', 'flows/leaks.yaml'),
    ],
    [
      'an expression that fails, with its stack',
      () =>
        tutting('render', "{{ secret('TOKEN') | number('INT') }}", '--verbose', '--flow', 'flows/leaks.yaml'),
    ],
  ])('%s', async (_, shown) => {
    const text = await shown();
    expect(text.length).toBeGreaterThan(5);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(base64);
    expect(text).not.toContain('hunter2');
  });
});

test('logs are masked where they are stored, and SECRET inputs are stored encrypted', () => {
  const database = new DatabaseSync(join(root, '.tutti/tutti.db'));
  const logs = JSON.stringify(database.prepare('SELECT * FROM logs').all());
  database.close();
  expect(logs).toContain('******');
  expect(logs).not.toContain(secret);
  expect(logs).not.toContain(base64);
  for (const name of readdirSync(join(root, '.tutti'))) {
    if (name.startsWith('tutti.db'))
      expect(readFileSync(join(root, '.tutti', name)).includes('hunter2')).toBe(false);
  }
});

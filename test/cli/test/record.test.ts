import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repositoryOf, tutti } from '../tutti.ts';

const flow = `id: orders
namespace: company.team

inputs:
  - { id: limit, type: INT, defaults: 2 }
  - { id: token, type: SECRET }

tasks:
  - id: fetch
    type: io.kestra.plugin.core.http.Request
    uri: "{{ envs.source ?? 'URL' }}"
    headers: { authorization: "Bearer {{ secret('SHOP_TOKEN') }}" }
  - id: choose
    type: io.kestra.plugin.core.flow.If
    condition: "{{ outputs.fetch.code == 200 }}"
    then:
      - id: each
        type: io.kestra.plugin.core.flow.ForEach
        values: "{{ fromJson(outputs.fetch.body).orders }}"
        tasks:
          - id: pack
            type: io.kestra.plugin.scripts.shell.Commands
            taskRunner: { type: io.kestra.plugin.core.runner.Process }
            outputFiles: ["*.txt"]
            commands:
              - 'echo "packed {{ taskrun.value }}" > label.txt'
              - 'echo ''::{"outputs":{"weight":{{ taskrun.value }}0}}::'''
          - id: label
            type: io.kestra.plugin.core.debug.Return
            format: "{{ read(outputs.pack[taskrun.value].outputFiles['label.txt']) | trim }} by {{ outputs.pack[taskrun.value].vars.weight }}"
      - id: stamp
        type: io.kestra.plugin.core.debug.Return
        format: "{{ now() }} {{ execution.id }}"
    else:
      - id: nothing
        type: io.kestra.plugin.core.log.Log
        message: nothing to do
  - id: flaky
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    allowFailure: true
    commands: ["exit 3"]

outputs:
  - { id: first, type: STRING, value: "{{ outputs.label['1'].value }}" }
  - { id: code, type: INT, value: "{{ outputs.fetch.code }}" }
`;

let server: Server;
let requests = 0;
let url = '';
const { root, remove } = repositoryOf({ 'company.team/flows/orders.yaml': '' });
const suiteFile = join(root, 'company.team/tests/orders.yaml');
const secrets = {
  TUTTI_SECRET_SHOP_TOKEN: 'shop-secret-value',
  TUTTI_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
};

beforeAll(async () => {
  server = createServer((_, response) => {
    requests++;
    response.end(
      JSON.stringify({ orders: [1, 2], echo: 'shop-secret-value', template: '{{ not.rendered }}' }),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  writeFileSync(join(root, 'company.team/flows/orders.yaml'), flow.replace("'URL'", `'${url}'`));
});
afterAll(() => {
  server.close();
  remove();
});

const inRoot = (...args: string[]) => tutti(args, { cwd: root, env: { ...secrets } });

async function executed(): Promise<string> {
  const { out, err } = await inRoot(
    'run',
    'company.team.orders',
    '--input',
    'token=top-secret-input',
    '--json',
  );
  const document = JSON.parse(out) as { id: string; state: { current: string } };
  expect(document.state.current, err).toBe('WARNING');
  return document.id;
}

describe('tutti test record', () => {
  it('given an execution with HTTP, scripts, a loop and a branch, then the suite passes without any of them', async () => {
    const id = await executed();
    const { code, out, err } = await inRoot('test', 'record', id);
    expect(code, err).toBe(0);
    expect(out).toContain('company.team/tests/orders.yaml');

    const text = readFileSync(suiteFile, 'utf8');
    expect(text).not.toContain('shop-secret-value');
    expect(text).not.toContain('top-secret-input');
    expect(text).toContain('token: not-recorded # a secret: not recorded');
    const suite = parse(text) as { testCases: { id: string; fixtures: { tasks: { id: string }[] } }[] };
    expect(suite).toMatchObject({ id: 'orders_suite', namespace: 'company.team', flowId: 'orders' });
    const [recorded] = suite.testCases;
    expect(recorded!.fixtures.tasks.map(({ id: task }) => task)).toEqual(['fetch', 'pack', 'pack', 'flaky']);
    expect(recorded).toMatchObject({
      id: 'warning',
      fixtures: {
        inputs: { limit: 2 },
        files: { 'label.txt': 'packed 1\n', 'label-2.txt': 'packed 2\n' },
        tasks: [{}, { value: '1' }, { value: '2' }, { id: 'flaky', state: 'FAILED' }],
      },
    });
    const asserted = (recorded as unknown as { assertions: { value: string; equalTo: unknown }[] })
      .assertions;
    expect(asserted).toContainEqual({ value: '{{ execution.state }}', equalTo: 'WARNING' });
    expect(asserted).toContainEqual({ value: '{{ execution.outputs.first }}', equalTo: 'packed 1 by 10' });
    expect(asserted).toContainEqual({
      value: "{{ outputs.label['2'].value }}",
      taskId: 'label',
      equalTo: 'packed 2 by 20',
    });
    expect(asserted).toContainEqual({
      value: '{{ tasks.nothing is defined }}',
      taskId: 'nothing',
      equalTo: false,
    });
    expect(text).not.toContain('outputs.stamp');

    const before = requests;
    const tested = await inRoot('test', 'company.team/tests/orders.yaml');
    expect(tested.code, tested.out + tested.err).toBe(0);
    expect(requests).toBe(before);
  });

  it('given a suite with comments, then a further case is added and the rest stays', async () => {
    const id = await executed();
    writeFileSync(suiteFile, `# kept\n${readFileSync(suiteFile, 'utf8')}`);
    const { code, err } = await inRoot('test', 'record', id);
    expect(code, err).toBe(0);
    const text = readFileSync(suiteFile, 'utf8');
    expect(text.startsWith('# kept\n')).toBe(true);
    const cases = () =>
      (parse(readFileSync(suiteFile, 'utf8')) as { testCases: { id: string }[] }).testCases.map(
        (one) => one.id,
      );
    expect(cases()).toEqual(['warning', 'warning_2']);

    const again = await inRoot('test', 'record', id, '--case', 'warning');
    expect(again.code).toBe(2);
    expect(again.err).toContain('has a case “warning” already');
    expect((await inRoot('test', 'record', id, '--case', 'warning', '--force')).code).toBe(0);
    expect(cases()).toEqual(['warning', 'warning_2']);
  });

  it('given an execution of a pull request, then it is found in its workspace', async () => {
    const id = await executed();
    const other = repositoryOf({ 'flows/x.yaml': 'id: x' });
    try {
      mkdirSync(join(other.root, '.tutti/github'), { recursive: true });
      renameSync(join(root, '.tutti'), join(other.root, '.tutti/github/42'));
      const { code, err } = await tutti(['test', 'record', id], { cwd: other.root, env: { ...secrets } });
      expect(code, err).toBe(0);
      expect(existsSync(join(other.root, 'tests/orders.yaml'))).toBe(true);
    } finally {
      other.remove();
    }
  });

  it('given an id that nobody knows, then it says what to do', async () => {
    const { code, err } = await inRoot('test', 'record', 'nobody');
    expect(code).toBe(2);
    expect(err).toContain('There is no execution nobody');
  });
});

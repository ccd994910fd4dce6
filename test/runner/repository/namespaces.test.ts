import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { namespaceReader, openWorkingDirectory, parseFlowIn } from '../../../runner/repository/index.ts';

const registry = pluginRegistry();
const log = 'io.kestra.plugin.core.log.Log';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tutti-namespaces-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const read = (options = {}) => namespaceReader(registry, options)(openWorkingDirectory(root));
const flowOf = async (task: string, namespace = 'company.team', options = {}) => {
  const source = `id: flow\nnamespace: ${namespace}\ntasks:\n  - id: a\n    type: ${log}\n${task}`;
  return parseFlowIn(await read(options), source, { file: 'flow.yaml', registry });
};
const defaults = (values: string, forced = false) =>
  `pluginDefaults:\n  - type: ${log}\n    forced: ${forced}\n    values: ${values}\n`;

describe('a namespace.yaml', () => {
  test.each([
    ['company.team/namespace.yaml', 'company.team'],
    ['repo/deep/company.team/namespace.yml', 'company.team'],
    ['company/team/namespace.yaml', 'company.team'],
    ['company/namespace.yaml', 'company'],
    ['namespace.yaml', ''],
  ])('at %s is for the namespace “%s”', async (path, namespace) => {
    write(path, 'description: Shared.\n');
    expect((await read()).documents).toMatchObject([{ namespace, declared: { description: 'Shared.' } }]);
  });

  test('that names a namespace may lie anywhere', async () => {
    write('settings/namespace.yaml', 'namespace: company.team\nvariables: { a: 1 }\n');
    expect((await read()).of('company.team').variables).toEqual({ a: 1 });
  });

  test('among flows, among files and in ignored folders is none, and a Kubernetes manifest is none', async () => {
    for (const folder of ['flows', 'a/files', 'node_modules/a', '.git'])
      write(`${folder}/namespace.yaml`, 'variables: {}\n');
    write('deploy/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n');
    expect((await read()).documents).toEqual([]);
  });

  test('that is empty says nothing, and is valid', async () => {
    write('company/namespace.yaml', '# later\n');
    expect((await read()).documents).toMatchObject([{ violations: [], declared: { variables: {} } }]);
  });

  test('with faults says where they are and what was meant', async () => {
    write(
      'company/namespace.yaml',
      `varaibles:\n  a: 1\nallowedNamespaces:\n  - Shop\n${defaults('{ mesage: hi }')}`,
    );
    const [document] = (await read()).documents;
    expect(document?.declared).toBeUndefined();
    expect(document?.violations).toMatchObject([
      { line: 1, column: 1, message: expect.stringContaining('did you mean “variables”?') },
      { line: 4, column: 5, path: 'allowedNamespaces[0]' },
      { line: 8, column: 15, message: `No property 'mesage' exists in plugin '${log}'` },
    ]);
  });

  test('in a folder that spells no namespace has to name one', async () => {
    write('My Team/namespace.yaml', 'variables: {}\n');
    const [document] = (await read()).documents;
    expect(document?.violations[0]?.message).toContain('the folder spells no namespace: found "My Team"');
  });

  test('is refused where another file declares the same namespace', async () => {
    write('company.team/namespace.yaml', 'variables: { a: first }\n');
    write('company/team/namespace.yaml', 'variables: { a: second }\n');
    const namespaces = await read();
    expect(namespaces.documents[1]?.violations).toMatchObject([
      { severity: 'error', message: expect.stringContaining('declared in company.team/namespace.yaml too') },
    ]);
    expect(namespaces.of('company.team')).toMatchObject({ variables: { a: 'first' }, faults: [] });
  });
});

describe('what a namespace shares', () => {
  test('is inherited: of each variable the nearest value counts, as a whole', async () => {
    write('namespace.yaml', 'variables: { region: world, zone: { a: 1 } }\n');
    write('company/namespace.yaml', 'variables: { zone: { b: 2 }, bucket: company }\n');
    write('company/team/namespace.yaml', 'variables: { bucket: team }\n');
    const namespaces = await read();
    expect(namespaces.of('company.team').variables).toEqual({
      bucket: 'team',
      zone: { b: 2 },
      region: 'world',
    });
    expect(namespaces.of('company').variables).toEqual({
      bucket: 'company',
      zone: { b: 2 },
      region: 'world',
    });
    expect(namespaces.of('companyother').variables).toEqual({ region: 'world', zone: { a: 1 } });
  });

  test('is part of the flow: its variables, and who may run it', async () => {
    write('company/namespace.yaml', 'variables: { region: eu }\nallowedNamespaces: [shop]\n');
    expect((await flowOf('    message: hi\n')).flow).toMatchObject({
      namespaceVariables: { region: 'eu' },
      allowedNamespaces: ['company', 'shop'],
    });
    expect((await flowOf('    message: hi\n', 'other')).flow).not.toHaveProperty('namespaceVariables');
  });

  test('gives plugin defaults: those of the flow win, then the nearest namespace, then the server', async () => {
    write('company/namespace.yaml', defaults('{ level: WARN, message: company }'));
    write('company/team/namespace.yaml', defaults('{ message: team }'));
    const server = { pluginDefaults: [{ type: log, values: { level: 'ERROR', logLevel: 'DEBUG' } }] };
    const { flow } = await flowOf('', 'company.team', server);
    expect(flow?.tasks).toMatchObject([{ message: 'team', level: 'WARN', logLevel: 'DEBUG' }]);
    const own = await flowOf('    message: own\n', 'company.team', server);
    expect(own.flow?.tasks).toMatchObject([{ message: 'own', level: 'WARN' }]);
  });

  test('wins over the flow where it is forced, and the nearest forced one wins', async () => {
    write('company/namespace.yaml', defaults('{ message: company, level: WARN }', true));
    write('company/team/namespace.yaml', defaults('{ message: team }', true));
    const { flow } = await flowOf('    message: own\n    level: INFO\n');
    expect(flow?.tasks).toMatchObject([{ message: 'team', level: 'WARN' }]);
  });

  test('makes flows invalid where a file has errors, for they would not do what was meant', async () => {
    write('company/namespace.yaml', 'allowedNamespace: []\n');
    const { flow, violations } = await flowOf('    message: hi\n');
    expect(flow).toBeUndefined();
    expect(violations).toMatchObject([{ file: 'company/namespace.yaml', line: 1, severity: 'error' }]);
    expect((await flowOf('    message: hi\n', 'other')).flow).toBeDefined();
  });

  test('is the same object until a file changes', async () => {
    write('company/namespace.yaml', 'variables: { a: 1 }\n');
    const reader = namespaceReader(registry);
    const first = await reader(openWorkingDirectory(root));
    expect(await reader(openWorkingDirectory(root))).toBe(first);
    write('company/namespace.yaml', 'variables: { a: 2 }\n');
    expect((await reader(openWorkingDirectory(root))).of('company').variables).toEqual({ a: 2 });
  });
});

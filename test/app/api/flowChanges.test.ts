import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultsOf, hasContract } from './contract.ts';
import { type Served, served } from './served.ts';
import { unzipped, zipped } from './zipped.ts';

const flow = (id: string, { namespace = 'shop', message = 'hi', more = '' } = {}) => `# about ${id}
id: ${id}
namespace: ${namespace} # where
${more}
tasks:
  # says it
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: ${message} # what
  - id: last
    type: io.kestra.plugin.core.debug.Return
`;
const wrong = 'id: wrong\nnamespace: shop\ntasks:\n  - id: a\n    type: not.Installed\n';

let server: Served;
beforeEach(async () => {
  server = await served({
    'flows/a.yaml': flow('a'),
    'flows/b.yaml': flow('b', { more: 'labels: { team: blue }' }),
    'flows/below.yaml': flow('c', { namespace: 'shop.below' }),
    'flows/other.yaml': flow('d', { namespace: 'other' }),
  });
});
afterEach(() => server.close());

const yaml = (body: string, method = 'POST') => ({
  method,
  body,
  headers: { 'content-type': 'application/x-yaml' },
});
const jsonOf = (value: unknown, method = 'POST') => ({
  method,
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
});
const upload = (content: Uint8Array<ArrayBuffer> | string) => {
  const body = new FormData();
  body.append('fileUpload', new File([content], 'flows'));
  return { method: 'POST', body };
};
const text = (file: string) => readFileSync(join(server.root, file), 'utf8');
const ids = async (path = '/flows/search?size=100') =>
  (await server.json<{ results: { id: string }[] }>(path)).results.map(({ id }) => id);
const names = (...some: string[]) => some.map((id) => ({ namespace: 'shop', id }));

describe('a task of a flow', () => {
  it('is replaced in the file, whose other lines and comments stay', async () => {
    const task = { id: 'log', type: 'io.kestra.plugin.core.log.Log', message: 'bye' };
    const answer = await server.json('/flows/shop/a/log', jsonOf(task, 'PATCH'));
    expect(answer).toMatchObject({ id: 'a', tasks: [task, { id: 'last' }] });
    expect(text('flows/a.yaml')).toBe(flow('a', { message: 'bye' }));
    expect(await server.json('/flows/shop/a/tasks/log')).toEqual(task);
  });

  it('that is not valid is refused, and the file stays', async () => {
    const response = await server.ask(
      '/flows/shop/a/log',
      jsonOf({ id: 'log', type: 'not.Installed' }, 'PATCH'),
    );
    expect(response.status).toBe(422);
    expect(text('flows/a.yaml')).toBe(flow('a'));
    expect((await server.ask('/flows/shop/a/none', jsonOf({}, 'PATCH'))).status).toBe(404);
  });
});

describe('the flows of a namespace', () => {
  it('are replaced by a YAML stream: written, added, and deleted where they are not in it', async () => {
    const changed = flow('a', { message: 'new' });
    const answer = await server.json<{ id: string; deleted: boolean }[]>(
      '/flows/shop',
      yaml(`${changed}---\n${flow('e')}`),
    );
    expect(answer.map(({ id, deleted }) => [id, deleted])).toEqual([
      ['a', false],
      ['e', false],
      ['b', true],
    ]);
    expect(text('flows/a.yaml')).toBe(changed);
    expect(text('flows/e.yaml')).toBe(flow('e'));
    expect(existsSync(join(server.root, 'flows/b.yaml'))).toBe(false);
    expect(await ids()).toEqual(['d', 'a', 'e', 'c']);
  });

  it('are replaced by a JSON list; files of those that are the same stay as they are written', async () => {
    const { deleted: _, ...known } = await server.json('/flows/shop/a');
    const added = {
      id: 'j',
      namespace: 'shop',
      tasks: [{ id: 'r', type: 'io.kestra.plugin.core.debug.Return' }],
    };
    await server.json('/flows/shop?delete=false', jsonOf([known, added]));
    expect(text('flows/a.yaml')).toBe(flow('a'));
    expect(await ids('/flows/search?namespace=shop&size=100')).toEqual(['a', 'b', 'j', 'c']);
  });

  it('all stay where one is invalid, of another namespace or there twice', async () => {
    const stream = [flow('a', { message: 'new' }), wrong, flow('d', { namespace: 'other' }), flow('a')].join(
      '---\n',
    );
    const response = await server.ask('/flows/shop', yaml(stream));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      message: 'Nothing was done: 3 flows are refused',
      invalids: [
        { invalidValue: 'shop.wrong', message: expect.stringContaining('not.Installed') },
        { invalidValue: 'other.d', message: expect.stringContaining('namespace other') },
        { invalidValue: 'shop.a', message: 'Duplicate flow id: shop.a' },
      ],
    });
    expect(text('flows/a.yaml')).toBe(flow('a'));
    expect(await ids()).toEqual(['d', 'a', 'b', 'c']);
  });

  it('are replaced in bulk: in those that the flows name, or in one with those below it', async () => {
    await server.json('/flows/bulk', yaml(`${flow('a')}---\n${flow('c', { namespace: 'shop.below' })}`));
    expect(await ids()).toEqual(['d', 'a', 'c']);
    expect((await server.ask('/flows/bulk?namespace=other', yaml(flow('a')))).status).toBe(422);
    const below = '/flows/bulk?namespace=shop&allowNamespaceChild=true';
    await server.json(below, yaml(flow('f', { namespace: 'shop.f' })));
    expect(await ids()).toEqual(['d', 'f']);
    await server.json('/flows/bulk?delete=false', yaml(flow('a')));
    expect(await ids()).toEqual(['d', 'a', 'f']);
    expect((await server.ask('/flows/bulk?delete=maybe', yaml(flow('a')))).status).toBe(422);
  });
});

describe('many flows at once', () => {
  it('are switched off and on by their names; those that are so already do not count', async () => {
    expect(await server.json('/flows/disable/by-ids', jsonOf(names('a', 'b')))).toEqual({ count: 2 });
    expect(text('flows/a.yaml')).toBe(flow('a').replace('# where\n', '# where\ndisabled: true\n'));
    expect((await server.ask('/executions/shop/a', { method: 'POST' })).status).toBe(409);
    expect(await server.json('/flows/enable/by-ids', jsonOf(names('b')))).toEqual({ count: 1 });
    expect(await server.json('/flows/enable/by-ids', jsonOf(names('b')))).toEqual({ count: 0 });
    expect(await server.json('/flows/shop/a')).toMatchObject({ disabled: true });
  });

  it('are chosen by filters in the address or in the body', async () => {
    expect(await server.json('/flows/disable/by-query?labels=team:blue', { method: 'POST' })).toEqual({
      count: 1,
    });
    const filters = [{ field: 'NAMESPACE', operation: 'EQUALS', value: 'other' }];
    expect(await server.json('/flows/delete/by-query', jsonOf({ filters }, 'DELETE'))).toEqual({ count: 1 });
    expect(await ids()).toEqual(['a', 'b', 'c']);
    expect(
      (await server.ask('/flows/delete/by-query?filters[color][EQUALS]=red', { method: 'DELETE' })).status,
    ).toBe(422);
    expect(await ids()).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['/flows/disable/by-ids', 'POST'],
    ['/flows/delete/by-ids', 'DELETE'],
    ['/flows/export/by-ids', 'POST'],
  ])('%s does nothing where one is not there', async (path, method) => {
    const response = await server.ask(path, jsonOf(names('a', 'none'), method));
    expect(response.status).toBe(422);
    const body = await response.json();
    expect(body).toMatchObject({
      invalids: [{ invalidValue: 'shop.none', message: 'Flow shop.none was not found' }],
    });
    if (hasContract) expect(faultsOf('BulkErrorResponse', body)).toEqual([]);
    expect(await server.json('/flows/shop/a')).toMatchObject({ disabled: false });
  });

  it('are deleted by their names', async () => {
    expect(await server.json('/flows/delete/by-ids', jsonOf(names('a', 'b'), 'DELETE'))).toEqual({
      count: 2,
    });
    expect(await ids()).toEqual(['d', 'c']);
  });
});

describe('flows as files', () => {
  it('are exported byte for byte, and can be imported again', async () => {
    const archive = await server.ask('/flows/export/by-query?namespace=shop');
    const files = await unzipped(archive);
    expect(files).toEqual({
      'shop.a.yml': flow('a'),
      'shop.b.yml': flow('b', { more: 'labels: { team: blue }' }),
      'shop.below.c.yml': flow('c', { namespace: 'shop.below' }),
    });
    const one = await server.ask('/flows/export/by-ids', jsonOf(names('a')));
    expect(Object.keys(await unzipped(one))).toEqual(['shop.a.yml']);

    await server.json('/flows/delete/by-query', { method: 'DELETE' });
    expect(await server.json('/flows/import', upload(new Uint8Array(await zipped(files))))).toEqual([]);
    expect(await ids()).toEqual(['a', 'b', 'c']);
  });

  it('are imported as far as they are valid; the others are named', async () => {
    const stream = `${flow('x')}---\n${wrong}---\n# nothing\n---\n${flow('y')}`;
    expect(await server.json('/flows/import', upload(stream))).toEqual(['1']);
    const archive = await zipped({ 'any/z.yaml': flow('z'), 'bad.yml': wrong, 'README.md': '# no flow' });
    expect(await server.json('/flows/import', upload(new Uint8Array(archive)))).toEqual(['bad.yml']);
    expect(await ids('/flows/search?filters[namespace][EQUALS]=shop')).toEqual(['a', 'b', 'x', 'y', 'z']);
  });

  it('are refused in archives that are broken, lead elsewhere or hold links', async () => {
    const escaping = await zipped({ 'aa/z.yaml': flow('z') });
    for (let at = escaping.indexOf('aa/'); at !== -1; at = escaping.indexOf('aa/', at))
      escaping.write('../', at);
    for (const [archive, reason] of [
      [escaping, /relative path/],
      [await zipped({ 'z.yaml': '/etc/hosts' }, 0o120777), /is a link/],
      [Buffer.from('PK\x03\x04 but no archive'), /cannot be read/],
    ] as const) {
      const response = await server.ask('/flows/import', upload(new Uint8Array(archive)));
      expect([response.status, await response.json()]).toMatchObject([
        422,
        { message: expect.stringMatching(reason) },
      ]);
    }
    expect(await ids()).toEqual(['d', 'a', 'b', 'c']);
    expect((await server.ask('/flows/import', { method: 'POST', body: new FormData() })).status).toBe(422);
  });

  it('are refused in archives of too many files', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`${index}.txt`, '']));
    const response = await server.ask('/flows/import', upload(new Uint8Array(await zipped(many))));
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { message: 'The archive holds more than 10000 files' },
    ]);
  });

  it('are refused in archives that unpack to too much', async () => {
    const bomb = await zipped({ 'z.yaml': ' '.repeat(65 * 1024 * 1024) });
    const response = await server.ask('/flows/import', upload(new Uint8Array(bomb)));
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { message: expect.stringContaining('unpacks to more than') },
    ]);
  });
});

it('every write answers that Git is the truth where the folder is not to be written', async () => {
  const readOnly = await served({ 'flows/a.yaml': flow('a') }, { flows: { writable: false } });
  try {
    for (const [path, init] of [
      ['/flows', yaml(flow('x'))],
      ['/flows/bulk', yaml(flow('x'))],
      ['/flows/shop', yaml(flow('x'))],
      ['/flows/shop/a', yaml(flow('a'), 'PUT')],
      ['/flows/shop/a/log', jsonOf({}, 'PATCH')],
      ['/flows/shop/a', { method: 'DELETE' }],
      ['/flows/enable/by-ids', jsonOf([])],
      ['/flows/disable/by-query', { method: 'POST' }],
      ['/flows/delete/by-query', { method: 'DELETE' }],
      ['/flows/import', upload(flow('x'))],
      ['/namespaces/shop/files/directory?path=x', { method: 'POST' }],
      ['/namespaces/shop/files?from=x&to=y', { method: 'PUT' }],
      ['/namespaces/shop/files?path=x', { method: 'DELETE' }],
    ] as const) {
      const response = await readOnly.ask(path, init);
      expect([path, response.status, await response.json()]).toMatchObject([
        path,
        403,
        { message: expect.stringContaining('commit the change') },
      ]);
    }
  } finally {
    await readOnly.close();
  }
});

it('a flow that is written starts no triggers where they are not evaluated', async () => {
  const still = await served({}, { triggers: { enabled: false } });
  try {
    const schedule =
      'triggers: [{ id: often, type: io.kestra.plugin.core.trigger.Schedule, cron: "* * * * *" }]';
    await still.json('/flows', yaml(flow('a', { more: schedule })));
    const { results } = await still.json<{ results: object[] }>('/triggers/shop/a');
    expect(results).toHaveLength(1);
    expect(results[0]).not.toHaveProperty('nextExecutionDate');
  } finally {
    await still.close();
  }
});

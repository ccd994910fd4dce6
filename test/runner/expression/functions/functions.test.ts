import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type HttpCall, ServicesNeeded } from '../../../../runner/expression/types.ts';
import { callFunction } from './calling.ts';

const moment = Date.parse('2024-07-09T06:17:01.171Z');

const chance = { now: () => moment, randomBytes: (count: number) => new Uint8Array(randomBytes(count)) };

describe('texts that become values (flow-language §4.9)', () => {
  it.each([
    ['fromJson', ['{"a":[1,null]}'], { a: [1, null] }],
    ['json', ['1'], 1],
    ['fromJson', [null], null],
    ['fromIon', ['{a:1}\n{a:2}'], { a: 1 }],
    ['fromIon', ['{a:1}\n{a:2}', true], [{ a: 1 }, { a: 2 }]],
    ['fromIon', [null], null],
    ['fromIon', [''], null],
    ['yaml', ['a: [1, x]'], { a: [1, 'x'] }],
  ])('%s(%j) → %j', async (name, args, expected) => {
    expect(await callFunction(name, args)).toEqual(expected);
  });

  it.each([
    ['fromJson', [], "The 'fromJson' function expects an argument 'json'."],
    ['fromJson', [1], "The 'fromJson' function expects an argument 'json' with type string."],
    ['fromJson', ['{'], 'Invalid json: '],
    ['fromIon', ['{'], 'Invalid ion: '],
    ['yaml', [1], "The 'yaml' function expects an argument 'yaml' with type string."],
    ['yaml', ['a: ['], 'Invalid yaml: '],
  ])('%s(%j) is refused: %s', async (name, args, message) => {
    await expect(callFunction(name, args)).rejects.toThrow(message);
  });
});

describe('numbers', () => {
  it.each([
    ['max', [1, 3, 2], 3],
    ['min', [1.5, null, 1], 1],
    ['max', [], null],
    ['range', [1, 3], [1, 2, 3]],
    ['range', [0, 10, 5], [0, 5, 10]],
    ['range', [3, 1, -1], [3, 2, 1]],
    ['range', [3, 1], []],
    ['range', ['a', 'd'], ['a', 'b', 'c', 'd']],
  ])('%s(%j) → %j', async (name, args, expected) => {
    expect(await callFunction(name, args)).toEqual(expected);
  });

  it.each([
    ['max', ['a', 'b'], 'invalid operands for mathematical comparison [GREATER_THAN]'],
    ['range', [1, 2, 0], 'The increment of the range function must be different than 0'],
    ['range', ['ab', 'c'], 'must be of type Number or String with a length of 1'],
  ])('%s(%j) is refused: %s', async (name, args, message) => {
    await expect(callFunction(name, args)).rejects.toThrow(message);
  });
});

describe('time and chance', () => {
  it('now() prints the time of the services like the date filter', async () => {
    expect(await callFunction('now', [], { services: chance })).toBe('2024-07-09T06:17:01.171000Z');
    expect(await callFunction('now', ['yyyy-MM-dd HH:mm', 'Asia/Tokyo'], { services: chance })).toBe(
      '2024-07-09 15:17',
    );
  });

  it('uuid() is a version 7 that begins with the time', async () => {
    const id = await callFunction('uuid', [], { services: chance });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(String(id).replaceAll('-', '').slice(0, 12), 16)).toBe(moment);
  });

  it.each([
    ['id', [], /^[0-9A-Za-z]{22}$/],
    ['ksuid', [], /^[0-9A-Za-z]{27}$/],
    ['nanoId', [], /^[\w-]{21}$/],
    ['nanoId', [5, 'ab'], /^[ab]{5}$/],
  ])('%s(%j) looks like %s and differs each time', async (name, args, pattern) => {
    const first = await callFunction(name, args, { services: chance });
    expect(first).toMatch(pattern);
    if (args.length === 0) {
      expect(await callFunction(name, args, { services: chance })).not.toBe(first);
    }
  });

  it('ksuid() has the time and the bytes in their places', async () => {
    const services = { now: () => 1_400_000_000_000, randomBytes: () => new Uint8Array(16).fill(0xff) };
    expect(await callFunction('ksuid', [], { services })).toBe('000007n42DGM5Tflk9n8mt7Fhc7');
  });

  it('randomInt() gives all numbers from the lower to below the upper', async () => {
    const drawn = new Set<unknown>();
    for (let draw = 0; draw < 200; draw += 1) {
      drawn.add(await callFunction('randomInt', [-1, 2], { services: chance }));
    }
    expect([...drawn].sort()).toEqual([-1, 0, 1]);
    await expect(callFunction('randomInt', [2, 1], { services: chance })).rejects.toThrow(
      'upper is less than lower',
    );
    await expect(callFunction('randomInt', ['1', 2], { services: chance })).rejects.toThrow(
      "'lower' of type Long",
    );
  });

  it('randomPort() is a port that no service owns', async () => {
    const port = Number(await callFunction('randomPort', [], { services: chance }));
    expect(port).toBeGreaterThanOrEqual(49_152);
    expect(port).toBeLessThanOrEqual(65_535);
  });

  it.each(['now', 'uuid', 'id', 'randomPort', 'errorLogs'])(
    'without services, %s() asks for them',
    async (name) => {
      await expect(callFunction(name)).rejects.toThrow(ServicesNeeded);
    },
  );
});

describe('encryption', () => {
  const key = Buffer.alloc(32, 7).toString('base64');

  it('what encrypt() seals decrypt() opens, never twice the same', async () => {
    const sealed = await callFunction('encrypt', [key, 'héllo'], { services: chance });
    expect(await callFunction('encrypt', [key, 'héllo'], { services: chance })).not.toBe(sealed);
    expect(await callFunction('decrypt', [key, sealed])).toBe('héllo');
  });

  it('a changed text, a short one or a wrong key is refused', async () => {
    const sealed = Buffer.from(
      String(await callFunction('encrypt', [key, 'x'], { services: chance })),
      'base64',
    );
    sealed[12] = (sealed[12] ?? 0) ^ 1;
    await expect(callFunction('decrypt', [key, sealed.toString('base64')])).rejects.toThrow('Tag mismatch');
    await expect(callFunction('decrypt', [key, 'AAAA'])).rejects.toThrow('too short');
    await expect(callFunction('decrypt', ['AAAA', 'AAAA'])).rejects.toThrow(
      'Invalid AES key length: 3 bytes',
    );
    await expect(callFunction('encrypt', [key])).rejects.toThrow(
      "expects two arguments 'key' and 'plaintext'",
    );
  });
});

describe('secrets and keys', () => {
  const services = {
    secret: async (key: string, namespace?: string) => {
      if (key !== 'DB') {
        throw new Error(`Cannot find secret for key '${key}'.`);
      }
      return JSON.stringify({ user: 'me', port: 5432, of: namespace ?? null });
    },
    kv: async (key: string) =>
      ({ found: { value: { a: 1 }, expired: false }, old: { value: 1, expired: true } })[key],
  };
  const variables = { flow: { namespace: 'company.team' } };

  it.each([
    ['secret', ['DB', null, 'user'], 'me'],
    ['secret', ['DB', 'other', 'of'], 'other'],
    ['secret', ['DB', null, 'port'], '5432'],
    ['kv', ['found'], { a: 1 }],
    ['kv', ['none', null, false], null],
    ['kv', ['old', null, false], null],
  ])('%s(%j) → %j', async (name, args, expected) => {
    expect(await callFunction(name, args, { services, variables })).toEqual(expected);
  });

  it.each([
    ['secret', ['X'], "Cannot find secret for key 'X'."],
    ['secret', ['DB', null, 's'], "Cannot find secret sub-key 's' in secret 'DB'."],
    ['secret', [], "The 'secret' function expects an argument 'key'."],
    ['kv', ['none'], "The key 'none' does not exist in the namespace 'company.team'."],
    ['kv', ['none', 'ns'], "The key 'none' does not exist in the namespace 'ns'."],
    ['kv', ['old'], 'The requested value has expired'],
  ])('%s(%j) is refused: %s', async (name, args, message) => {
    await expect(callFunction(name, args, { services, variables })).rejects.toThrow(message);
  });
});

describe('files', () => {
  it('are read, measured and looked for through the services', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'expression-'));
    await writeFile(join(folder, 'a.txt'), 'héllo');
    await writeFile(join(folder, 'empty.txt'), '');
    const services = {
      read: async (path: string) => new Uint8Array(await readFile(join(folder, path))),
      fileSize: async (path: string) => (await stat(join(folder, path)).catch(() => undefined))?.size,
      fileUri: (path: string) => `kestra:///company/team/_files/${path}`,
    };
    const call = (name: string, path: unknown) => callFunction(name, [path], { services });
    expect(await call('read', 'a.txt')).toBe('héllo');
    expect(await call('fileSize', 'a.txt')).toBe(6);
    expect(await call('fileExists', 'a.txt')).toBe(true);
    expect(await call('fileExists', 'b.txt')).toBe(false);
    expect(await call('isFileEmpty', 'empty.txt')).toBe(true);
    expect(await call('fileURI', 'a.txt')).toBe('kestra:///company/team/_files/a.txt');
    await expect(call('fileSize', 'b.txt')).rejects.toThrow("Unable to read the file 'b.txt'");
    await expect(call('read', undefined)).rejects.toThrow("The 'read' function expects an argument 'path'.");
  });
});

it('http() hands its arguments over with their defaults', async () => {
  const calls: HttpCall[] = [];
  const services = {
    http: async (call: HttpCall) => {
      calls.push(call);
      return { ok: true };
    },
  };
  expect(
    await callFunction('http', ['http://localhost/a', 'post', undefined, { x: 1 }], { services }),
  ).toEqual({ ok: true });
  expect(calls).toMatchObject([
    {
      uri: 'http://localhost/a',
      method: 'POST',
      body: { x: 1 },
      contentType: 'application/json',
      accept: 'application/json',
    },
  ]);
});

describe('the execution', () => {
  it('tasksWithState() picks the task runs by state, whatever its case', async () => {
    const services = {
      taskStates: () => [
        { taskId: 'a', state: 'FAILED' },
        { taskId: 'b', state: 'SUCCESS' },
        { taskId: 'each', state: 'FAILED', value: 'x' },
      ],
    };
    expect(await callFunction('tasksWithState', ['failed'], { services })).toEqual([
      { taskId: 'a', state: 'FAILED' },
      { taskId: 'each', state: 'FAILED', value: 'x' },
    ]);
  });

  it('errorLogs() is what the services know', async () => {
    const services = { errorLogs: async () => [{ message: 'boom' }] };
    expect(await callFunction('errorLogs', [], { services })).toEqual([{ message: 'boom' }]);
  });

  it('currentEachOutput() follows the values of the loops around the task', async () => {
    const outputs = { outer1: { inner1: { value: 'deep' } } };
    const variables = {
      parents: [{ outputs: {} }, { taskrun: { value: 'outer1' } }],
      taskrun: { value: 'inner1' },
    };
    expect(await callFunction('currentEachOutput', [outputs], { variables })).toEqual({ value: 'deep' });
    await expect(callFunction('currentEachOutput', [{}], { variables })).rejects.toThrow(
      'No execution outputs for the current task runs path',
    );
    await expect(callFunction('currentEachOutput', ['x'], { variables })).rejects.toThrow('with type map');
  });

  it('printContext() and fetchContext() give all variables', async () => {
    expect(await callFunction('printContext', [], { variables: { a: 1 } })).toEqual({ a: 1 });
    expect(await callFunction('fetchContext', [], { variables: { a: 1 } })).toEqual({ a: 1 });
  });

  it('render() goes into maps, keys included, and lists', async () => {
    expect(await callFunction('render', [{ a: ['b', 1], A: 'lost' }])).toEqual({ A: ['B', 1] });
    expect(await callFunction('renderOnce', ['x'])).toBe('X');
    await expect(callFunction('render')).rejects.toThrow(
      "The 'render' function expects an argument 'toRender'.",
    );
  });
});

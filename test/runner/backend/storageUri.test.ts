import { describe, expect, test } from 'vitest';
import {
  executionFolder,
  parseStorageUri,
  slug,
  storageUri,
  taskRunFolder,
} from '../../../runner/backend/storageUri.ts';

describe('folders (flow-language §6.7)', () => {
  const flow = { namespace: 'company.team', flowId: 'Daily_Orders' };

  test('an execution has a folder below its namespace and flow', () => {
    expect(executionFolder({ ...flow, id: '3aB9' })).toBe('/company/team/daily-orders/executions/3aB9');
  });

  test('a task run has a folder below its execution', () => {
    const run = { ...flow, executionId: '3aB9', taskId: 'load_Data', id: 'r1' };
    expect(taskRunFolder(run)).toBe('/company/team/daily-orders/executions/3aB9/tasks/load-data/r1');
  });

  test.each([
    ['orders', 'orders'],
    ['My_Flow-2', 'my-flow-2'],
    ['a__b--c_-d', 'a-b-c-d'],
    ['v1.2', 'v12'],
    ['Données été', 'donnees-ete'],
    ['_edge_', 'edge'],
  ])('the slug of %s is %s', (id, expected) => {
    expect(slug(id)).toBe(expected);
  });
});

describe('URIs (flow-language §6.7)', () => {
  test.each([
    ['/company/team/f/executions/e/data.csv', 'kestra:///company/team/f/executions/e/data.csv'],
    ['/a/my file.csv', 'kestra:///a/my%20file.csv'],
    ['/a/100%.txt', 'kestra:///a/100%25.txt'],
    ['/a/what?#.txt', 'kestra:///a/what%3F%23.txt'],
    ['/a/ñ/日本.txt', 'kestra:///a/%C3%B1/%E6%97%A5%E6%9C%AC.txt'],
    ["/a/2026-03-01T10:00+01:00;x=1,y@z&(it's).txt", "kestra:///a/2026-03-01T10:00+01:00;x=1,y@z&(it's).txt"],
  ])('the path %s is the URI %s, and back', (path, uri) => {
    expect(storageUri(path)).toBe(uri);
    expect(parseStorageUri(uri)).toBe(path);
    expect(new URL(uri).protocol).toBe('kestra:');
  });

  test('letters that need no encoding may stand in a URI as they are', () => {
    expect(parseStorageUri('kestra:///a/my file ñ.csv')).toBe('/a/my file ñ.csv');
  });

  test.each([
    ['file:///etc/passwd', /must start with kestra:\/\/\//],
    ['kestra://host/a', /must start with/],
    ['/a/b', /must start with/],
    ['kestra:///a/../b', /without '\.' or '\.\.'/],
    ['kestra:///a/%2e%2E/b', /without/],
    ['kestra:///a/..%2Fb', /holds a slash/],
    ['kestra:///a/..%5Cb', /without/],
    ['kestra:///a/%00', /NUL/],
    ['kestra:///a//b', /empty name/],
    ['kestra:///', /empty name/],
    ['kestra:///a/100%.txt', /write % as %25/],
    ['kestra:///a?b', /write \? as %3F/],
  ])('%s is refused with the reason', (uri, reason) => {
    expect(() => parseStorageUri(uri)).toThrow(reason);
    expect(() => parseStorageUri(uri)).toThrow(`Invalid storage URI "${uri}"`);
  });
});

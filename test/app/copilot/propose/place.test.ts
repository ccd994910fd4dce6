import { describe, expect, it } from 'vitest';
import { type Layout, namespaceFor, newFlowFile } from '../../../../app/copilot/propose/place.ts';

function layout(byNamespace: Record<string, string[]>): Layout {
  return {
    files: new Set(Object.values(byNamespace).flat()),
    byNamespace: new Map(Object.entries(byNamespace)),
  };
}

describe('the namespace of a new flow', () => {
  it('is the one that was asked for', () => {
    expect(namespaceFor({ namespace: 'a.b' }, layout({ c: ['flows/c.yaml'] }))).toBe('a.b');
    expect(() => namespaceFor({ namespace: '../a' }, layout({}))).toThrow('is no name of a namespace');
  });

  it('is else the only one, or that of most flows', () => {
    expect(namespaceFor({}, layout({ a: ['flows/1.yaml'] }))).toBe('a');
    expect(namespaceFor({}, layout({ a: ['flows/1.yaml'], b: ['flows/2.yaml', 'flows/3.yaml'] }))).toBe('b');
  });

  it('is asked for where none can be told', () => {
    expect(() => namespaceFor({}, layout({}))).toThrow('in which namespace');
    expect(() => namespaceFor({}, layout({ b: ['flows/1.yaml'], a: ['flows/2.yaml'] }))).toThrow(
      'there are a, b',
    );
  });
});

describe('the file of a new flow', () => {
  it.each([
    ['in flows/, where there is nothing', {}, 'flows/new.yaml'],
    [
      'beside the flows of its namespace',
      { 'a.b': ['x/flows/etl/1.yaml', 'x/flows/etl/2.yaml', 'flows/3.yaml'] },
      'x/flows/etl/new.yaml',
    ],
    [
      'in a folder of its namespace, where others have one',
      { 'a.c': ['a.c/flows/1.yaml'] },
      'a.b/flows/new.yaml',
    ],
    [
      'so below further folders and by their names',
      { 'a.c': ['etc/a.c/_flows/1.yaml'] },
      'etc/a.b/_flows/new.yaml',
    ],
    ['with its namespace, where its name is taken', { 'a.c': ['flows/new.yml'] }, 'flows/a.b.new.yaml'],
  ])('lies %s', (_, flows, file) => {
    expect(newFlowFile({ namespace: 'a.b', id: 'new' }, layout(flows))).toBe(file);
  });

  it('is never that of another one', () => {
    const taken = layout({ 'a.c': ['flows/new.yaml', 'flows/a.b.new.yaml'] });
    expect(() => newFlowFile({ namespace: 'a.b', id: 'new' }, taken)).toThrow('already');
  });
});

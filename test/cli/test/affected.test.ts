import { expect, test } from 'vitest';
import { affectedBy, isWatched } from '../../../cli/test/affected.ts';
import { caseFilter } from '../../../runner/testing/caseFilter.ts';
import type { SuiteDocument, TestCase, TestSuite } from '../../../runner/testing/types.ts';

const suiteOf = (id: string, namespace: string, flowId: string): SuiteDocument => ({
  file: `${namespace}/tests/${id}.yaml`,
  source: '',
  violations: [],
  locate: () => undefined,
  suite: { id, namespace, flowId, disabled: false, testCases: [] },
});
const suites = [
  suiteOf('parent', 'a.b', 'parent'),
  suiteOf('child', 'a.b', 'child'),
  suiteOf('else', 'c', 'else'),
];
const flows = [
  { file: 'a.b/flows/parent.yaml', name: 'a.b.parent', calls: ['a.b.child'] },
  { file: 'a.b/flows/child.yaml', name: 'a.b.child', calls: [] },
  { file: 'c/flows/else.yaml', name: 'c.else', calls: [] },
];
const affected = (...changed: string[]) =>
  affectedBy(new Set(changed), suites, flows, []).map(({ suite }) => suite?.id);

test('a changed suite affects itself', () => {
  expect(affected('c/tests/else.yaml')).toEqual(['else']);
});

test('a changed flow affects its suites, and those of flows that run it', () => {
  expect(affected('a.b/flows/parent.yaml')).toEqual(['parent']);
  expect(affected('a.b/flows/child.yaml')).toEqual(['parent', 'child']);
});

test('a namespace file and a namespace.yaml affect the namespace and those below it', () => {
  expect(affected('a/files/script.py')).toEqual(['parent', 'child']);
  expect(affected('c/_files/deep/data.csv')).toEqual(['else']);
  expect(affected('a.b/namespace.yaml')).toEqual(['parent', 'child']);
});

test('what all flows share, and a flow that cannot be read, affects all', () => {
  expect(affected('tutti.yaml')).toHaveLength(3);
  const broken = { file: 'x/flows/new.yaml', source: '', violations: [], locate: () => undefined };
  expect(affectedBy(new Set([broken.file]), suites, flows, [broken])).toHaveLength(3);
});

test('other files affect nothing', () => {
  expect(affected('README.md', 'docs/a.yaml')).toEqual([]);
  expect(isWatched('README.md')).toBe(false);
});

test.each([
  ['orders', true],
  ['orders_suite/happy', true],
  ['shop.prod.orders', true],
  ['orders_*', true],
  ['orders_suite/h*', true],
  ['shop.*', true],
  ['*/sad', false],
  ['h*', false],
  ['other', false],
])('the filter %s means orders_suite/happy_path: %s', (filter, isMeant) => {
  const suite = { id: 'orders_suite', namespace: 'shop.prod', flowId: 'orders' } as TestSuite;
  expect(caseFilter(filter)(suite, { id: 'happy_path' } as TestCase)).toBe(isMeant);
});

import { describe, expect, test } from 'vitest';
import { exampleVariables, filterDocs, functionDocs, testDocs } from '../../generate/reference/library.ts';
import { render, settle } from '../../runner/expression/index.ts';
import { library } from '../../runner/expression/library.ts';

describe('what expressions can call is documented, all of it and nothing else', () => {
  test.each([
    ['filters', library.filters, filterDocs],
    ['functions', library.functions, functionDocs],
    ['tests', library.tests, testDocs],
  ])('%s', (_, callables, docs) => {
    expect(Object.keys(docs).sort()).toEqual([...callables.keys()].sort());
  });
});

test.each(
  [filterDocs, functionDocs, testDocs]
    .flatMap((docs) => Object.values(docs))
    .flatMap(({ example }) => (example ? [example] : [])),
)('%s renders to %j', async (expression, result) => {
  expect(await settle((options) => render(expression, exampleVariables, options))).toBe(result);
});

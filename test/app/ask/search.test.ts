import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDocs } from '../../../app/ask/index.ts';
import { fromActions, fromAirflow, fromAnyone, fromKestra } from './questions.ts';

const docs = openDocs();

/** The places of the first three passages; of each its page, too. */
function firstThree(question: string): string[] {
  return docs.search(question, 3).flatMap(({ path, anchor }) => [path, `${path}#${anchor}`]);
}

describe.each([
  ['Kestra', fromKestra],
  ['Airflow', fromAirflow],
  ['GitHub Actions', fromActions],
  ['anywhere', fromAnyone],
])('given a question of somebody from %s', (_, questions) => {
  test.each(questions)('“%s”, then its answer is among the first three', (question, ...places) => {
    const found = firstThree(question);
    expect(
      places.some((place) => found.includes(place)),
      `expected one of ${places.join(', ')}; found ${found.join(', ')}`,
    ).toBe(true);
  });
});

test('given a question that guide and reference answer, then the guide is first', () => {
  expect(docs.search('loop over a list', 1)[0]?.path).toBe('docs/flow-language/flowable-tasks.md');
  expect(docs.search('exponential backoff', 1)[0]?.path).toBe('docs/flow-language/errors-and-retries.md');
});

test('given a name that was typed wrong, then it is found all the same', () => {
  expect(firstThree('WorkingDirctory').join()).toMatch(/core-flow|flowable-tasks/);
});

test('given a name in parts, then it is found whole', () => {
  expect(firstThree('loop until').join()).toContain('docs/flow-language/flowable-tasks.md#until');
});

test('given many passages of one page, then two of them are among the found', () => {
  const paths = docs.search('unit test suite fixtures assertions coverage', 20).map(({ path }) => path);
  expect(paths.filter((path) => path === 'docs/unit-tests.md')).toHaveLength(2);
});

test('given words that no page knows, or none at all, then nothing is found', () => {
  for (const question of ['xyzzyq', '', '   ', 'how do I?', '???'])
    expect(docs.search(question, 5)).toEqual([]);
});

test('given pages on how Tutti is built, then they are not found', () => {
  const paths = docs
    .search('architecture dependencies rooms piscina minisearch', 100)
    .map(({ path }) => path);
  expect(paths).not.toContain('docs/architecture.md');
  expect(paths).not.toContain('docs/dependencies.md');
});

test('given any text as a question, then at most as many passages as wanted are found, best first', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer({ min: 0, max: 8 }),
      (question, limit) => {
        const scores = docs.search(question, limit).map(({ score }) => score);
        expect(scores.length).toBeLessThanOrEqual(limit);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      },
    ),
    { numRuns: 60 },
  );
});

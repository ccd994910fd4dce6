import { isDeepStrictEqual } from 'node:util';
import { parseSuite } from '../../../runner/testing/index.ts';
import type { SuiteDocument } from '../../../runner/testing/types.ts';
import type { ProposedFile } from '../types.ts';

type Suite = NonNullable<SuiteDocument['suite']>;

/** How a suite of people asks less than it did: a flow is easily right when nothing asks (github §8.2, “prompt injection”). */
export function weakenedTests({ path, before, after }: ProposedFile): string[] {
  const was = before === undefined ? undefined : parseSuite(before, { file: path }).suite;
  const is = parseSuite(after, { file: path }).suite;
  if (!was || !is) return [];
  const left = new Map(is.testCases.map((one) => [one.id, one]));
  return [
    ...(is.disabled && !was.disabled ? [`The suite ${is.id} is disabled.`] : []),
    ...was.testCases.flatMap((old) => {
      const one = left.get(old.id);
      return one ? weakened(old, one) : [`The test case ${old.id} is removed.`];
    }),
  ];
}

function weakened(was: Suite['testCases'][number], is: Suite['testCases'][number]): string[] {
  const gone = was.assertions.filter((one) => !is.assertions.some((two) => isDeepStrictEqual(one, two)));
  const mocked = new Set(was.fixtures.tasks.map(({ id }) => id));
  const mocks = is.fixtures.tasks.map(({ id }) => id).filter((id) => !mocked.has(id));
  return [
    ...(is.disabled && !was.disabled ? [`The test case ${is.id} is disabled.`] : []),
    ...(gone.length > 0
      ? [
          `Of the test case ${is.id}, ${gone.length} of ${was.assertions.length} assertions are changed or removed.`,
        ]
      : []),
    ...mocks.map((id) => `The test case ${is.id} no longer runs the task ${id}: it has a fixture now.`),
  ];
}

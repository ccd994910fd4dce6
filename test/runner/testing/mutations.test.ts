import { describe, expect, it } from 'vitest';
import { judge } from '../../../runner/testing/assertions.ts';
import { fixtureFor } from '../../../runner/testing/fixtures.ts';
import { type Operator, operators, type TaskFixture } from '../../../runner/testing/types.ts';

type Verdict = boolean | 'error';
type Row = readonly [actual: unknown, expected: unknown, holds: Verdict];

/** What tells each operator from every other and from its opposite. */
const table: Readonly<Record<Operator, readonly Row[]>> = {
  equalTo: [
    ['abc', 'abc', true],
    ['abc', 'b', false],
    [1, 1, true],
    [1, 2, false],
    [null, null, true],
  ],
  notEqualTo: [
    ['abc', 'b', true],
    [1, 1, false],
    [2, 1, true],
    [null, 1, true],
  ],
  contains: [
    ['abc', 'b', true],
    ['abc', 'x', false],
    [null, 'b', 'error'],
  ],
  startsWith: [
    ['abc', 'ab', true],
    ['abc', 'bc', false],
    ['abc', 'b', false],
  ],
  endsWith: [
    ['abc', 'bc', true],
    ['abc', 'ab', false],
    ['abc', 'b', false],
  ],
  greaterThan: [
    [2, 1, true],
    [1, 1, false],
    [1, 2, false],
  ],
  greaterThanOrEqualTo: [
    [2, 1, true],
    [1, 1, true],
    [1, 2, false],
  ],
  lessThan: [
    [1, 2, true],
    [1, 1, false],
    [2, 1, false],
  ],
  lessThanOrEqualTo: [
    [1, 2, true],
    [1, 1, true],
    [2, 1, false],
  ],
  in: [
    ['a', ['a', 'b'], true],
    ['c', ['a', 'b'], false],
    ['a', 'abc', 'error'],
  ],
  notIn: [
    ['c', ['a', 'b'], true],
    ['a', ['a', 'b'], false],
    ['a', 'b', 'error'],
  ],
  isNull: [
    [null, true, true],
    ['x', true, false],
    ['x', false, true],
    [null, false, false],
  ],
  isNotNull: [
    ['x', true, true],
    [null, true, false],
    [null, false, true],
    ['x', false, false],
  ],
};

type JudgeLike = (actual: unknown, expected: unknown) => Verdict;

function judgeOf(operator: Operator): JudgeLike {
  return (actual, expected) => {
    const judgement = judge(operator, actual, expected);
    return 'error' in judgement ? 'error' : judgement.isSuccess;
  };
}

/** Every wrong way to judge that a slip could make of an operator. */
function mutantsOf(operator: Operator): [name: string, mutant: JudgeLike][] {
  const own = judgeOf(operator);
  return [
    ...operators
      .filter((other) => other !== operator)
      .map((other): [string, JudgeLike] => [other, judgeOf(other)]),
    ['its negation', (actual, expected) => negated(own(actual, expected))],
    ['always true', () => true],
    ['always false', () => false],
    ['swapped sides', (actual, expected) => own(expected, actual)],
  ];
}

function negated(verdict: Verdict): Verdict {
  return verdict === 'error' ? verdict : !verdict;
}

function survives(judgeLike: JudgeLike, rows: readonly Row[]): boolean {
  return rows.every(([actual, expected, holds]) => judgeLike(actual, expected) === holds);
}

describe.each(operators)('the operator %s', (operator) => {
  it('judges its table as it should', () => {
    expect(survives(judgeOf(operator), table[operator])).toBe(true);
  });

  it('given any mutant in its place, the table fails', () => {
    // Equality has no sides.
    const equivalent = operator === 'equalTo' || operator === 'notEqualTo' ? ['swapped sides'] : [];
    const alive = mutantsOf(operator).filter(([, mutant]) => survives(mutant, table[operator]));
    expect(alive.map(([name]) => name)).toEqual(equivalent);
  });
});

describe('rules of task fixtures', () => {
  type Match = typeof fixtureFor;
  const fixtures: TaskFixture[] = [
    { id: 'other', state: 'SUCCESS' },
    { id: 'each', state: 'SUCCESS' },
    { id: 'each', value: '2', state: 'FAILED' },
    { id: 'some', value: '1', state: 'FAILED' },
  ];
  const rows: [taskId: string, value: string | undefined, fixture: number | undefined][] = [
    ['other', undefined, 0],
    ['each', '2', 2],
    ['each', '3', 1],
    ['each', undefined, 1],
    ['some', '1', 3],
    ['some', '2', undefined],
    ['some', undefined, undefined],
    ['nothing', undefined, undefined],
  ];
  const holds = (match: Match) =>
    rows.every(([id, value, fixture]) => match(fixtures, id, value) === fixture);
  const find = (test: (fixture: TaskFixture) => boolean) => {
    const index = fixtures.findIndex(test);
    return index === -1 ? undefined : index;
  };

  it('a fixture is for its task, with its value before one without', () => {
    expect(holds(fixtureFor)).toBe(true);
  });

  it.each<[string, Match]>([
    ['the id is ignored', (_, __, value) => find((one) => one.value === undefined || one.value === value)],
    ['the value is ignored', (_, id) => find((one) => one.id === id)],
    [
      'a fixture without a value is for no iteration',
      (_, id, value) => find((one) => one.id === id && one.value === value),
    ],
    [
      'the first that fits comes before the very value',
      (_, id, value) => find((one) => one.id === id && (one.value ?? value) === value),
    ],
    ['no fixture is ever found', () => undefined],
  ])('given that %s, the table fails', (_, mutant) => {
    expect(holds(mutant)).toBe(false);
  });
});

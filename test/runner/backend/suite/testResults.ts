import { expect, test } from 'vitest';
import type { TestResultRecord } from '../../../../runner/backend/testResults.ts';
import type { Place } from '../suite.ts';

function result(id: string, some: Partial<TestResultRecord> = {}): TestResultRecord {
  return {
    id,
    testSuiteId: 'orders_suite',
    namespace: 'shop',
    flowId: 'orders',
    state: 'SUCCESS',
    startDate: '2026-01-01T00:00:00.000Z',
    endDate: '2026-01-01T00:00:01.000Z',
    results: [{ testId: 'good', assertionResults: [{ expected: 'a “b” \0' }] }],
    ...some,
  };
}

/** Results of unit tests (surfaces §1.5). */
export function testResultTests(place: () => Place): void {
  test('given a result, then it is there as it was given, also for another connection', async () => {
    const backend = await place().open();
    await backend.testResults.add([result('a')]);
    const other = await place().open();
    expect(await other.testResults.get('a')).toEqual(result('a'));
    expect(await other.testResults.get('b')).toBeUndefined();
  });

  test('given results of suites, then a search has those of one, newest first, in pages', async () => {
    const { testResults } = await place().open();
    const day = (number: number) => `2026-01-0${number}T00:00:00.000Z`;
    await testResults.add([
      result('first', { startDate: day(1) }),
      result('third', { startDate: day(3), state: 'FAILED' }),
      result('second', { startDate: day(2) }),
      result('other', { startDate: day(4), testSuiteId: 'other_suite', flowId: 'other' }),
      result('elsewhere', { startDate: day(5), namespace: 'shop.test' }),
    ]);
    const idsOf = ({ results }: { results: TestResultRecord[] }) => results.map(({ id }) => id);
    const query = { testSuiteId: 'orders_suite', namespace: 'shop' };
    const page = await testResults.search({ ...query, limit: 2, offset: 0 });
    expect([idsOf(page), page.total]).toEqual([['third', 'second'], 3]);
    expect(idsOf(await testResults.search({ ...query, limit: 2, offset: 2 }))).toEqual(['first']);
    const sort = [{ by: 'state', descending: true } as const];
    expect(idsOf(await testResults.search({ ...query, sort, limit: 9, offset: 0 }))).toEqual([
      'second',
      'first',
      'third',
    ]);
    const last = await testResults.last([
      { namespace: 'shop', id: 'orders_suite' },
      { namespace: 'shop', id: 'never_run' },
      { namespace: 'shop.test', id: 'orders_suite' },
    ]);
    expect(last.map(({ id }) => id)).toEqual(['third', 'elsewhere']);
  });

  test('given old results, then they are deleted with what else is left over', async () => {
    const backend = await place().open();
    await backend.testResults.add([result('old'), result('new', { endDate: '2026-02-01T00:00:00.000Z' })]);
    expect((await backend.purgeLeftovers({})).tests).toBe(0);
    const testsBefore = Date.parse('2026-01-15T00:00:00Z');
    expect((await backend.purgeLeftovers({ testsBefore })).tests).toBe(1);
    expect(await backend.testResults.get('old')).toBeUndefined();
    expect(await backend.testResults.get('new')).toBeDefined();
  });
}

import { fromJson, toJson } from '../json.ts';
import type { TestResultOrder, TestResultQuery, TestResultRecord, TestResults } from '../testResults.ts';
import type { Read, Row, Write } from './statements.ts';

const columns = {
  id: 'id',
  testSuiteId: 'suite_id',
  namespace: 'namespace',
  flowId: 'flow_id',
  state: 'state',
  startDate: 'started',
  endDate: 'ended',
} as const satisfies Record<TestResultOrder, string>;

/** Results of unit tests in the database (surfaces §1.5). */
export function testResults(read: Read, write: Write): TestResults {
  return {
    add: async (results) => {
      const sql = `
        INSERT INTO test_results (id, namespace, suite_id, flow_id, state, started, ended, record)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`;
      const rows = results.map(rowOf);
      await write((to) => {
        for (const row of rows) to.run(sql, ...row);
      });
    },
    get: async (id) => {
      const row = await read((from) => from.get('SELECT record FROM test_results WHERE id = ?', id));
      return row && fromJson(String(row.record));
    },
    search: async ({ sort = [], limit, offset, ...query }) => {
      const { condition, parameters } = conditionOf(query);
      const order = [...sort, { by: 'startDate', descending: true } as const, { by: 'id' } as const]
        .map(({ by, descending }) => `${columns[by]} ${descending ? 'DESC' : 'ASC'}`)
        .join(', ');
      const page = `SELECT record FROM test_results WHERE ${condition} ORDER BY ${order} LIMIT ? OFFSET ?`;
      const count = `SELECT count(*) AS total FROM test_results WHERE ${condition}`;
      return read((from) => ({
        results: from.all(page, ...parameters, limit, offset).map(({ record }) => fromJson(String(record))),
        total: Number(from.get(count, ...parameters)?.total),
      }));
    },
    last: async (suites) => {
      const sql = `
        SELECT record FROM test_results WHERE namespace = ? AND suite_id = ? ORDER BY started DESC, id LIMIT 1`;
      const rows = await read((from) => suites.map(({ namespace, id }) => from.get(sql, namespace, id)));
      return rows.flatMap((row) => (row ? [fromJson<TestResultRecord>(String(row.record))] : []));
    },
  };
}

function rowOf(result: TestResultRecord): Row {
  const { id, namespace, testSuiteId, flowId, state, startDate, endDate } = result;
  return [id, namespace, testSuiteId, flowId, state, startDate, endDate, toJson(result)];
}

function conditionOf({ testSuiteId, namespace, flowId }: Omit<TestResultQuery, 'limit' | 'offset'>) {
  const wanted = { suite_id: testSuiteId, namespace, flow_id: flowId };
  const given = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    condition: given.map(([column]) => `${column} = ?`).join(' AND '),
    parameters: given.map(([, value]) => value),
  };
}

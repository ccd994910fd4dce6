import { join } from 'node:path';
import { openSqliteBackend } from '../../runner/backend/sqlite/index.ts';
import { changeSet } from '../../runner/engine/changes.ts';
import { isoInstant } from '../../runner/execution/states.ts';
import type { Execution, StateName } from '../../runner/execution/types.ts';
import { withHome } from '../engine.ts';
import { against, elapsed, median } from '../measure.ts';
import { startServer } from '../server.ts';
import type { Workload } from '../types.ts';

/** What is asked for, by its name in the table. */
const pages = {
  'first page': 'size=25',
  'one flow': 'size=25&flowId=flow-7&namespace=bench.team3',
  'a namespace and those below': 'size=25&namespace=bench',
  'a rare state': 'size=25&state=FAILED',
  'a label': 'size=25&labels=team:5',
  'the last hour': 'size=25&timeRange=PT1H',
  'page 300': 'size=25&page=300',
  'a text': 'size=25&q=flow-42',
};

/** Lists of `tutti serve` over HTTP with 100,000 executions, held against 10,000. */
export const executionList: Workload = async () => {
  const few = await times(10_000);
  const many = await times(100_000);
  return Object.keys(pages).map((name, index) => ({
    ...against({
      name: `list of 100,000 executions: ${name}`,
      value: many[index]!,
      unit: 'ms',
      reference: { name: 'with 10,000', value: few[index]!, unit: 'ms' },
    }),
    target: { text: '≤ 50 ms', met: many[index]! <= 50 },
  }));
};

/** Median milliseconds of an answer, for each page. */
function times(count: number): Promise<number[]> {
  return withHome(async (root) => {
    const home = join(root, '.tutti');
    await fill(home, count);
    const server = await startServer({ root, home });
    try {
      const medians: number[] = [];
      for (const query of Object.values(pages)) {
        const rounds: number[] = [];
        for (let round = 0; round < 15; round++)
          rounds.push(await elapsed(() => read(`${server.url}/api/v1/main/executions/search?${query}`)));
        medians.push(median(rounds));
      }
      return medians;
    } finally {
      await server.stop();
    }
  });
}

async function read(url: string): Promise<void> {
  const answer = await fetch(url);
  const { results, total } = (await answer.json()) as { results?: unknown[]; total?: number };
  if (!answer.ok || !results?.length || !total)
    throw new Error(`${url} answered ${answer.status} without results`);
}

/** Writes executions of the last weeks that have ended. */
async function fill(home: string, count: number): Promise<void> {
  const backend = await openSqliteBackend({ home });
  const now = Date.now();
  for (let at = 0; at < count; at += 1000) {
    const changes = changeSet();
    for (let index = at; index < Math.min(at + 1000, count); index++) {
      const execution = ended(index, now - (count - index) * 10_000);
      changes.execution(execution);
      changes.over(execution.id);
    }
    await backend.commit(changes.take());
  }
  await backend.close();
}

function ended(index: number, at: number): Execution {
  const id = `bench${String(index).padStart(17, '0')}`;
  const current: StateName = index % 1000 === 0 ? 'FAILED' : 'SUCCESS';
  const states: StateName[] = ['CREATED', 'RUNNING', current];
  return {
    id,
    namespace: `bench.team${index % 10}`,
    flowId: `flow-${index % 97}`,
    flowRevision: 1,
    state: { current, histories: states.map((state, step) => ({ state, date: isoInstant(at + step) })) },
    inputs: { name: `input ${index}`, count: index },
    outputs: { result: 'x'.repeat(200) },
    labels: [
      { key: 'team', value: String(index % 50) },
      { key: 'system.correlationId', value: id },
    ],
    originalId: id,
    metadata: { attemptNumber: 1, originalCreatedDate: isoInstant(at) },
    kind: 'NORMAL',
  };
}

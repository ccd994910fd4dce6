import type { DatabaseSync } from 'node:sqlite';
import type { Backend, FileStore } from '../types.ts';
import { admit } from './admit.ts';
import { aggregateMetric, metricNames, metricTasks } from './aggregateMetric.ts';
import { recordChanges } from './commit.ts';
import { compact } from './compact.ts';
import { deleteExecution } from './deleteExecution.ts';
import { deleteLogs } from './deleteLogs.ts';
import { sqliteError } from './errors.ts';
import { getExecution, getFlow, listTaskRunRows, listTaskRuns } from './getExecution.ts';
import { kvStore } from './kv.ts';
import { abandonedExecutions, releaseLease, renewLeases, takeLease } from './leases.ts';
import { countExecutions, executedFlows, listExecutions } from './listExecutions.ts';
import { listLogs } from './listLogs.ts';
import { listMetrics } from './listMetrics.ts';
import { listPending } from './listPending.ts';
import { countPurgeable, purgeExecutions } from './purgeExecutions.ts';
import { purgeLeftovers } from './purgeLeftovers.ts';
import { searchLogs } from './searchLogs.ts';
import { hasSignals, sendSignal, takeSignals } from './signals.ts';
import { prepareStatements, type Read, type Write } from './statements.ts';
import { testResults } from './testResults.ts';
import {
  deleteWindows,
  getTrigger,
  getWindow,
  hearTransitions,
  listTransitions,
  listTriggers,
} from './triggers.ts';
import { whileLocked } from './whileLocked.ts';
import { groupWriter } from './writer.ts';

/** What a backend over SQLite is made of. */
export interface SqliteParts {
  /** Open and migrated; the backend closes it. */
  database: DatabaseSync;
  /** The database's, for errors. */
  name: string;
  files: FileStore;
  /** Epoch milliseconds. */
  now: () => number;
  /** How many milliseconds a write waits for another process's lock. */
  lockTimeout: number;
}

/** The embedded driver: reads at once, writes through one group writer. Rejects with a `BackendError`. */
export function sqliteBackend({ database, name, files, now, lockTimeout }: SqliteParts): Backend {
  const writer = groupWriter(database, name, lockTimeout);
  const statements = prepareStatements(database);

  const read: Read = async (work) => {
    try {
      return await whileLocked(performance.now() + lockTimeout, () => work(statements));
    } catch (error) {
      throw sqliteError(name, error);
    }
  };
  const write: Write = (work) => writer.write(() => work(statements));
  const parts = { read, write, files, now };

  return {
    commit: async (changes) => write(recordChanges(changes, now)),
    execution: (id) => read((from) => getExecution(from, id)),
    taskRuns: (executionId) => read((from) => listTaskRuns(from, executionId)),
    taskRunRows: (executionId) => read((from) => listTaskRunRows(from, executionId)),
    flow: (hash) => read((from) => getFlow(from, hash)),
    executions: (query) => read((from) => listExecutions(from, query)),
    countExecutions: (query) => read((from) => countExecutions(from, query)),
    logs: (query) => read((from) => listLogs(from, query)),
    searchLogs: (search) => searchLogs(read, search),
    deleteLogs: (purge) => deleteLogs(read, write, purge),
    metrics: (executionId, taskRunId) => read((from) => listMetrics(from, executionId, taskRunId)),
    metricNames: (query) => read((from) => metricNames(from, query)),
    metricTasks: (query) => read((from) => metricTasks(from, query)),
    aggregateMetric: (aggregation) => read((from) => aggregateMetric(from, aggregation)),
    executedFlows: () => read(executedFlows),
    deleteExecution: (id, kept) => write((to) => deleteExecution(to, id, { bulky: true, ...kept })),
    purgeExecutions: (purge, signal) => purgeExecutions(parts, purge, signal),
    countPurgeable: (purge) => read((from) => countPurgeable(from, purge, now())),
    purgeLeftovers: (leftovers, signal) => purgeLeftovers(parts, leftovers, signal),
    compact: (signal) => compact(database, read, write, signal),
    admit: (executionId, limit) => write((to) => admit(to, { executionId, limit, now: now() })),
    pending: (executionId) => read((from) => listPending(from, executionId)),
    lease: (executionId, holder, ttl) =>
      write((to) => takeLease(to, { executionId, holder, ttl, now: now() })),
    renewLeases: (holder) => write((to) => renewLeases(to, holder, now())),
    release: (executionId, holder) => write((to) => releaseLease(to, executionId, holder)),
    signal: (signal) => write((to) => sendSignal(to, signal)),
    takeSignals: async (holder) =>
      (await read((from) => hasSignals(from, holder))) ? write((to) => takeSignals(to, holder)) : [],
    abandoned: () => read((from) => abandonedExecutions(from, now())),
    trigger: (key) => read((from) => getTrigger(from, key)),
    triggers: () => read((from) => listTriggers(from)),
    window: (key) => read((from) => getWindow(from, key)),
    deleteWindows: (before) => write((to) => deleteWindows(to, before)),
    hearTransitions: (ttl) => write((to) => hearTransitions(to, ttl, now())),
    transitions: (limit) => read((from) => listTransitions(from, limit)),
    kv: kvStore(read, write, now),
    testResults: testResults(read, write),
    files,
    close: async () => {
      await writer.end();
      if (database.isOpen) database.close();
    },
  };
}

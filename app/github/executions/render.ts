import type { Backend } from '../../../runner/backend/types.ts';
import type { LogEntry, TaskRun } from '../../../runner/execution/types.ts';
import { executionReport } from '../report/index.ts';
import type { Workspace } from '../types.ts';
import { causeText } from './cause.ts';
import type { RenderExecution } from './live.ts';
import { maskDeep } from './mask.ts';
import type { ShownExecution } from './types.ts';

export interface RenderOptions {
  /** Of GitHub's site, without a slash at the end. */
  siteUrl: string;
  /** Epoch, milliseconds. */
  now(): number;
  /** The policy says that a warning fails the check. */
  warningFails?(workspace: Workspace): boolean;
  /** Whether there is a Copilot that repairs what failed. */
  fixes?: boolean;
}

/** Log entries of a task that are read for a report, and tasks that they are read of. */
const mostEntries = 200;
const mostTasks = 10;

/** Makes the report of an execution of what is stored (github §9.3). Secrets are masked before anything is escaped. */
export function executionRenderer({ siteUrl, now, warningFails, fixes }: RenderOptions): RenderExecution {
  return async (workspace, execution, shown) => {
    const { repository, backend, flows, engine } = workspace;
    const taskRunList = await backend.taskRuns(execution.id);
    const flow = execution.flowHash === undefined ? undefined : await backend.flow(execution.flowHash);
    const path = flows.find(execution.namespace, execution.flowId)?.file;
    const masked = maskDeep({ ...execution, taskRunList }, engine.mask);
    const fails = warningFails?.(workspace);
    return executionReport({
      execution: masked,
      ...(flow && { flow: maskDeep(flow, engine.mask) }),
      ...(path !== undefined && { path }),
      logs: maskDeep(await lastLogs(backend, execution.id, taskRunList), engine.mask),
      ...starter(shown, execution.trigger?.id),
      place: { repositoryUrl: `${siteUrl}/${repository.owner}/${repository.name}` },
      now: now(),
      mask: engine.mask,
      ...(fails !== undefined && { warningFails: fails }),
      ...(fixes && { fixes }),
    });
  };
}

/** The end of the logs of failed tasks; of an execution without one, of its own. */
export async function lastLogs(
  backend: Backend,
  executionId: string,
  runs: readonly TaskRun[],
): Promise<LogEntry[]> {
  const failed = new Set(runs.filter(({ state }) => state.current === 'FAILED').map(({ taskId }) => taskId));
  const last = async (taskId?: string) => {
    const { entries } = await backend.searchLogs({
      texts: [
        { fields: ['executionId'], comparison: 'is', values: [executionId] },
        ...(taskId === undefined
          ? []
          : [{ fields: ['taskId'] as const, comparison: 'is' as const, values: [taskId] }]),
      ],
      // Traces tell where this server keeps its code.
      levels: ['DEBUG', 'INFO', 'WARN', 'ERROR'],
      limit: mostEntries,
      offset: 0,
    });
    return entries.reverse();
  };
  if (failed.size === 0) return last();
  const logs: LogEntry[] = [];
  for (const taskId of [...failed].slice(0, mostTasks)) logs.push(...(await last(taskId)));
  return logs;
}

function starter({ startedBy, cause }: ShownExecution, triggerId: string | undefined) {
  if (startedBy !== undefined) return { startedBy, startedByKind: 'user' as const };
  const text = cause ? causeText(cause) : triggerId === undefined ? undefined : `trigger ${triggerId}`;
  return text === undefined ? {} : { startedBy: text, startedByKind: 'trigger' as const };
}

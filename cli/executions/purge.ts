import { isoInstant, isTerminated } from '../../runner/execution/states.ts';
import type { ExecutionPurge, PurgedExecutions } from '../../runner/plugin/types.ts';
import { openExistingBackend } from '../compose.ts';
import { exitCodes, Refusal } from '../errors.ts';
import { rootFor } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { parseState } from './index.ts';

/** Options of `tutti executions purge`. */
export interface PurgeOptions {
  /** Milliseconds. */
  olderThan?: number;
  namespace?: string;
  flow?: string;
  state?: string[];
  dryRun?: boolean;
  repo?: string;
  json?: boolean;
}

/** As long as `tutti serve` keeps executions by default, milliseconds. */
const defaultAge = 90 * 86_400_000;

/** Deletes executions that ended long ago, or says how many there are. */
export async function purge(options: PurgeOptions, terminal: Terminal): Promise<number> {
  const { olderThan = defaultAge, namespace, flow: flowId, state, dryRun } = options;
  const wanted: ExecutionPurge = {
    endedBefore: isoInstant(Date.now() - olderThan),
    ...(namespace !== undefined && { namespace }),
    ...(flowId !== undefined && { flowId }),
    ...(state && { states: state.map(parseEnd) }),
  };
  const tell = (counts: Partial<PurgedExecutions>, text: string) =>
    terminal.out(options.json ? `${JSON.stringify(counts)}\n` : `${text}\n`);

  const backend = await openExistingBackend(rootFor(options.repo, process.cwd()));
  try {
    if (dryRun) {
      const executions = (await backend?.countPurgeable(wanted)) ?? 0;
      tell({ executions }, `${counted(executions, 'execution')} would be deleted`);
      return exitCodes.ok;
    }
    const none = { executions: 0, logs: 0, metrics: 0, files: 0 };
    const counts = (await backend?.purgeExecutions(wanted)) ?? none;
    await backend?.compact();
    const { executions, logs, metrics, files } = counts;
    const parts = [
      counted(logs, 'log entry', 'log entries'),
      counted(metrics, 'metric'),
      counted(files, 'file'),
    ];
    tell(counts, `${counted(executions, 'execution')} deleted, with ${parts.join(', ')}`);
    return exitCodes.ok;
  } finally {
    await backend?.close();
  }
}

/** A state that an execution ends in. */
function parseEnd(text: string) {
  const state = parseState(text);
  if (isTerminated(state)) return state;
  throw new Refusal(`An execution that is ${state} has not ended; only ended ones can be purged.`);
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

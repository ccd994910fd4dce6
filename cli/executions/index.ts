import { executionPayload } from '../../app/api/payload/execution.ts';
import type { Backend } from '../../runner/backend/types.ts';
import { logsInFiles, logsWithFiles } from '../../runner/engine/fileLogs.ts';
import { isTerminated } from '../../runner/execution/states.ts';
import type {
  Execution,
  ExecutionDocument,
  LogEntry,
  LogLevel,
  StateName,
} from '../../runner/execution/types.ts';
import { suggest } from '../../runner/flow/suggest.ts';
import { openExistingBackend } from '../compose.ts';
import { exitCodes, Refusal } from '../errors.ts';
import { drawTree } from '../live/draw.ts';
import { createTree } from '../live/tree.ts';
import { jsonText } from '../report/json.ts';
import { logLine } from '../report/logs.ts';
import { durationOf, paintState, stateSymbols } from '../report/states.ts';
import { summaryText } from '../report/summary.ts';
import { columns, durationText, shellWord } from '../report/text.ts';
import { environmentMask } from '../secrets.ts';
import { rootFor } from '../target.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `tutti executions list`. */
export interface ListOptions {
  namespace?: string;
  flow?: string;
  state?: string[];
  label?: Record<string, string>;
  limit: number;
  repo?: string;
  json?: boolean;
}

/** Options of `tutti executions show`. */
export interface ShowOptions {
  repo?: string;
  json?: boolean;
}

/** Options of `tutti executions logs`. */
export interface LogsOptions extends ShowOptions {
  level?: LogLevel;
  task?: string;
  follow?: boolean;
}

/** Prints executions, newest first. */
export async function list(options: ListOptions, terminal: Terminal): Promise<number> {
  const { namespace, flow: flowId, limit } = options;
  const labels = Object.entries(options.label ?? {}).map(
    ([key, value]) => ({ key, comparison: 'is', values: [value] }) as const,
  );
  const states = options.state?.map(parseState);
  const query = { namespace, flowId, states, labels, limit, normalOnly: true };
  const found = await withBackend(options.repo, async (backend) => ({
    results: await backend.executions(query),
    total: await backend.countExecutions(query),
    left: new Set(await backend.abandoned()),
  }));
  const { results, total, left } = found ?? { results: [], total: 0, left: new Set<string>() };
  const now = Date.now();
  if (options.json) {
    terminal.out(
      jsonText(
        { total, results: results.map((execution) => executionPayload(execution)) },
        environmentMask(),
      ),
    );
  } else if (results.length === 0) {
    terminal.out(`No executions${found === undefined ? ' yet' : ''}.\n`);
  } else {
    terminal.out(table(results, now, terminal));
    const unfinished = results.filter(({ id }) => left.has(id));
    for (const { id } of unfinished) terminal.out(terminal.paint.yellow(`${leftBehind(id)}\n`));
    if (total > results.length)
      terminal.out(terminal.paint.dim(`${results.length} of ${total}; --limit shows more.\n`));
  }
  return exitCodes.ok;
}

/** Lines that the task runs of an execution may take; more of them are summed up. */
const mostRows = 200;

/** Prints an execution with its task runs. */
export async function show(id: string, options: ShowOptions, terminal: Terminal): Promise<number> {
  const mask = environmentMask();
  return withExecution(id, options.repo, async (backend, execution) => {
    const stored = await backend.taskRuns(id);
    const taskRunList = stored.map((run) =>
      run.value === undefined ? run : { ...run, value: mask(run.value) },
    );
    const document: ExecutionDocument = { ...execution, taskRunList };
    const now = Date.now();
    if (options.json) {
      terminal.out(jsonText(executionPayload(execution, document.taskRunList), mask));
      return exitCodes.ok;
    }
    const tree = createTree(id);
    tree.apply(execution, document.taskRunList);
    const columns = terminal.interactive ? terminal.size().columns : 200;
    const { paint } = terminal;
    if ((await backend.abandoned()).includes(id)) terminal.out(paint.yellow(`${leftBehind(id)}\n`));
    for (const line of drawTree(tree, mostRows, { columns, now, paint })) terminal.out(`${line}\n`);
    const entries = await logsWithFiles(backend, { executionId: id, minLevel: 'ERROR', limit: 1000 });
    const commandOptions = options.repo === undefined ? '' : ` --repo ${shellWord(options.repo)}`;
    terminal.out(
      summaryText({
        document,
        errors: entries,
        placeOf: () => undefined,
        mask,
        commandOptions,
        now,
        columns,
        paint,
      }),
    );
    return exitCodes.ok;
  });
}

/** The process that drove an execution was killed, or could not write its state any more. */
function leftBehind(id: string): string {
  return `The execution ${id} is not finished, and no process drives it any more.`;
}

/** Prints the log of an execution, until it ended where that is asked for. */
export async function logs(id: string, options: LogsOptions, terminal: Terminal): Promise<number> {
  const mask = environmentMask();
  return withExecution(id, options.repo, async (backend, execution) => {
    let cursor: number | undefined;
    for (let current = execution; ; current = (await backend.execution(id)) ?? current) {
      const hasEnded = isTerminated(current.state.current);
      const values = await loopValues(backend, id, mask);
      const query = { executionId: id, minLevel: options.level, taskId: options.task };
      const print = (entry: LogEntry) => {
        const value = entry.taskRunId === undefined ? undefined : values.get(entry.taskRunId);
        terminal.out(options.json ? jsonText(entry, mask) : logLine(entry, value, terminal.paint));
      };
      // In pages, for a log may be longer than memory is wide.
      for (;;) {
        const page = await backend.logs({ ...query, after: cursor, limit: 1000 });
        cursor = page.cursor;
        page.entries.forEach(print);
        if (page.entries.length < 1000) break;
      }
      if (hasEnded || !options.follow) {
        for await (const entry of logsInFiles(backend, query)) print(entry);
        return exitCodes.ok;
      }
      await new Promise((done) => setTimeout(done, 300));
    }
  });
}

const states: readonly StateName[] = Object.keys(stateSymbols) as StateName[];

/** The state that a text names, in any case. Throws `Refusal` where there is none. */
export function parseState(text: string): StateName {
  const state = states.find((name) => name === text.toUpperCase());
  if (state !== undefined) return state;
  const meant = suggest(text, states);
  throw new Refusal(`There is no state ${text}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`);
}

function table(executions: readonly Execution[], now: number, { paint }: Terminal): string {
  const rows = executions.map(({ id, namespace, flowId, state }) => [
    `${stateSymbols[state.current]} ${state.current}`,
    id,
    `${namespace}.${flowId}`,
    (state.histories[0]?.date ?? '').slice(0, 19).replace('T', ' '),
    durationText(durationOf(state, now)),
  ]);
  const head = ['STATE', 'ID', 'FLOW', 'STARTED (UTC)', 'DURATION'];
  return columns([head, ...rows], (cell, column, row) => {
    if (row === 0) return paint.dim(cell);
    return column === 0 ? paintState(executions[row - 1]!.state.current, cell, paint) : cell;
  });
}

async function loopValues(
  backend: Backend,
  executionId: string,
  mask: (text: string) => string,
): Promise<Map<string, string>> {
  const taskRuns = await backend.taskRuns(executionId);
  return new Map(
    taskRuns.flatMap(({ id, value }) => (value === undefined ? [] : [[id, mask(value)] as const])),
  );
}

async function withExecution(
  id: string,
  repo: string | undefined,
  use: (backend: Backend, execution: Execution) => Promise<number>,
): Promise<number> {
  const code = await withBackend(repo, async (backend) => {
    const execution = await backend.execution(id);
    return execution && use(backend, execution);
  });
  if (code === undefined)
    throw new Refusal(`There is no execution ${id}. \`tutti executions list\` shows those there are.`);
  return code;
}

/** `undefined` where nothing was ever executed. */
async function withBackend<T>(
  repo: string | undefined,
  use: (backend: Backend) => Promise<T>,
): Promise<T | undefined> {
  const backend = await openExistingBackend(rootFor(repo, process.cwd()));
  if (backend === undefined) return undefined;
  try {
    return await use(backend);
  } finally {
    await backend.close();
  }
}

import { watch } from 'node:fs';
import { sep } from 'node:path';
import type { FlowDocument } from '../../runner/flow/types.ts';
import type { SuiteDocument, TestReport } from '../../runner/testing/types.ts';
import { readFlow } from '../compose.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import { printable } from '../report/text.ts';
import { onInterrupt } from '../run/interrupt.ts';
import type { Terminal } from '../terminal.ts';
import { affectedBy, type Calls, isWatched } from './affected.ts';
import { runTests } from './runTests.ts';
import { openSession, readSuites, type Session } from './session.ts';

/** Milliseconds without a change before tests are run: editors write a file in several steps. */
const quiet = 100;

/** Why tests are run: all of them, those that failed, or those that changed files affect. */
type Reason = 'all' | 'failed' | ReadonlySet<string>;

/**
 * Runs all tests, then after each change those that it affects, until `q` or Ctrl-C. The exit code is that of the last run. Throws
 * `Refusal` where nothing can be watched.
 */
export async function watchTests(session: Session, terminal: Terminal): Promise<number> {
  const { root, paths, options } = session;
  const waiting = new Set<string>();
  let asked: 'all' | 'failed' | undefined = 'all';
  let isDone = false;
  let wake = () => {};
  let timer: NodeJS.Timeout | undefined;
  const changed = (file: string) => {
    waiting.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => wake(), quiet);
  };
  const stopWatching = watchFiles(root, changed);
  const stop = () => {
    isDone = true;
    wake();
  };
  const stopKeys = listen(terminal, (key) => {
    if (key === 'q' || key === '\u0003') stop();
    if (key === 'a' || key === 'f') {
      asked = key === 'a' ? 'all' : 'failed';
      wake();
    }
  });
  const stopSignals = onInterrupt(stop, stop);
  const state: State = { failed: new Set(), code: exitCodes.ok };
  try {
    while (!isDone) {
      const reason: Reason = asked ?? new Set(waiting);
      asked = undefined;
      waiting.clear();
      // Files may come and go, so everything is read again.
      await runFor(reason, state, () => openSession(paths, options), terminal);
      if (isDone) break;
      if (asked === undefined && waiting.size === 0)
        await new Promise<void>((resume) => {
          wake = resume;
        });
      wake = () => {};
    }
  } finally {
    clearTimeout(timer);
    stopWatching();
    stopKeys();
    stopSignals();
  }
  return state.code;
}

/** What is remembered from one run to the next. */
interface State {
  /** Files of suites that did not succeed. */
  failed: Set<string>;
  code: number;
}

async function runFor(
  reason: Reason,
  state: State,
  open: () => Promise<Session>,
  terminal: Terminal,
): Promise<void> {
  try {
    const session = await open();
    const suites = await readSuites(session);
    const meant = await suitesFor(reason, suites, state, session);
    if (meant.length === 0) {
      const why =
        typeof reason === 'string' ? 'None failed.' : `${[...reason].join(', ')}: no suite is affected.`;
      terminal.out(`${terminal.paint.dim(printable(why))}\n`);
      return;
    }
    if (terminal.interactive) terminal.out('\u001b[2J\u001b[3J\u001b[H');
    const { report, code } = await runTests(session, meant, terminal);
    state.code = code;
    remember(state.failed, report);
  } catch (error) {
    // A file that is being written is often wrong for a while.
    if (!(error instanceof Refusal)) throw error;
    state.code = exitCodes.refused;
    terminal.err(`${error.report ?? `${terminal.errPaint.red('error:')} ${messageOf(error)}`}\n`);
  }
  const keys = terminal.interactive ? ' `a` runs all, `f` what failed, `q` ends.' : '';
  terminal.out(`${terminal.paint.dim(`Watching for changes.${keys}`)}\n`);
}

async function suitesFor(
  reason: Reason,
  suites: readonly SuiteDocument[],
  { failed }: State,
  session: Session,
): Promise<readonly SuiteDocument[]> {
  if (reason === 'all') return suites;
  if (reason === 'failed') return suites.filter(({ file }) => failed.has(file));
  const changed = new Set([...reason].filter(isWatched));
  if (changed.size === 0) return [];
  const documents = await flowsNow(session);
  const { calledFlows } = await import('../../runner/validation/index.ts');
  const flows = documents.flatMap((document): Calls[] => {
    const { file, flow } = document;
    if (flow === undefined) return [];
    const calls = calledFlows(document, session.registry).map(
      (called) => `${called.namespace}.${called.flowId}`,
    );
    return [{ file, name: `${flow.namespace}.${flow.id}`, calls }];
  });
  const unreadable = documents.filter(({ flow }) => flow === undefined);
  return affectedBy(changed, suites, flows, unreadable);
}

async function flowsNow({ repository, registry, namespaces }: Session): Promise<FlowDocument[]> {
  const shared = await namespaces();
  const documents: FlowDocument[] = [];
  for (const file of await repository.flowFiles())
    documents.push(await readFlow((await repository.readFlow(file)).source, file, registry, shared));
  return documents;
}

function remember(failed: Set<string>, { suites }: TestReport): void {
  for (const { file, result } of suites) {
    if (result.state === 'FAILED' || result.state === 'ERROR') failed.add(file);
    else failed.delete(file);
  }
}

/** Tells of changed files below a folder, by their paths with slashes. The result stops. */
function watchFiles(root: string, changed: (file: string) => void): () => void {
  const ignored = /(?:^|\/)(?:node_modules|\.git|\.tutti)(?:\/|$)/;
  const named = (path: string) => path.split(sep).join('/');
  try {
    const watcher = watch(
      root,
      { recursive: true, ignore: (path) => ignored.test(named(path)) },
      (_, path) => {
        if (path !== null && isWatched(named(path))) changed(named(path));
      },
    );
    // A folder that goes away ends nothing.
    watcher.on('error', () => {});
    return () => watcher.close();
  } catch (error) {
    throw new Refusal(`--watch: cannot watch ${root}: ${messageOf(error)}.`, { cause: error });
  }
}

/** Tells of keys, on a terminal. The result stops. */
function listen({ interactive }: Terminal, pressed: (key: string) => void): () => void {
  const { stdin } = process;
  if (!interactive || !stdin.isTTY) return () => {};
  const heard = (data: Buffer) => {
    for (const key of data.toString()) pressed(key);
  };
  stdin.setRawMode(true);
  stdin.on('data', heard);
  stdin.resume();
  return () => {
    stdin.off('data', heard);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

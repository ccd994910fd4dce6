import { relative } from 'node:path';
import { executionPayload } from '../../app/api/payload/execution.ts';
import type { Backend } from '../../runner/backend/types.ts';
import { logsWithFiles } from '../../runner/engine/fileLogs.ts';
import type { Engine } from '../../runner/engine/types.ts';
import type { ExecutionDocument, LogLevel, TaskRun } from '../../runner/execution/types.ts';
import { exitCodes, Interruption, messageOf, Refusal } from '../errors.ts';
import { isAtLeast } from '../options.ts';
import { jsonText } from '../report/json.ts';
import { summaryText } from '../report/summary.ts';
import { shellWord } from '../report/text.ts';
import { findRoot } from '../root.ts';
import type { Terminal } from '../terminal.ts';
import { watchBreakpoints } from './breakpoints.ts';
import { onInterrupt } from './interrupt.ts';
import { createLiveReporter } from './liveReporter.ts';
import { createPlainReporter } from './plainReporter.ts';
import type { Reporter } from './reporter.ts';

/** What following an execution needs. */
export interface FollowParts {
  engine: Engine;
  backend: Backend;
  /** Root of the repository. */
  root: string;
  terminal: Terminal;
  options: { json?: boolean; logLevel?: LogLevel };
  /** Where a task stands, `file:line:column`, as far as that is known. */
  placeOf?: (taskId: string) => string | undefined;
}

/**
 * Begins an execution, shows how it goes until it ended, and gives the exit code. `begin` makes it, or lets it go on. Throws
 * `Refusal` where that is refused: nothing was executed.
 */
export async function follow(
  executionId: string,
  begin: () => Promise<unknown>,
  parts: FollowParts,
): Promise<number> {
  const { engine, options, terminal } = parts;
  const reporter = createReporter(executionId, options, terminal);
  const least = options.logLevel ?? 'INFO';
  const breakpoints = watchBreakpoints({
    engine,
    executionId,
    input: terminal.interactive && process.stdin.isTTY ? process.stdin : undefined,
    say(text) {
      reporter.clear();
      terminal.err(`${terminal.errPaint.yellow(text)}\n`);
    },
    commandOptions: repoOption(parts.root),
  });
  const stopListening = engine.listen({
    changed(execution, taskRuns) {
      reporter.changed?.(
        execution,
        taskRuns.map((run) => withMaskedValue(run, engine.mask)),
      );
      breakpoints.changed(execution, taskRuns);
    },
    logged: (entries) => reporter.logged?.(entries.filter(({ level }) => isAtLeast(level, least))),
  });
  let ended: ExecutionDocument;
  try {
    ended = await endedOrKilled(engine, begin(), executionId, reporter, terminal);
  } finally {
    stopListening();
    breakpoints.close();
    reporter.close();
  }
  await printEnd(ended, parts);
  const { current } = ended.state;
  return current === 'SUCCESS' || current === 'WARNING' ? exitCodes.ok : exitCodes.failed;
}

/** Values of a loop are shown beside each of its task runs. */
function withMaskedValue(run: TaskRun, mask: (text: string) => string): TaskRun {
  return run.value === undefined ? run : { ...run, value: mask(run.value) };
}

function createReporter(executionId: string, options: FollowParts['options'], terminal: Terminal): Reporter {
  if (options.json) return createPlainReporter(terminal.err, terminal.errPaint);
  return terminal.interactive
    ? createLiveReporter(executionId, terminal)
    : createPlainReporter(terminal.out, terminal.paint);
}

/**
 * Waits for the start and the end; the first Ctrl-C asks for one, the second is one. Throws `Refusal` where the engine
 * refuses to start: nothing was executed then.
 */
async function endedOrKilled(
  engine: Engine,
  started: Promise<unknown>,
  executionId: string,
  reporter: Reporter,
  terminal: Terminal,
): Promise<ExecutionDocument> {
  const kill = async () => {
    await started;
    await engine.kill(executionId);
  };
  const stop = onInterrupt(
    () => {
      const { yellow } = terminal.errPaint;
      reporter.clear();
      terminal.err(`${yellow(`Killing execution ${executionId}; Ctrl-C again ends at once.`)}\n`);
      kill().catch((error: unknown) => terminal.err(`Cannot kill: ${messageOf(error)}\n`));
    },
    () => {
      reporter.close();
      terminal.err('Ended at once; `tutti executions list` shows what was left.\n');
      process.exit(exitCodes.interrupted);
    },
  );
  try {
    await started.catch((error: unknown) => {
      throw new Refusal(messageOf(error), { cause: error });
    });
    const document = await engine.ended(executionId).catch((error: unknown) => {
      throw new Interruption(
        `${messageOf(error)}.\nThe execution ${executionId} is not finished; what it did before is kept.`,
        { cause: error },
      );
    });
    // Subflows that nobody waits for are work of this run too.
    await engine.idle();
    return document;
  } finally {
    stop();
  }
}

async function printEnd(ended: ExecutionDocument, parts: FollowParts): Promise<void> {
  const { options, terminal, engine, backend, root, placeOf } = parts;
  const mask = (text: string) => engine.mask(text);
  if (options.json) {
    terminal.out(jsonText(executionPayload(ended, ended.taskRunList), mask));
    return;
  }
  const entries = await logsWithFiles(backend, { executionId: ended.id, minLevel: 'ERROR', limit: 1000 });
  terminal.out(
    summaryText({
      document: ended,
      errors: entries,
      placeOf: placeOf ?? (() => undefined),
      mask,
      commandOptions: repoOption(root),
      now: Date.now(),
      columns: terminal.interactive ? terminal.size().columns : 200,
      paint: terminal.paint,
    }),
  );
}

/** ` --repo x` where a command typed in the current folder would not find the repository by itself. */
function repoOption(root: string): string {
  const cwd = process.cwd();
  return findRoot(cwd) === root ? '' : ` --repo ${shellWord(relative(cwd, root) || '.')}`;
}

import { relative } from 'node:path';
import type { Backend } from '../../runner/backend/types.ts';
import type { Engine } from '../../runner/engine/types.ts';
import { chance, newSeed } from '../../runner/execution/ids.ts';
import type { ExecutionDocument, Label, LogLevel, TaskRun } from '../../runner/execution/types.ts';
import { walkTasks } from '../../runner/flow/nested.ts';
import type { Flow, FlowDocument } from '../../runner/flow/types.ts';
import { openBackend, openEngine, openRegistry } from '../compose.ts';
import { exitCodes, Interruption, messageOf, Refusal } from '../errors.ts';
import { isAtLeast } from '../options.ts';
import { executionJson } from '../report/executionJson.ts';
import { jsonText } from '../report/json.ts';
import { summaryText } from '../report/summary.ts';
import { shellWord } from '../report/text.ts';
import { violationReport } from '../report/violations.ts';
import { findRoot } from '../root.ts';
import { findTarget, parseTarget, type Target } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { readInputsFile, submittedInputs } from './inputs.ts';
import { onInterrupt } from './interrupt.ts';
import { createLiveReporter } from './liveReporter.ts';
import { createPlainReporter } from './plainReporter.ts';
import type { Reporter } from './reporter.ts';

/** Options of `tutti run`. */
export interface RunOptions {
  input?: Record<string, string>;
  inputs?: string;
  label?: Label[];
  repo?: string;
  json?: boolean;
  logLevel?: LogLevel;
}

/** Runs a flow to its end, shows how it goes, and gives the exit code. Throws `Refusal` where nothing was executed. */
export async function runFlow(name: string, options: RunOptions, terminal: Terminal): Promise<number> {
  const target = await findTarget(name, options.repo);
  const registry = await openRegistry();
  const document = await parseTarget(target, registry, terminal.errPaint);
  const inputs = submittedInputs(document.flow.inputs, readInputsFile(options.inputs), options.input ?? {});
  for (const warning of inputs.warnings) terminal.err(`${terminal.errPaint.yellow('warning:')} ${warning}\n`);
  warnAbout(document, terminal);

  const { repository } = target;
  const backend = await openBackend(repository.root);
  const engine = await openEngine({ backend, registry, repository, logLevel: options.logLevel });
  terminal.hide(engine.mask);
  try {
    const executionId = chance(newSeed()).id();
    const reporter = createReporter(executionId, options, terminal);
    const least = options.logLevel ?? 'INFO';
    const stopListening = engine.listen({
      changed: (execution, taskRuns) =>
        reporter.changed?.(
          execution,
          taskRuns.map((run) => withMaskedValue(run, engine.mask)),
        ),
      logged: (entries) => reporter.logged?.(entries.filter(({ level }) => isAtLeast(level, least))),
    });
    let ended: ExecutionDocument;
    try {
      const { flow } = document;
      const started = engine.start({ flow, inputs: inputs.values, labels: options.label ?? [], executionId });
      ended = await endedOrKilled(engine, started, executionId, reporter, terminal);
    } finally {
      stopListening();
      reporter.close();
    }
    await printEnd(ended, { options, terminal, engine, backend, target, document });
    const { current } = ended.state;
    return current === 'SUCCESS' || current === 'WARNING' ? exitCodes.ok : exitCodes.failed;
  } finally {
    await engine.close(0);
    await backend.close();
  }
}

/** Values of a loop are shown beside each of its task runs. */
function withMaskedValue(run: TaskRun, mask: (text: string) => string): TaskRun {
  return run.value === undefined ? run : { ...run, value: mask(run.value) };
}

function createReporter(executionId: string, options: RunOptions, terminal: Terminal): Reporter {
  if (options.json) return createPlainReporter(terminal.err, terminal.errPaint);
  return terminal.interactive
    ? createLiveReporter(executionId, terminal)
    : createPlainReporter(terminal.out, terminal.paint);
}

/** Warnings of a valid flow: deprecated types, unknown properties of other versions. */
function warnAbout({ violations, file, source }: FlowDocument, terminal: Terminal): void {
  const warnings = violations.filter(({ severity }) => severity === 'warning');
  if (warnings.length > 0)
    terminal.err(violationReport(warnings, new Map([[file, source]]), terminal.errPaint));
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

interface EndParts {
  options: RunOptions;
  terminal: Terminal;
  engine: Engine;
  backend: Backend;
  target: Target;
  document: FlowDocument & { flow: Flow };
}

async function printEnd(ended: ExecutionDocument, parts: EndParts): Promise<void> {
  const { options, terminal, engine, backend, target, document } = parts;
  const mask = (text: string) => engine.mask(text);
  if (options.json) {
    terminal.out(jsonText(executionJson(ended, Date.now()), mask));
    return;
  }
  const { entries } = await backend.logs({ executionId: ended.id, minLevel: 'ERROR', limit: 1000 });
  terminal.out(
    summaryText({
      document: ended,
      errors: entries,
      placeOf(taskId) {
        const found = [...walkTasks(document.flow)].find(({ task }) => task.id === taskId);
        const place = found && document.locate(found.path);
        return place && `${target.file}:${place.line}:${place.column}`;
      },
      mask,
      commandOptions: repoOption(target.repository.root),
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

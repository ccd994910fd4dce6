import { chance, newSeed } from '../../runner/execution/ids.ts';
import type { Label, LogLevel } from '../../runner/execution/types.ts';
import { walkTasks } from '../../runner/flow/nested.ts';
import type { FlowDocument, Violation } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { openBackend, openEngine, openRegistry } from '../compose.ts';
import { violationReport } from '../report/violations.ts';
import { findTarget, parseTarget } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { follow } from './follow.ts';
import { readInputsFile, submittedInputs } from './inputs.ts';

/** Options of `tutti run`. */
export interface RunOptions {
  input?: Record<string, string>;
  inputs?: string;
  label?: Label[];
  repo?: string;
  json?: boolean;
  logLevel?: LogLevel;
  verbose?: boolean;
}

/** Runs a flow to its end, shows how it goes, and gives the exit code. Throws `Refusal` where nothing was executed. */
export async function runFlow(name: string, options: RunOptions, terminal: Terminal): Promise<number> {
  const target = await findTarget(name, options.repo);
  const registry = await openRegistry();
  const document = await parseTarget(target, registry, terminal.errPaint);
  const inputs = submittedInputs(document.flow.inputs, readInputsFile(options.inputs), options.input ?? {});
  for (const warning of inputs.warnings) terminal.err(`${terminal.errPaint.yellow('warning:')} ${warning}\n`);
  const { repository } = target;
  const remarks = options.verbose ? await remarksOn(document, repository.root, registry) : [];
  warnAbout({ ...document, violations: [...document.violations, ...remarks] }, terminal);

  const backend = await openBackend(repository.root);
  const engine = await openEngine({ backend, registry, repository, logLevel: options.logLevel });
  terminal.hide(engine.mask);
  try {
    const executionId = chance(newSeed()).id();
    const { flow } = document;
    const { values } = inputs;
    const begin = () => engine.start({ flow, inputs: values, labels: options.label ?? [], executionId });
    const placeOf = (taskId: string) => {
      const found = [...walkTasks(flow)].find(({ task }) => task.id === taskId);
      const place = found && document.locate(found.path);
      return place && `${target.file}:${place.line}:${place.column}`;
    };
    return await follow(executionId, begin, {
      engine,
      backend,
      root: repository.root,
      terminal,
      options,
      placeOf,
    });
  } finally {
    await engine.close(0);
    await backend.close();
  }
}

/** What its expressions read that is not there: warnings here, for a run shows what comes of it. */
async function remarksOn(document: FlowDocument, root: string, registry: Registry): Promise<Violation[]> {
  const { referenceViolations } = await import('../validate/references.ts');
  const violations = await referenceViolations([document], [root], registry);
  return violations.map((violation) => ({ ...violation, severity: 'warning' }));
}

/** Warnings of a valid flow: deprecated types, unknown properties of other versions. */
function warnAbout({ violations, file, source }: FlowDocument, terminal: Terminal): void {
  const warnings = violations.filter(({ severity }) => severity === 'warning');
  if (warnings.length > 0)
    terminal.err(violationReport(warnings, new Map([[file, source]]), terminal.errPaint));
}

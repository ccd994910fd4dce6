import { chance, newSeed } from '../../runner/execution/ids.ts';
import type { Breakpoint, Label, LogLevel } from '../../runner/execution/types.ts';
import { walkTasks } from '../../runner/flow/nested.ts';
import { suggest } from '../../runner/flow/suggest.ts';
import type { Flow, FlowDocument, Violation } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { flowSettings, openBackend, openEngine, openRegistry } from '../compose.ts';
import { Refusal } from '../errors.ts';
import { violationReport } from '../report/violations.ts';
import { findTarget, parseTarget, sharedIn, type Target } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { parseBreakpoints } from './breakpoints.ts';
import { follow } from './follow.ts';
import { readInputsFile, submittedInputs } from './inputs.ts';

/** Options of `tutti run`. */
export interface RunOptions {
  input?: Record<string, string>;
  inputs?: string;
  label?: Label[];
  /** Where to stop: `task` or `task.value`. */
  breakpoint?: string[];
  repo?: string;
  ref?: string;
  json?: boolean;
  logLevel?: LogLevel;
  verbose?: boolean;
}

/** Runs a flow to its end, shows how it goes, and gives the exit code. Throws `Refusal` where nothing was executed. */
export async function runFlow(name: string, options: RunOptions, terminal: Terminal): Promise<number> {
  const target = await findTarget(name, options.repo, options.ref);
  const registry = await openRegistry();
  const document = await parseTarget(target, registry, terminal.errPaint);
  const inputs = submittedInputs(document.flow.inputs, readInputsFile(options.inputs), options.input ?? {});
  for (const warning of inputs.warnings) terminal.err(`${terminal.errPaint.yellow('warning:')} ${warning}\n`);
  const { repository, root } = target;
  const remarks = options.verbose ? await remarksOn(document, target, registry) : [];
  warnAbout({ ...document, violations: [...document.violations, ...remarks] }, terminal);

  const backend = await openBackend(root);
  const settings = await flowSettings(root);
  const engine = await openEngine({ backend, registry, repository, logLevel: options.logLevel, ...settings });
  terminal.hide(engine.mask);
  try {
    const executionId = chance(newSeed()).id();
    const { flow } = document;
    const { values } = inputs;
    const breakpoints = parseBreakpoints(options.breakpoint ?? []);
    assertTasks(breakpoints, flow);
    const begin = () =>
      engine.start({
        flow,
        inputs: values,
        labels: options.label ?? [],
        executionId,
        ...(breakpoints.length > 0 && { breakpoints }),
      });
    const placeOf = (taskId: string) => {
      const found = [...walkTasks(flow)].find(({ task }) => task.id === taskId);
      const place = found && document.locate(found.path);
      return place && `${target.file}:${place.line}:${place.column}`;
    };
    return await follow(executionId, begin, {
      engine,
      backend,
      root,
      terminal,
      options,
      placeOf,
    });
  } finally {
    await engine.close(0);
    await backend.close();
  }
}

/** A breakpoint that is never reached would be taken for one that was. Throws `Refusal`. */
function assertTasks(breakpoints: readonly Breakpoint[], flow: Flow): void {
  const ids = [...walkTasks(flow)].map(({ task }) => task.id);
  for (const { id } of breakpoints) {
    if (ids.includes(id)) continue;
    const meant = suggest(id, ids);
    const hint = meant === undefined ? `Its tasks are: ${ids.join(', ')}.` : `Did you mean “${meant}”?`;
    throw new Refusal(`--breakpoint ${id}: the flow has no task “${id}”. ${hint}`);
  }
}

/** What its expressions read that is not there: warnings here, for a run shows what comes of it. */
async function remarksOn(
  document: FlowDocument,
  { repository, root, isNamed }: Target,
  registry: Registry,
): Promise<Violation[]> {
  const { referenceViolations } = await import('../validate/references.ts');
  const shared = await sharedIn(repository, registry, root, isNamed);
  const violations = await referenceViolations([document], [shared], registry);
  return violations.map((violation) => ({ ...violation, severity: 'warning' }));
}

/** Warnings of a valid flow: deprecated types, unknown properties of other versions. */
function warnAbout({ violations, file, source }: FlowDocument, terminal: Terminal): void {
  const warnings = violations.filter(({ severity }) => severity === 'warning');
  if (warnings.length > 0)
    terminal.err(violationReport(warnings, new Map([[file, source]]), terminal.errPaint));
}

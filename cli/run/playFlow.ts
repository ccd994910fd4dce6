import { chance, newSeed } from '../../runner/execution/ids.ts';
import type { Breakpoint, LogLevel } from '../../runner/execution/types.ts';
import { type PlaygroundRequest, play } from '../../runner/playground/index.ts';
import { flowSettings, openBackend, openEngine, openRegistry } from '../compose.ts';
import { Refusal } from '../errors.ts';
import { findTarget, parseTarget } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { parseBreakpoints } from './breakpoints.ts';
import { follow } from './follow.ts';
import { readInputsFile, submittedInputs } from './inputs.ts';

/** Options of `tutti playground`. */
export interface PlayOptions {
  task?: string;
  to?: string;
  from?: string;
  fresh?: boolean;
  input?: Record<string, string>;
  inputs?: string;
  repo?: string;
  ref?: string;
  json?: boolean;
  logLevel?: LogLevel;
}

/**
 * Runs a part of a flow in the playground (surfaces §3), shows how it goes and what was re-used, and gives the exit code.
 * Throws `Refusal` where nothing was executed.
 */
export async function playFlow(name: string, options: PlayOptions, terminal: Terminal): Promise<number> {
  const { extent, task } = asked(options);
  const target = await findTarget(name, options.repo, options.ref);
  const registry = await openRegistry();
  const { flow } = await parseTarget(target, registry, terminal.errPaint);
  const inputs = submittedInputs(flow.inputs, readInputsFile(options.inputs), options.input ?? {});
  for (const warning of inputs.warnings) terminal.err(`${terminal.errPaint.yellow('warning:')} ${warning}\n`);
  const { repository, root } = target;
  const backend = await openBackend(root);
  const settings = await flowSettings(root);
  const engine = await openEngine({ backend, registry, repository, ...settings });
  terminal.hide(engine.mask);
  const reused: string[] = [];
  try {
    const executionId = chance(newSeed()).id();
    const begin = () =>
      play({
        engine,
        backend,
        flow,
        task,
        extent,
        inputs: inputs.values,
        executionId,
        fresh: options.fresh ?? false,
        reused: ({ id, value }) =>
          void reused.push(value === undefined ? id : `${id}[${engine.mask(value)}]`),
      });
    const code = await follow(executionId, begin, { engine, backend, root, terminal, options });
    const say = options.json ? terminal.err : terminal.out;
    say(
      reused.length > 0 ? `Re-used: ${reused.join(', ')}. --fresh runs them again.\n` : 'Re-used: nothing.\n',
    );
    return code;
  } finally {
    await engine.close(0);
    await backend.close();
  }
}

function asked({ task, to, from }: PlayOptions): {
  extent: NonNullable<PlaygroundRequest['extent']>;
  task: Breakpoint;
} {
  const extent = to !== undefined ? 'to' : from !== undefined ? 'from' : 'task';
  const [found] = parseBreakpoints([task ?? to ?? from ?? []].flat());
  if (!found)
    throw new Refusal(
      'Which task? --task ID runs it; --to ID and --from ID run the flow as far as it, or from it on.',
    );
  return { extent, task: found };
}

import type { Readable } from 'node:stream';
import type { Engine, EngineListener } from '../../runner/engine/types.ts';
import type { Breakpoint, TaskRun } from '../../runner/execution/types.ts';
import { messageOf } from '../errors.ts';

/** Breakpoints as the command line gives them: `task`, or `task.value` for one value of a loop; ids hold no dots. */
export function parseBreakpoints(texts: readonly string[]): Breakpoint[] {
  return texts.map((text) => {
    const dot = text.indexOf('.');
    return dot < 0 ? { id: text } : { id: text.slice(0, dot), value: text.slice(dot + 1) };
  });
}

interface WatchOptions {
  engine: Engine;
  executionId: string;
  /** Where somebody may press Enter; absent where nobody sits there. */
  input: Readable | undefined;
  /** Shows a line to whoever runs the command. */
  say(text: string): void;
  /** ` --repo x` for the command that is named. */
  commandOptions: string;
}

/**
 * Says where an execution stops at breakpoints (flow-language §7.9), and lets it go on, to the next one, at each Enter.
 * `close` stops listening.
 */
export function watchBreakpoints(
  options: WatchOptions,
): Required<Pick<EngineListener, 'changed'>> & { close(): void } {
  const { engine, executionId, input, say, commandOptions } = options;
  let left: readonly Breakpoint[] = [];

  const goOn = () => {
    ignore();
    engine
      .control(executionId, { type: 'resumeFromBreakpoint', breakpoints: left })
      .catch((error: unknown) => say(`Cannot go on: ${messageOf(error)}`));
  };
  // Only while it is stopped: what is typed at other times is for the shell.
  const heed = () => void input?.off('data', goOn).on('data', goOn).resume();
  const ignore = () => void input?.off('data', goOn).pause();

  return {
    changed(execution, taskRuns) {
      if (execution.id !== executionId) return;
      if (execution.state.current !== 'BREAKPOINT') return ignore();
      const stopped = taskRuns.filter(({ state }) => state.current === 'BREAKPOINT').map(nameOf);
      if (stopped.length === 0) return;
      left = execution.breakpoints ?? [];
      heed();
      const command = `\`tutti executions resume ${executionId}${commandOptions}\``;
      const how = input ? `Enter, or ${command},` : command;
      say(`Stopped before ${stopped.map(engine.mask).join(', ')}. ${how} lets it go on.`);
    },
    close: ignore,
  };
}

function nameOf({ taskId, value }: TaskRun): string {
  return value === undefined ? taskId : `${taskId}[${value}]`;
}

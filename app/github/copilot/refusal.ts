import { CopilotError } from '../../copilot/errors.ts';
import { CommandRefused } from '../commands/types.ts';

/** Violations that are told of. */
const most = 20;

/** What to tell who asked, with what was still wrong; undefined for what is tried again, as after the end of this server. */
export function refusalOf(error: unknown): CommandRefused | undefined {
  if (!(error instanceof CopilotError) || error.failure === 'aborted') return undefined;
  const lines = error.violations
    .slice(0, most)
    .map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  return new CommandRefused(sentence(error.message), {
    ...(lines.length > 0 && { details: lines.join('\n') }),
    // Nothing is wrong where the flow does it already.
    ...(error.failure === 'unchanged' && { reaction: 'confused' as const }),
  });
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

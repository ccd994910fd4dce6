import { CopilotError } from '../../copilot/errors.ts';
import { CommandRefused } from '../commands/types.ts';

/** Violations that are told of. */
const most = 20;

/** What to tell who asked, with what was still wrong; undefined for what is tried again, as after the end of this server. */
export function refusalOf(error: unknown): CommandRefused | undefined {
  if (error instanceof CommandRefused) return error;
  if (!(error instanceof CopilotError)) return ofGitHub(error);
  if (error.failure === 'aborted') return undefined;
  const lines = error.violations
    .slice(0, most)
    .map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  return new CommandRefused(sentence(error.message), {
    ...(lines.length > 0 && { details: lines.join('\n') }),
    // Nothing is wrong where the flow does it already.
    ...(error.failure === 'unchanged' && { reaction: 'confused' as const }),
  });
}

/** Rules of the repository, or a permission that the App was not given: trying again would change nothing. */
function ofGitHub(error: unknown): CommandRefused | undefined {
  const { status, message } = error as { status?: number; message?: string };
  const isDenied = status === 403 && /not accessible by integration|protected|rule/i.test(message ?? '');
  if (status !== 422 && !isDenied) return undefined;
  return new CommandRefused(`GitHub refuses what Copilot would write: ${sentence(message ?? '')}`);
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

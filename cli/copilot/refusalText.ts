import type { CopilotError } from '../../app/copilot/errors.ts';
import type { Paint } from '../paint.ts';
import { printable } from '../report/text.ts';

/** Why there is no proposal, and what was still wrong. */
export function refusalText({ message, violations, usage }: CopilotError, paint: Paint): string {
  const lines = [
    `${paint.red('No proposal:')} ${printable(message)}`,
    ...violations
      .slice(0, 20)
      .map(
        ({ file, line, column, message: fault }) =>
          `  ${printable(file)}:${line}:${column} ${printable(fault)}`,
      ),
    'Nothing was written.',
    ...(usage && usage.input + usage.output > 0 ? [paint.dim(`${usage.input + usage.output} tokens`)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

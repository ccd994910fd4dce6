import { roleOf } from '../../../runner/repository/layout.ts';
import { CopilotError } from '../errors.ts';
import type { ProposedFile } from '../types.ts';

/** How much one proposal may write. */
export const limits = { files: 5, bytes: 256 * 1024 } as const;

/**
 * Refuses a proposal that would write anything but flows and suites of the repository: no other folders, no links out, nothing
 * of GitHub's, nothing large (github §8.2, “prompt injection”). Paths come from names in the flow, which a model chose.
 *
 * @throws CopilotError `forbidden`, which names the path
 */
export function checkFiles(files: readonly ProposedFile[]): void {
  if (files.length > limits.files)
    throw new CopilotError('forbidden', `The proposal has ${files.length} files, more than ${limits.files}`);
  for (const { path, after } of files) {
    if (!isWritable(path))
      throw new CopilotError(
        'forbidden',
        `The proposal would write ${JSON.stringify(path)}, which is no flow and no suite of this repository`,
      );
    const size = Buffer.byteLength(after);
    if (size > limits.bytes)
      throw new CopilotError(
        'forbidden',
        `The proposal would write ${size} bytes to ${path}, more than ${limits.bytes}`,
      );
  }
}

function isWritable(path: string): boolean {
  const parts = path.split('/');
  const isPlain = parts.every(
    (part) => /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(part) && !part.includes('..'),
  );
  const role = isPlain && /\.ya?ml$/.test(path) ? roleOf(path) : undefined;
  return role?.kind === 'flow' || role?.kind === 'suite';
}

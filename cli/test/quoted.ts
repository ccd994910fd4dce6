import { randomUUID } from 'node:crypto';
import type { Terminal } from '../terminal.ts';

/**
 * Does `work`, whose output GitHub's runner must not read as workflow commands, for it holds texts of others (github §5.3): commands
 * are stopped with a token that nobody can guess. Where `isWanted` is false, it is only done.
 */
export async function quoted<T>(terminal: Terminal, isWanted: boolean, work: () => Promise<T>): Promise<T> {
  if (!isWanted) return work();
  const token = randomUUID();
  terminal.out(`::stop-commands::${token}\n`);
  try {
    return await work();
  } finally {
    terminal.out(`\n::${token}::\n`);
  }
}

// `npm run build:action`: bundles the Action into action/dist, which is committed. With `--check` it is bundled elsewhere, and
// what is committed has to be the same: nobody can read a bundle, so it must be what the sources say.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { actionBundle } from '../rolldown.action.config.js';

const committed = fileURLToPath(new URL('../action/dist', import.meta.url));

if (process.argv.includes('--check')) {
  const scratch = mkdtempSync(join(tmpdir(), 'tutti-action-'));
  try {
    const fresh = join(scratch, 'dist');
    await build({ ...actionBundle(fresh), logLevel: 'warn' });
    const names = [...new Set([...filesIn(committed), ...filesIn(fresh)])];
    const differing = names.filter((name) => !isSame(join(committed, name), join(fresh, name)));
    if (differing.length > 0) {
      console.error(`action/dist is not what the sources give: ${differing.slice(0, 5).join(', ')}`);
      console.error('`npm run build:action` makes it anew.');
      process.exitCode = 1;
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
} else await build({ ...actionBundle(committed), logLevel: 'warn' });

function filesIn(folder) {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
}

function isSame(first, second) {
  try {
    return readFileSync(first).equals(readFileSync(second));
  } catch {
    return false;
  }
}

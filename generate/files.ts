import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes generated files, and removes those in `folder` that are no longer generated. With `--check` on the command line
 * nothing is written: the exit code is 1 where something would be, and `command` is named as the remedy.
 */
export async function settleFiles(
  files: ReadonlyMap<string, string>,
  folder: string,
  command: string,
): Promise<void> {
  const stale = staleFiles(files, folder);
  if (process.argv.includes('--check')) {
    for (const path of stale) console.error(`${path} is not what the code says. Run: ${command}`);
    if (stale.length > 0) process.exitCode = 1;
    else console.log(`${folder}: ${files.size} files are as the code says.`);
    return;
  }
  for (const path of stale) {
    const content = files.get(path);
    if (content === undefined) rmSync(join(root, path));
    else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  }
  console.log(`${folder}: ${stale.length} of ${files.size} files changed.`);
}

/** Paths below `folder` that are missing, different, or not among the generated ones. */
export function staleFiles(files: ReadonlyMap<string, string>, folder: string): string[] {
  const present = globSync(`${folder}/**/*.{json,md}`, { cwd: root }).map((path) =>
    path.split(sep).join('/'),
  );
  const superfluous = present.filter((path) => !files.has(path));
  const different = [...files].flatMap(([path, content]) =>
    present.includes(path) && readFileSync(join(root, path), 'utf8') === content ? [] : [path],
  );
  return [...superfluous, ...different].sort();
}

import { access, chmod, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ownFolder, writeInside } from './files/localFiles.ts';
import { shellWord } from './script.ts';

/** Absolute path of a program on the PATH. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder || '.', name);
    try {
      await access(path, constants.X_OK);
      if ((await stat(path)).isFile()) return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/** Makes `target` known as `name` to the commands of a run; gives the PATH that does so. */
export async function nameProgram(directory: string, name: string, target: string): Promise<string> {
  const path = await writeInside(
    directory,
    `${ownFolder}/bin/${name}`,
    `#!/bin/sh\nexec ${shellWord(target)} "$@"\n`,
  );
  await chmod(path, 0o755);
  return [join(directory, ownFolder, 'bin'), process.env['PATH'] ?? ''].join(delimiter);
}

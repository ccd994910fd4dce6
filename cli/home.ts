import { statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refusal } from './errors.ts';
import { makeFolder, reasonOf } from './files.ts';

/** Where state is kept: `TUTTI_HOME`, by default `.tutti/` in the root of the repository (architecture, decision 1). */
export function homeOf(
  root: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  return environment['TUTTI_HOME'] ? resolve(environment['TUTTI_HOME']) : join(root, '.tutti');
}

/** Makes the folder where it is missing, with a `.gitignore` that keeps it out of commits. */
export function prepareHome(home: string): void {
  try {
    if (statSync(home, { throwIfNoEntry: false })?.isDirectory()) return;
    makeFolder(home);
    writeFileSync(join(home, '.gitignore'), '*\n');
  } catch (error) {
    throw new Refusal(
      `Cannot create the folder for state, ${home}: ${reasonOf(error)}. TUTTI_HOME names another.`,
      { cause: error },
    );
  }
}

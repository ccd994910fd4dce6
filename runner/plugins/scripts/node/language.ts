import { join } from 'node:path';
import { ownFolder, writeInside } from '../files/localFiles.ts';
import { findProgram, nameProgram } from '../programs.ts';
import type { Language, Preparation, ScriptRun } from '../script.ts';
import { libs } from './libs.ts';

/** Node.js: the one on the PATH, else the one that runs Tutti; `require('@kestra-io/libs')` works without an installation. */
export const node: Language = { image: 'node', prepare };

async function prepare({ directory, runner }: ScriptRun): Promise<Preparation> {
  const modules = `${ownFolder}/node_modules`;
  await writeInside(directory, `${modules}/@kestra-io/libs/index.js`, libs);
  // Node looks there only for what it does not find beside the script.
  const environment: Record<string, string> = { NODE_PATH: join(directory, modules) };
  if (runner.kind === 'process' && !(await findProgram('node'))) {
    environment['PATH'] = await nameProgram(directory, 'node', process.execPath);
  }
  return { environment };
}

import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../programs.ts';

const run = promisify(execFile);

/** A Python interpreter: the name it is called by, and its path. */
export interface Interpreter {
  name: string;
  path: string;
}

/** The Python on the PATH, whether it is called `python` or `python3`; with `version`, one of that version. */
export async function findPython(version: string | undefined): Promise<Interpreter | undefined> {
  for (const name of version ? [`python${version}`, 'python', 'python3'] : ['python', 'python3']) {
    const path = await findProgram(name);
    if (path && (await isVersion(path, version))) return { name, path };
  }
  const found = version ? await findByUv(version) : undefined;
  return found ? { name: basename(found), path: found } : undefined;
}

async function isVersion(path: string, version: string | undefined): Promise<boolean> {
  if (!version) return true;
  // A shim of a version manager may be there without what it stands for.
  const { stdout } = await run(path, ['--version']).catch(() => ({ stdout: '' }));
  const found = stdout.trim().replace(/^Python /, '');
  return found === version || found.startsWith(`${version}.`);
}

/** uv knows more interpreters than those on the PATH. */
async function findByUv(version: string): Promise<string | undefined> {
  if (!(await findProgram('uv'))) return undefined;
  return run('uv', ['python', 'find', version]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

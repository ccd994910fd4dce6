import { delimiter, join } from 'node:path';
import { ownFolder, writeInside } from '../files/localFiles.ts';
import { nameProgram } from '../programs.ts';
import type { Language, Preparation, ScriptRun } from '../script.ts';
import { installCommand, installDependencies, type PythonDependencies } from './dependencies.ts';
import { helper } from './helper.ts';
import { findPython } from './interpreter.ts';

/** Python with the given dependencies and the module `kestra` (flow-language §6.11, python). */
export function python(properties: PythonDependencies): Language {
  const version = properties.pythonVersion || '3.13';
  return { image: `python:${version}-slim`, prepare: (script) => prepare(script, properties) };
}

async function prepare(script: ScriptRun, properties: PythonDependencies): Promise<Preparation> {
  const { directory, runner } = script;
  await writeInside(directory, `${ownFolder}/python/kestra.py`, helper);
  const modules = join(directory, ownFolder, 'python');
  const environment: Record<string, string> = {
    PYTHONUNBUFFERED: 'true',
    PIP_ROOT_USER_ACTION: 'ignore',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
  const dependencies = properties.dependencies ?? [];

  if (runner.kind === 'docker') {
    const target = join(directory, ownFolder, 'packages');
    environment['PYTHONPATH'] = [target, modules].join(':');
    const commands = dependencies.length ? [installCommand('python', target, dependencies)] : [];
    return { environment, commands };
  }
  const found = await findPython(properties.pythonVersion);
  if (found?.name !== 'python') {
    // Without any Python the commands may still bring their own, and the shell tells when they do not.
    if (found) environment['PATH'] = await nameProgram(directory, 'python', found.path);
    else if (dependencies.length || properties.pythonVersion)
      throw new Error(missing(properties.pythonVersion));
  }
  const packages = dependencies.length ? [await installDependencies(script, found!.path, properties)] : [];
  const inherited = script.context.confinement?.bareScripts ? undefined : process.env['PYTHONPATH'];
  environment['PYTHONPATH'] = [...packages, modules, inherited].filter(Boolean).join(delimiter);
  return { environment };
}

function missing(version: string | undefined): string {
  return version
    ? `Python ${version} is not installed here. Install it, or remove pythonVersion to use the Python on the PATH.`
    : 'Python is not installed here: there is neither `python` nor `python3` on the PATH. Install it, or use the Docker task runner.';
}

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ownFolder } from '../files/localFiles.ts';
import { runProcess } from '../process/run.ts';
import { findProgram } from '../programs.ts';
import { bareEnvironment, inheritedEnvironment } from '../runner/process.ts';
import { type ScriptRun, shellWord } from '../script.ts';

/** What a task says about its packages. */
export interface PythonDependencies {
  dependencies?: string[];
  pythonVersion?: string;
  dependencyCacheEnabled: boolean;
  packageManager?: 'UV' | 'PIP';
}

/**
 * Installs packages for an interpreter; gives the folder they are in. The same packages for the same interpreter are installed
 * once, unless the cache is off. Rejects, after logging what the package manager said, when it fails.
 */
export async function installDependencies(
  script: ScriptRun,
  python: string,
  properties: PythonDependencies,
): Promise<string> {
  const packages = properties.dependencies ?? [];
  const install = await installer(python, properties.packageManager);
  if (!properties.dependencyCacheEnabled) {
    const target = join(script.directory, ownFolder, 'packages');
    await runInstaller(script, [...install, '--target', target, ...packages]);
    return target;
  }
  const key = createHash('sha256').update(JSON.stringify([python, [...packages].sort()]));
  const target = join(cacheFolder(), key.digest('hex').slice(0, 32));
  if (await exists(target)) return target;
  // Complete or not there at all, also with several runs at once.
  const unfinished = `${target}.${randomUUID()}`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await runInstaller(script, [...install, '--target', unfinished, ...packages]);
    await rename(unfinished, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return target;
}

/** A shell command that installs packages where there is no cache: in a container. */
export function installCommand(python: string, target: string, packages: readonly string[]): string {
  return [python, '-m', 'pip', 'install', '--quiet', '--target', target, ...packages]
    .map(shellWord)
    .join(' ');
}

async function installer(python: string, manager: 'UV' | 'PIP' | undefined): Promise<string[]> {
  const uv = manager === 'PIP' ? undefined : await findProgram('uv');
  return uv ? [uv, 'pip', 'install', '--python', python] : [python, '-m', 'pip', 'install', '--quiet'];
}

async function runInstaller({ context, directory }: ScriptRun, command: string[]): Promise<void> {
  const exitCode = await runProcess({
    command,
    directory,
    environment: {
      ...(context.confinement?.bareScripts ? bareEnvironment(directory) : inheritedEnvironment()),
      PIP_ROOT_USER_ACTION: 'ignore',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
    },
    signal: context.signal,
    onLines: (stream, lines) => context.logLines(stream === 'stdout' ? 'DEBUG' : 'WARN', lines),
  });
  if (exitCode !== 0)
    throw new Error(`Cannot install the dependencies: the package manager ended with exit code ${exitCode}`);
}

function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tutti', 'python');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

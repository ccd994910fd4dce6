import { relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { pluginRegistry } from '../runner/plugins/index.ts';
import { namespaceReader, openWorkingDirectory } from '../runner/repository/index.ts';
import type { Inputs } from './inputs.ts';
import { readSettings } from './settings.ts';

/** The repository that is checked out, with what its flows share. */
export async function openWorkspace(inputs: Inputs) {
  const { root } = inputs;
  const registry = pluginRegistry();
  const repository = openWorkingDirectory(root);
  const settings = readSettings(root);
  const namespaces = await namespaceReader(registry, settings)(repository);
  return { registry, repository, settings, namespaces };
}

export type Workspace = Awaited<ReturnType<typeof openWorkspace>>;

/** Calls files of flows by their paths in the checkout, which GitHub knows them by. */
export function namer({ workspace, root }: Pick<Inputs, 'workspace' | 'root'>): (file: string) => string {
  const below = relative(workspace, root).split(sep).join('/');
  return below === '' ? (file) => file : (file) => `${below}/${file}`;
}

/** Whether a file is meant by globs, or lies in a folder that they name. Without globs every file is. */
export function matcher(globs: readonly string[]): (file: string) => boolean {
  const clean = globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
  if (clean.length === 0 || clean.some((glob) => glob === '.' || glob === '')) return () => true;
  return picomatch(
    clean.flatMap((glob) => [glob, `${glob}/**`]),
    { dot: true },
  );
}

/** Whether a namespace is the one that is meant, or below it. */
export function isIn(namespace: string, meant: string | undefined): boolean {
  return meant === undefined || namespace === meant || namespace.startsWith(`${meant}.`);
}

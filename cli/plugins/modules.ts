import { readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Refusal } from '../errors.ts';
import { reasonOf, statOf } from '../files.ts';

/**
 * The modules of further plugin types, as URLs that a worker thread can import too: `TUTTI_PLUGINS` names modules and
 * folders of modules, separated as in PATH; `--plugins` adds to it. Throws `Refusal` where one does not exist.
 */
export function pluginModules(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string[] {
  const paths = (environment['TUTTI_PLUGINS'] ?? '').split(delimiter).filter((path) => path !== '');
  return paths.flatMap(modulesAt).map((path) => pathToFileURL(path).href);
}

/** Adds paths to those of `TUTTI_PLUGINS`, for this process and what it starts. */
export function addPluginPaths(paths: readonly string[]): void {
  if (paths.length === 0) return;
  const known = process.env['TUTTI_PLUGINS'];
  process.env['TUTTI_PLUGINS'] = [...(known ? [known] : []), ...paths.map((path) => resolve(path))].join(
    delimiter,
  );
}

function modulesAt(path: string): string[] {
  const absolute = resolve(path);
  const kind = statOf(absolute, path);
  if (!kind) throw new Refusal(`Plugins: there is neither a module nor a folder ${path}.`);
  if (!kind.isDirectory()) return [absolute];
  try {
    const names = readdirSync(absolute).filter((name) => /^(?!.*\.d\.ts$)[^.].*\.(?:[cm]?js|ts)$/.test(name));
    return names.sort().map((name) => join(absolute, name));
  } catch (error) {
    throw new Refusal(`Plugins: cannot read the folder ${path}: ${reasonOf(error)}.`, { cause: error });
  }
}

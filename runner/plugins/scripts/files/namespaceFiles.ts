import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { boolean, enumeration, list, object, string } from '../../../plugin/properties.ts';
import type { TaskContext } from '../../../plugin/types.ts';
import { namespaceGlobs } from './globs.ts';
import { writeInside } from './localFiles.ts';

/** Schema of `namespaceFiles` (flow-language §6.11). */
export const namespaceFilesSchema = object({
  enabled: boolean().default(true).describe('Whether namespace files are loaded at all.'),
  include: list(string()).optional().describe('Globs of the files to load; all by default.'),
  exclude: list(string()).optional().describe('Globs of the files to leave out.'),
  namespaces: list(string())
    .optional()
    .describe(
      "Namespaces to load from, in this order; the flow's by default. Later files replace earlier ones.",
    ),
  ifExists: enumeration(['OVERWRITE', 'FAIL', 'WARN', 'IGNORE'])
    .default('OVERWRITE')
    .describe(
      'What happens when a file is there already: replace it, fail, or keep it, with or without a warning.',
    ),
  folderPerNamespace: boolean().default(false).describe('Whether each namespace gets a folder of its name.'),
});

/** Puts namespace files into a directory; gives how many. An absent block loads nothing (flow-language §6.11). */
export async function writeNamespaceFiles(
  context: TaskContext<unknown>,
  directory: string,
  options: z.infer<typeof namespaceFilesSchema> | undefined,
): Promise<number> {
  if (!options?.enabled) return 0;
  const included = options.include?.length ? namespaceGlobs(options.include) : () => true;
  const excluded = namespaceGlobs(options.exclude ?? []);
  let written = 0;
  for (const namespace of options.namespaces ?? [context.flow.namespace]) {
    for (const path of await context.namespaceFiles.list(namespace)) {
      if (!included(path) || excluded(path)) continue;
      const target = options.folderPerNamespace ? `${namespace}/${path}` : path;
      if (!(await mayWrite(context, directory, target, options.ifExists))) continue;
      await writeInside(directory, target, await context.namespaceFiles.read(path, namespace));
      written++;
    }
  }
  return written;
}

async function mayWrite(
  context: TaskContext<unknown>,
  directory: string,
  path: string,
  ifExists: 'OVERWRITE' | 'FAIL' | 'WARN' | 'IGNORE',
): Promise<boolean> {
  if (ifExists === 'OVERWRITE') return true;
  const exists = await stat(join(directory, path)).then(
    () => true,
    () => false,
  );
  if (!exists) return true;
  const message = `The namespace file '${path}' exists already in the working directory`;
  if (ifExists === 'FAIL') throw new Error(`${message}. Set ifExists to OVERWRITE to replace it.`);
  if (ifExists === 'WARN') context.log('WARN', `${message}; it was kept.`);
  return false;
}

import { z } from 'zod';
import { fixed } from '../../../plugin/properties.ts';
import type { TaskContext } from '../../../plugin/types.ts';
import { namespaceGlobs } from '../../scripts/files/globs.ts';

/** One glob, a list of them, or text that renders to either. Rendered by `matchingFiles`. */
export const globsProperty = () => fixed(z.union([z.string(), z.array(z.string())]));

/** The path of a file within a folder, both without leading slashes. */
export function inFolder(folder: string, path: string): string {
  return [...folder.split('/'), ...path.split('/')].filter((part) => part !== '').join('/');
}

/** Namespace files that a glob of `files` matches (flow-language §6.5): paths without a leading slash. */
export async function matchingFiles(
  context: TaskContext<{ namespace?: string; files: string | string[] }>,
): Promise<string[]> {
  const { namespace, files } = context.properties;
  const rendered = await context.renderDeep(files);
  const matches = namespaceGlobs(typeof rendered === 'string' ? globsOf(rendered) : rendered);
  return (await context.namespaceFiles.list(namespace)).filter(matches);
}

/** A JSON array of globs, or else the glob itself, which may begin with a bracket too. */
function globsOf(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list.map(String);
  } catch {
    // No JSON: a glob.
  }
  return [text];
}

import type { TaskContext } from '../../../plugin/types.ts';
import { copyInside, writeInside } from './localFiles.ts';

/**
 * Writes the files that `inputFiles` asks for into a directory (flow-language §6.11): content, or what a `kestra://`,
 * `file://` or `nsfile://` URI holds, by path. Names and contents are rendered with `variables` too; `null` is left out.
 *
 * Rejects when text does not render to a map, when a path leads out of the directory, or when a file is not to be had.
 */
export async function writeInputFiles(
  context: TaskContext<unknown>,
  directory: string,
  inputFiles: unknown,
  variables: Record<string, unknown> = {},
): Promise<void> {
  for (const [path, content] of Object.entries(await rendered(context, inputFiles, variables))) {
    if (content === null || content === undefined) continue;
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    if (/^(kestra|file|nsfile):\/\/\S*$/.test(text.trim())) {
      await copyInside(context, directory, path, text.trim());
    } else {
      await writeInside(directory, path, text);
    }
  }
}

async function rendered(
  context: TaskContext<unknown>,
  inputFiles: unknown,
  variables: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (typeof inputFiles !== 'string') {
    return context.renderDeep((inputFiles ?? {}) as Record<string, unknown>, variables);
  }
  const text = await context.render(inputFiles, variables);
  if (text.trim() === '') return {};
  const map = parse(text);
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw new Error(
      `Invalid inputFiles: expected a map of file names, or JSON text of one, found '${text.slice(0, 200)}'`,
    );
  }
  return map as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

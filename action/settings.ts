import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { InputError } from './inputs.ts';

/** What `tutti.yaml` gives all flows; the rest of the file is for the server. */
const schema = z.looseObject({
  globals: z.record(z.string(), z.unknown()).default({}),
  pluginDefaults: z
    .array(
      z.strictObject({
        type: z.string(),
        forced: z.boolean().optional(),
        values: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
});

/**
 * The settings that a repository gives its flows in `tutti.yaml` (flow-language §1.5, §4.11).
 *
 * @throws InputError where the file is wrong
 */
export function readSettings(root: string) {
  const path = join(root, 'tutti.yaml');
  if (!existsSync(path)) return { globals: {}, pluginDefaults: [] };
  try {
    const { globals, pluginDefaults } = schema.parse(parse(readFileSync(path, 'utf8')) ?? {});
    return {
      globals,
      pluginDefaults: pluginDefaults.map(({ type, values, forced = false }) => ({ type, values, forced })),
    };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new InputError(`Cannot read tutti.yaml: ${reason}`);
  }
}

import { existsSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flow } from '../../runner/flow/types.ts';
import { writeInside } from '../../runner/repository/changes.ts';

/**
 * Where a flow is written: the file that declares it, or `flows/<id>.yaml`; where that is taken by another flow,
 * `flows/<namespace>.<id>.yaml`. Ids hold no slashes (flow-language §1.4).
 */
export function flowFileFor(root: string, { namespace, id }: Flow, existing: string | undefined): string {
  if (existing !== undefined) return existing;
  const short = `flows/${id}.yaml`;
  return existsSync(join(root, short)) ? `flows/${namespace}.${id}.yaml` : short;
}

/** Writes a file whole or not at all, so that nobody reads half a flow. Rejects where links lead out of the folder. */
export async function writeFlowFile(root: string, file: string, source: string): Promise<void> {
  await writeInside(root, file, new TextEncoder().encode(source));
}

/** Deletes the file of a flow. */
export async function deleteFlowFile(root: string, file: string): Promise<void> {
  await unlink(join(root, file));
}

import { createHash } from 'node:crypto';
import type { PluginDefault } from './defaults.ts';
import type { Flow, FlowTypes, Violation } from './types.ts';

/** Keeps what reading a flow gave, so that the same text need not be read again. */
export interface FlowCache {
  get(key: string): string | undefined;
  /** `json` is small: about the size of the flow. */
  set(key: string, json: string): void;
}

/** What is kept of a document. */
interface Remembered {
  /** Installed types that the flow names; they are loaded again with it. */
  types: string[];
  violations: Violation[];
  flow?: Flow;
}

/** Key of a flow's text with all that its meaning depends on. The file's name is no part of it. */
export function cacheKey(
  source: string,
  context: { registry: FlowTypes; fileDefaults?: readonly PluginDefault[]; checkTemplate?: unknown },
): string {
  return createHash('sha256')
    .update(typesKey(context.registry))
    .update(JSON.stringify(context.fileDefaults ?? []))
    .update(context.checkTemplate ? 'checked' : 'unchecked')
    .update(source)
    .digest('hex');
}

export function remember(result: Remembered): string {
  return JSON.stringify(result);
}

/** Gives what was kept, its violations under the name that the file has now. */
export function recall(json: string | undefined, file: string): Remembered | undefined {
  if (json === undefined) return undefined;
  const result = JSON.parse(json) as Remembered;
  for (const violation of result.violations) violation.file = file;
  return result;
}

const keys = new WeakMap<FlowTypes, string>();

function typesKey(registry: FlowTypes): string {
  let key = keys.get(registry);
  if (key === undefined) {
    key = registry.types().join('\n');
    keys.set(registry, key);
  }
  return key;
}

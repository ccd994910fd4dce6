import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, parseDocument } from 'yaml';
import type { NamespaceDeclaration } from '../../runner/flow/namespace.ts';
import { isMapping } from '../../runner/flow/values.ts';
import { writeInside } from '../../runner/repository/changes.ts';
import type { FlowStore } from './store.ts';

/** The file that declares a namespace, as a path from the root; `undefined` where none does. */
export function namespaceFileOf(flows: FlowStore, namespace: string): string | undefined {
  return flows.namespaces().documents.find((document) => document.namespace === namespace)?.file;
}

/**
 * The text of a `namespace.yaml` that declares something else: comments and order stay, and so does what is the same.
 *
 * @throws Error where the text is no YAML
 */
export function rewritten(source: string, declared: Partial<NamespaceDeclaration>): string {
  const document = parseDocument(source);
  const [error] = document.errors;
  if (error) throw new Error(error.message);
  const { description, variables, pluginDefaults, allowedNamespaces } = declared;
  const values = { description, variables, pluginDefaults, allowedNamespaces };
  for (const [key, value] of Object.entries(values)) put(document, [key], value);
  return String(document);
}

/** Writes the file of a namespace, a new one to the folder of its name, and looks at the folder again. */
export async function writeNamespace(flows: FlowStore, file: string, source: string): Promise<void> {
  await writeInside(flows.repository.root, file, new TextEncoder().encode(source));
  await flows.refresh();
}

/** The text of a file of the folder. */
export function readText(flows: FlowStore, file: string): Promise<string> {
  return readFile(join(flows.repository.root, file), 'utf8');
}

/** Deletes the file of a namespace, and looks at the folder again. */
export async function deleteNamespace(flows: FlowStore, file: string): Promise<void> {
  await unlink(join(flows.repository.root, file));
  await flows.refresh();
}

function put(document: Document, path: string[], value: unknown): void {
  if (value === undefined) {
    if (document.hasIn(path)) document.deleteIn(path);
    return;
  }
  const node = document.getIn(path, true);
  const before = (document.toJS() ?? {}) as Record<string, unknown>;
  if (isDeepStrictEqual(valueIn(before, path), value)) return;
  if (!isMap(node) || !isMapping(value)) {
    // The comment of a scalar stays where only its value changes.
    document.setIn(path, isScalar(node) && typeof value !== 'object' ? value : document.createNode(value));
    return;
  }
  const keys = new Set([...Object.keys(valueIn(before, path) as object), ...Object.keys(value)]);
  for (const key of keys) put(document, [...path, key], value[key]);
}

function valueIn(value: unknown, path: readonly string[]): unknown {
  return path.reduce((at: unknown, key) => (isMapping(at) ? at[key] : undefined), value);
}

import type { PluginDefault } from '../flow/defaults.ts';
import { withParents } from '../flow/hierarchy.ts';
import type { NamespaceDocument } from '../flow/namespace.ts';
import type { ParseOptions } from '../flow/parse.ts';
import type { FlowDocument, FlowTypes, Violation } from '../flow/types.ts';
import { type Mapping, setOwn } from '../flow/values.ts';
import { flowIdentity } from './identity.ts';
import { namespaceAround } from './layout.ts';
import type { NamespaceSource, Repository } from './types.ts';

/** What the `namespace.yaml` files of a repository say (surfaces §10.5). */
export interface Namespaces {
  /** Every one of them, sorted by file. */
  readonly documents: readonly NamespaceDocument[];
  /** What flows of a namespace share: its own, then that of the namespaces above it, then that of all namespaces. */
  of(namespace: string): SharedSettings;
}

/** What the flows of a namespace share. */
export interface SharedSettings {
  /** Of a variable that several levels have, the nearest one counts. */
  variables: Mapping;
  /** The nearest level first, for earlier defaults have priority (flow-language §1.5). */
  pluginDefaults: PluginDefault[];
  /** Namespaces whose flows may run those of this one, and those below them: what the nearest level says. Absent: all. */
  allowedNamespaces?: string[];
  /** Errors in the files that count here. */
  faults: Violation[];
}

export interface NamespacesOptions {
  /** Plugin defaults of the server, which come last. */
  pluginDefaults?: readonly PluginDefault[] | undefined;
  /** What messages call a file; by default its path from the repository's root. */
  named?: (file: string) => string;
}

/** How many states of `namespace.yaml` files are remembered: executions of several commits may run. */
const kept = 8;

/**
 * Reads the `namespace.yaml` files of repositories. While no file changes, the same object is given again.
 *
 * Kubernetes has manifests of the same name; they are left out.
 */
export function namespaceReader(
  registry: FlowTypes,
  options: NamespacesOptions = {},
): (repository: Repository) => Promise<Namespaces> {
  const known = new Map<string, Promise<Namespaces>>();
  return async (repository) => {
    const sources = (await repository.namespaceSources()).filter(({ source }) => !isManifest(source));
    const key = JSON.stringify(sources);
    const found = known.get(key) ?? read(sources, registry, options);
    // The one that was asked for last goes last.
    known.delete(key);
    known.set(key, found);
    if (known.size > kept) known.delete(known.keys().next().value!);
    return found;
  };
}

/**
 * Reads a flow with what its namespace shares: plugin defaults are merged in below those of the flow, variables and
 * `allowedNamespaces` become part of it. Where a file of the namespace has errors, so has the flow: it would not do what its
 * author wanted, or run where it may not.
 */
export async function parseFlowIn(
  namespaces: Namespaces,
  source: string,
  options: Omit<ParseOptions, 'fileDefaults'>,
): Promise<FlowDocument> {
  // Loaded late, for most commands of the command line parse nothing.
  const { parseFlow } = await import('../flow/parse.ts');
  const { namespace = '' } = (await flowIdentity(source)) ?? {};
  const { variables, pluginDefaults, allowedNamespaces, faults } = namespaces.of(namespace);
  const { flow, ...document } = await parseFlow(source, { ...options, fileDefaults: pluginDefaults });
  if (faults.length > 0) return { ...document, violations: [...document.violations, ...faults] };
  if (!flow) return document;
  return {
    ...document,
    flow: {
      ...flow,
      ...(Object.keys(variables).length > 0 && { namespaceVariables: variables }),
      ...(allowedNamespaces && { allowedNamespaces }),
    },
  };
}

async function read(
  sources: readonly NamespaceSource[],
  registry: FlowTypes,
  { pluginDefaults = [], named = (file) => file }: NamespacesOptions,
): Promise<Namespaces> {
  const documents = await Promise.all(
    sources.map((source) => documentOf(source, named(source.file), registry)),
  );
  const byNamespace = new Map<string, NamespaceDocument>();
  for (const document of documents) {
    const { namespace, file } = document;
    const first = byNamespace.get(namespace);
    if (!first) byNamespace.set(namespace, document);
    else {
      document.violations.push(declaredTwice(namespace, file, first.file));
      delete document.declared;
    }
  }
  return {
    documents,
    of(namespace) {
      const levels = [...new Set([...withParents(namespace), ''])].flatMap(
        (name) => byNamespace.get(name) ?? [],
      );
      const declared = levels.flatMap(({ declared }) => declared ?? []);
      const restricting = levels.find((level) => level.declared?.allowedNamespaces);
      return {
        variables: nearestOf(declared.map(({ variables }) => variables)),
        pluginDefaults: [...declared.flatMap((level) => level.pluginDefaults), ...pluginDefaults],
        ...(restricting && {
          allowedNamespaces: [
            restricting.namespace || namespace,
            ...restricting.declared!.allowedNamespaces!,
          ],
        }),
        faults: levels.flatMap(({ violations }) => violations.filter(({ severity }) => severity === 'error')),
      };
    },
  };
}

/** Of each key the first value. */
function nearestOf(levels: readonly Mapping[]): Mapping {
  const result: Mapping = {};
  for (const level of levels)
    for (const [key, value] of Object.entries(level))
      if (!Object.hasOwn(result, key)) setOwn(result, key, value);
  return result;
}

async function documentOf(
  { file: path, source, problem }: NamespaceSource,
  file: string,
  registry: FlowTypes,
): Promise<NamespaceDocument> {
  const namespace = namespaceAround(path);
  if (problem !== undefined) return { file, source, namespace, violations: [violationAt(file, problem)] };
  const { parseNamespace } = await import('../flow/namespace.ts');
  return parseNamespace(source, { file, namespace, registry });
}

function declaredTwice(namespace: string, file: string, first: string): Violation {
  const what = namespace === '' ? 'what all namespaces share' : `the namespace ${namespace}`;
  return violationAt(file, `${what} is declared in ${first} too, and that file counts`);
}

function violationAt(file: string, message: string): Violation {
  return { file, line: 1, column: 1, path: '', message, severity: 'error' };
}

function isManifest(source: string): boolean {
  return /^apiVersion\s*:/m.test(source) && /^kind\s*:/m.test(source);
}

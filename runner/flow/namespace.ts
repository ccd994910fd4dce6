import { checkForm, namespaceId } from './checks/ids.ts';
import { checkPluginDefaults } from './checks/pluginDefaults.ts';
import { checkShape, type Shape } from './checks/shape.ts';
import { declaredDefaults, type PluginDefault } from './defaults.ts';
import { illegal } from './illegal.ts';
import { createReport, type Report } from './report.ts';
import type { FlowTypes, Violation } from './types.ts';
import { describe, isAbsent, isMapping, isScalar, listOf, type Mapping } from './values.ts';
import { readYaml } from './yaml.ts';

/** What a `namespace.yaml` says (surfaces §10.5). */
export interface NamespaceDeclaration {
  description?: string;
  variables: Mapping;
  pluginDefaults: PluginDefault[];
  /** Other namespaces whose flows may run flows of this one; absent: all. */
  allowedNamespaces?: string[];
}

/** What reading a `namespace.yaml` gives. `declared` is present exactly when no violation is an error. */
export interface NamespaceDocument {
  file: string;
  source: string;
  /** The namespace it is for; empty: all of them. */
  namespace: string;
  declared?: NamespaceDeclaration;
  violations: Violation[];
}

export interface NamespaceOptions {
  /** Name of the file in violations. */
  file: string;
  /** The namespace that the file's folder spells, empty at the root; a `namespace` in the file wins. */
  namespace: string;
  registry: FlowTypes;
}

/** The properties of a `namespace.yaml`. */
const namespaceShape: Shape = {
  namespace: { kind: 'text' },
  description: { kind: 'text' },
  variables: { kind: 'map' },
  pluginDefaults: { kind: 'list' },
  allowedNamespaces: { kind: 'list' },
};

/** Reads a `namespace.yaml` (surfaces §10.5). All violations are collected; none is thrown. An empty file says nothing. */
export async function parseNamespace(source: string, options: NamespaceOptions): Promise<NamespaceDocument> {
  const { file, registry } = options;
  const { value: written, origins, problems } = readYaml(source);
  const value = isAbsent(written) && problems.length === 0 ? {} : written;
  const violations = illegal({ file, source }, { value, problems }, 'namespace');
  if (!isMapping(value)) return { file, source, namespace: options.namespace, violations };
  const namespace = isScalar(value['namespace']) ? String(value['namespace']) : options.namespace;
  const defaults = declaredDefaults({ pluginDefaults: value['pluginDefaults'] });
  await registry.load(defaults.map(({ type }) => type).filter(registry.has));

  const report = createReport(file, source, value, origins);
  checkShape(report, value, [], 'Namespace', namespaceShape);
  checkName(report, value, namespace);
  checkPluginDefaults(report, value, registry);
  checkAllowed(report, value['allowedNamespaces']);
  violations.push(...report.violations());
  violations.sort((a, b) => a.line - b.line || a.column - b.column);
  if (violations.some(({ severity }) => severity === 'error')) return { file, source, namespace, violations };
  return { file, source, namespace, violations, declared: declarationOf(value, defaults) };
}

/** A folder may have a name that no namespace has. */
function checkName(report: Report, value: Mapping, namespace: string): void {
  if (!isAbsent(value['namespace'])) checkForm(report, value['namespace'], ['namespace'], namespaceId, 1);
  else if (namespace !== '' && !new RegExp(`${namespaceId.pattern}$`).test(namespace))
    report.error(
      [],
      `the folder spells no namespace: found "${namespace}", expected a name such as company.team. Write the property 'namespace', or rename the folder`,
    );
}

function checkAllowed(report: Report, list: unknown): void {
  listOf(list).forEach((name, index) => {
    const path = ['allowedNamespaces', index];
    if (isScalar(name)) checkForm(report, name, path, namespaceId, 1);
    else report.error(path, `must be the name of a namespace, but found ${describe(name)}`);
  });
}

function declarationOf(value: Mapping, pluginDefaults: PluginDefault[]): NamespaceDeclaration {
  const { description, variables, allowedNamespaces } = value;
  return {
    ...(!isAbsent(description) && { description: String(description) }),
    variables: isMapping(variables) ? variables : {},
    pluginDefaults,
    ...(Array.isArray(allowedNamespaces) && { allowedNamespaces: allowedNamespaces.map(String) }),
  };
}

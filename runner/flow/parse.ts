import { cacheKey, type FlowCache, recall, remember } from './cache.ts';
import { checkDocument } from './checks/document.ts';
import { checkFlow } from './checks/flow.ts';
import { checkFlowIds } from './checks/ids.ts';
import { checkInputs } from './checks/inputs.ts';
import { checkOutputs } from './checks/outputs.ts';
import { checkPluginDefaults } from './checks/pluginDefaults.ts';
import { checkPlugins } from './checks/plugins.ts';
import { type CheckTemplate, checkTemplates } from './checks/templates.ts';
import { declaredDefaults, mergeDefaults, type PluginDefault, type WithDefaults } from './defaults.ts';
import { illegal } from './illegal.ts';
import { toFlow } from './normalise.ts';
import { findPlaces, type Places } from './places.ts';
import { isWritten, lineFinder, offsetAt, offsetInScalar, type Position } from './position.ts';
import { createReport } from './report.ts';
import type { Flow, FlowDocument, FlowTypes, Violation } from './types.ts';
import { isMapping, type Mapping, type Path } from './values.ts';
import { type Origins, readYaml } from './yaml.ts';

export interface ParseOptions {
  /** Name of the file in violations. */
  file: string;
  registry: FlowTypes;
  /** Plugin defaults from outside the flow; those of the flow have priority (flow-language §1.5). */
  fileDefaults?: readonly PluginDefault[];
  /** Finds faults in expressions; without it they are found at run time. */
  checkTemplate?: CheckTemplate;
  /** Remembers results. It must not outlive the versions of Tutti and of its plugins. */
  cache?: FlowCache;
}

/**
 * Reads a flow: parses the YAML, merges plugin defaults, and checks everything that can be checked before a run
 * (flow-language §1). All violations are collected; none is thrown.
 */
export async function parseFlow(source: string, options: ParseOptions): Promise<FlowDocument> {
  const { file, registry, cache } = options;
  const key = cache && cacheKey(source, options);
  const known = key === undefined ? undefined : recall(cache?.get(key), file);
  if (known) {
    await registry.load(known.types);
    return toDocument(source, file, known.violations, known.flow, () => readDocument(source, options).place);
  }

  const { root, places, problems, place, isDefaulted } = readDocument(source, options);
  if (!root || !places) return toDocument(source, file, problems, undefined, () => place);
  const types = typeNames(root, places, registry);
  await registry.load(types);

  const report = createReport(file, source, root, place.origins);
  checkDocument(report, root);
  checkFlowIds(report, root);
  checkInputs(report, root['inputs'], ['inputs']);
  checkOutputs(report, root['outputs']);
  checkPluginDefaults(report, root, registry);
  checkPlugins(report, places, registry, isDefaulted);
  checkFlow(report, root, places.typed, registry.resolve);
  if (options.checkTemplate) checkTemplates(report, root, places, options.checkTemplate);

  const violations = [...problems, ...report.violations()].sort(byPosition);
  const isValid = !violations.some(({ severity }) => severity === 'error');
  const flow = isValid ? toFlow(root) : undefined;
  if (key !== undefined) cache?.set(key, remember({ types, violations, flow }));
  return toDocument(source, file, violations, flow, () => place);
}

function byPosition(a: Violation, b: Violation): number {
  return a.line - b.line || a.column - b.column;
}

/** The values of a document and where they were written. */
interface Placed {
  value: unknown;
  origins: Origins;
}

interface ReadDocument extends Pick<WithDefaults, 'isDefaulted'> {
  /** The document with plugin defaults merged in; absent where the text cannot be read as a flow. */
  root?: Mapping;
  places?: Places;
  problems: Violation[];
  place: Placed;
}

function readDocument(source: string, options: ParseOptions): ReadDocument {
  const { file, registry, fileDefaults = [] } = options;
  const { value, origins, problems } = readYaml(source);
  const violations = illegal({ file, source }, { value, problems }, 'flow');
  if (!isMapping(value)) return { problems: violations, place: { value, origins }, isDefaulted: () => false };
  const defaults = [...declaredDefaults(value), ...fileDefaults];
  const { value: merged, isDefaulted } = mergeDefaults(value, defaults, registry.resolve, origins);
  const root = merged as Mapping;
  const isCut = problems.some(({ message }) => message.startsWith('Illegal'));
  return {
    ...(!isCut && { root, places: findPlaces(root, registry.has) }),
    problems: violations,
    place: { value: root, origins },
    isDefaulted,
  };
}

/** The types that a document names, those of its plugin defaults included. */
function typeNames(root: Mapping, places: Places, registry: FlowTypes): string[] {
  const named = [
    ...places.typed.map(({ value }) => value['type']),
    ...declaredDefaults(root).map(({ type }) => type),
  ];
  const texts = named.filter((type) => typeof type === 'string');
  return [...new Set(texts)].filter((type) => registry.has(type));
}

function toDocument(
  source: string,
  file: string,
  violations: Violation[],
  flow: Flow | undefined,
  place: () => Placed,
): FlowDocument {
  let placed: Placed | undefined;
  const positionOf = lineFinder(source);
  function locate(path: Path, offset?: number): Position | undefined {
    placed ??= place();
    if (!isWritten(placed.value, placed.origins, path)) return undefined;
    const { value, origins } = placed;
    if (offset === undefined) return positionOf(offsetAt(value, origins, path));
    return positionOf(offsetInScalar(value, origins, path, offset, source));
  }
  return { file, source, ...(flow && { flow }), violations, locate };
}

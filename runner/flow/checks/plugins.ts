import type { PluginDefinition } from '../../plugin/types.ts';
import type { Places, TypedPlace } from '../places.ts';
import type { Report } from '../report.ts';
import { didYouMean, suggestType } from '../suggest.ts';
import type { FlowTypes } from '../types.ts';
import { describe, isAbsent, isMapping, listOf } from '../values.ts';
import { checkCommon } from './common.ts';
import { checkInputs } from './inputs.ts';
import { checkPluginProperties } from './properties.ts';

const flowTrigger = 'io.kestra.plugin.core.trigger.Flow';
const pause = 'io.kestra.plugin.core.flow.Pause';

/**
 * Checks every plugin of a flow: its type is installed and fits its place, its properties are as its definition asks
 * (flow-language §1.1, §1.3, §1.4). Of an unknown type only the type is reported.
 */
export function checkPlugins(
  report: Report,
  places: Places,
  types: FlowTypes,
  isDefaulted: (owner: object, property: string) => boolean,
): void {
  for (const { list, path } of places.taskLists) {
    for (const { value, path: at } of list.tasks) {
      const itemPath = [...path.slice(0, path.length - list.path.length), ...at];
      if (isAbsent(value)) report.error(itemPath, 'must not be null');
      else if (!isMapping(value)) report.error(itemPath, `must be a task, but found ${describe(value)}`);
    }
  }
  for (const place of places.typed) {
    checkCommon(report, place);
    const definition = checkType(report, place, types);
    if (!definition) continue;
    checkPluginProperties(report, place, definition, types, isDefaulted);
    if (definition.type === pause) checkInputs(report, place.value['onResume'], [...place.path, 'onResume']);
    warn(report, place, definition);
  }
}

/** The definition of a place's type; a type that is absent, unknown or out of place is reported. */
function checkType(
  report: Report,
  { kind, value, path }: TypedPlace,
  types: FlowTypes,
): PluginDefinition | undefined {
  const type = value['type'];
  if (isAbsent(type) || type === '') {
    const property = path.findLast((step) => typeof step === 'string');
    report.error(path, `missing type id property 'type' (for POJO property '${property}')`);
    return undefined;
  }
  const at = [...path, 'type'];
  const definition = typeof type === 'string' && types.has(type) ? types.get(type) : undefined;
  if (typeof type !== 'string' || !definition) {
    report.error(at, `Invalid type: ${String(type)}${didYouMean(suggestType(String(type), types.types()))}`);
    return undefined;
  }
  const found = placeOf(definition);
  if (kind !== 'plugin' && found !== kind) {
    report.error(at, `Invalid type: ${type} (expected a ${nameOf(kind)}, but this is a ${nameOf(found)})`);
    return undefined;
  }
  const canonical = types.resolve(type);
  if (canonical !== type) report.info(at, `${type} is replaced by ${canonical}`);
  if (definition.deprecated) report.info(at, `${type} is deprecated: ${definition.deprecated}`);
  return definition;
}

function placeOf(definition: PluginDefinition): Exclude<TypedPlace['kind'], 'plugin'> {
  const { kind } = definition;
  return kind === 'trigger' || kind === 'condition' || kind === 'taskRunner' ? kind : 'task';
}

function nameOf(kind: TypedPlace['kind']): string {
  return kind === 'taskRunner' ? 'task runner' : kind;
}

/** Kestra's warnings (flow-language §1.4, “Non-fatal results”). */
function warn(report: Report, { kind, value, path }: TypedPlace, definition: PluginDefinition): void {
  if (kind === 'task' && definition.kind !== 'runnable') {
    for (const property of ['timeout', 'taskCache', 'workerGroup']) {
      if (isAbsent(value[property]) || (property === 'timeout' && definition.type === pause)) continue;
      const message = `The task '${String(value['id'])}' cannot use the '${property}' property as it's only relevant for runnable tasks.`;
      report.warning([...path, property], message, 'key');
    }
  }
  if (
    definition.type === flowTrigger &&
    listOf(value['conditions']).length === 0 &&
    isAbsent(value['preconditions'])
  ) {
    report.warning(
      path,
      `The trigger '${String(value['id'])}' has neither conditions nor preconditions: every execution of every other flow starts this flow.`,
    );
  }
}

import type { z } from 'zod';
import type { PluginDefinition } from '../../plugin/types.ts';
import { branchesOf } from '../nested.ts';
import type { TypedPlace } from '../places.ts';
import type { Report } from '../report.ts';
import type { FlowTypes } from '../types.ts';
import { isAbsent, isMapping, type Mapping, type Path } from '../values.ts';
import { commonNames } from './common.ts';
import { faultsOf } from './issues.ts';
import { isOfLaterVersion, warnOfLater } from './later.ts';
import { unrecognized } from './shape.ts';

/**
 * Checks the properties of a plugin that are its type's own, by the schema and the checks of its definition. Properties that
 * only a plugin default gave and that the type does not know are none of its business (flow-language §1.5).
 */
export function checkPluginProperties(
  report: Report,
  place: TypedPlace,
  definition: PluginDefinition,
  types: FlowTypes,
  isDefaulted: (owner: object, property: string) => boolean,
): void {
  const { kind, value, path } = place;
  const { shape } = definition.properties;
  const own: Mapping = {};
  for (const [name, written] of Object.entries(value)) {
    if (Object.hasOwn(shape, name)) {
      if (!isAbsent(written)) own[name] = written;
    } else if (isOfLaterVersion(kind, definition.type, name)) {
      warnOfLater(report, place, name);
    } else if (!commonNames(kind).includes(name) && !isDefaulted(value, name)) {
      report.error([...path, name], unrecognized(name, definition.type, knownNames(kind, definition)), 'key');
    }
  }
  const inside = isInsideOther(value);
  for (const fault of faultsOf(definition.properties, own, definition.type)) {
    if (!inside(fault.path)) report.error([...path, ...fault.path], fault.message, fault.at);
  }
  if (!('validate' in definition) || !definition.validate) return;
  for (const fault of definition.validate(value, types.resolve))
    report.error([...path, ...fault.path], fault.message);
}

/** Names of all properties that a plugin of this type has at this place. */
function knownNames(kind: TypedPlace['kind'], definition: PluginDefinition): string[] {
  return [...new Set([...commonNames(kind), ...Object.keys((definition.properties as z.ZodObject).shape)])];
}

/** Whether a path leads into a child task or another plugin, which are checked at their own places. */
function isInsideOther(value: Mapping): (path: Path) => boolean {
  const branches = branchesOf(value['type']);
  return (path) => {
    const [first] = path;
    if (path.length < 2) return false;
    if (first === 'conditions' || first === 'taskRunner') return true;
    if (!branches.includes(String(first))) return false;
    // `tasks[2].message`, `cases.x[2]`, and of a Dag `tasks[2].task.message`, but not its `tasks[2].dependsOn`.
    if (first === 'cases') return path.length > 2;
    const item = (value[String(first)] as unknown[] | undefined)?.[Number(path[1])];
    return !(isMapping(item) && isAbsent(item['type']) && path[2] !== 'task');
  };
}

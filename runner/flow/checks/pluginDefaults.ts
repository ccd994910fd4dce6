import type { Report } from '../report.ts';
import type { FlowTypes } from '../types.ts';
import { isAbsent, isMapping, type Mapping, type Path } from '../values.ts';
import { commonNames } from './common.ts';
import { eachMapping } from './document.ts';
import { checkShape, type Shape } from './shape.ts';

const pluginDefault: Shape = {
  type: { kind: 'text', required: true },
  forced: { kind: 'boolean' },
  values: { kind: 'map', required: true },
};

// For the JSON Schema of a flow.
export { pluginDefault as pluginDefaultShape };

/** Checks `pluginDefaults` and `taskDefaults`: their form, and that an installed type knows the properties (flow-language §1.4). */
export function checkPluginDefaults(report: Report, root: Mapping, types: FlowTypes): void {
  for (const section of ['pluginDefaults', 'taskDefaults']) {
    eachMapping(report, root[section], [section], (_, value, path) =>
      checkDefault(report, value, path, types),
    );
  }
}

function checkDefault(report: Report, value: Mapping, path: Path, types: FlowTypes): void {
  checkShape(report, value, path, 'io.kestra.core.models.flows.PluginDefault', pluginDefault);
  const { type, values } = value;
  if (!isMapping(values)) return;
  if (Object.keys(values).length === 0) report.error([...path, 'values'], 'must not be empty');
  const definition = typeof type === 'string' ? types.get(type) : undefined;
  for (const [name, entry] of Object.entries(values)) {
    const at = [...path, 'values', name];
    if (isAbsent(entry)) report.error(at, 'must not be null');
    if (!definition || commonNames(definition.kind === 'trigger' ? 'trigger' : 'task').includes(name))
      continue;
    if (!Object.hasOwn(definition.properties.shape, name)) {
      report.error(at, `No property '${name}' exists in plugin '${String(type)}'`, 'key');
    }
  }
}

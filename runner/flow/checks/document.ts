import type { Report } from '../report.ts';
import { describe, isAbsent, isMapping, listOf, type Mapping, type Path } from '../values.ts';
import { checkLabels, checkNoSystemLabels } from './labels.ts';
import { checkRetry } from './retry.ts';
import { checkKnown, checkProperties, checkShape, type Shape } from './shape.ts';

/** The properties of a flow (flow-language §1.2). */
const flow: Shape = {
  id: { kind: 'text', required: true },
  namespace: { kind: 'text', required: true },
  revision: { kind: 'any' },
  description: { kind: 'text' },
  labels: { kind: 'labels' },
  variables: { kind: 'map' },
  inputs: { kind: 'list' },
  outputs: { kind: 'list' },
  tasks: { kind: 'list' },
  errors: { kind: 'list' },
  finally: { kind: 'list' },
  afterExecution: { kind: 'list' },
  listeners: { kind: 'list', deprecated: 'afterExecution' },
  triggers: { kind: 'list' },
  pluginDefaults: { kind: 'list' },
  taskDefaults: { kind: 'list', deprecated: 'pluginDefaults' },
  concurrency: { kind: 'map' },
  retry: { kind: 'map' },
  sla: { kind: 'list' },
  disabled: { kind: 'boolean' },
  deleted: { kind: 'boolean' },
  tenantId: { kind: 'text' },
  workerGroup: { kind: 'map' },
  checks: { kind: 'list' },
};

const listener: Shape = {
  description: { kind: 'text' },
  conditions: { kind: 'list' },
  tasks: { kind: 'list' },
};

const concurrency: Shape = {
  limit: { kind: 'integer', required: true, min: 1 },
  behavior: { kind: 'text', oneOf: ['QUEUE', 'CANCEL', 'FAIL'] },
};

const sla: Shape = {
  id: { kind: 'text', required: true },
  type: { kind: 'text', required: true, oneOf: ['MAX_DURATION', 'EXECUTION_ASSERTION'] },
  behavior: { kind: 'text', required: true, oneOf: ['FAIL', 'CANCEL', 'NONE'] },
  labels: { kind: 'labels' },
};
const slaOfType: Readonly<Record<string, Shape>> = {
  MAX_DURATION: { duration: { kind: 'duration', required: true } },
  EXECUTION_ASSERTION: { assert: { kind: 'text', required: true } },
};

// For the JSON Schema of a flow.
export {
  concurrency as concurrencyShape,
  flow as flowShape,
  listener as listenerShape,
  sla as slaShape,
  slaOfType as slaShapes,
};

/** Checks the flow's own properties, besides ids, inputs, outputs and plugins (flow-language §1.2). */
export function checkDocument(report: Report, root: Mapping): void {
  const { extend, ...own } = root;
  checkKnown(report, own, [], 'io.kestra.core.models.flows.Flow', Object.keys(flow));
  checkProperties(report, root, [], flow);
  // Metadata of catalogues, no part of the flow.
  if (extend !== undefined)
    report.info(['extend'], "'extend' is metadata of a catalogue and is ignored", 'key');
  if (!isAbsent(root['checks'])) report.warning(['checks'], "'checks' are not evaluated", 'key');

  if (listOf(root['tasks']).length === 0 && (isAbsent(root['tasks']) || Array.isArray(root['tasks']))) {
    report.error(['tasks'], 'must not be empty');
  }
  checkLabels(report, root['labels'], ['labels']);
  checkRetry(report, root['retry'], ['retry']);
  if (isMapping(root['concurrency'])) {
    checkShape(
      report,
      root['concurrency'],
      ['concurrency'],
      'io.kestra.core.models.flows.Concurrency',
      concurrency,
    );
  }
  eachMapping(report, root['listeners'], ['listeners'], checkListener);
  eachMapping(report, root['triggers'], ['triggers'], checkConditions);
  eachMapping(report, root['sla'], ['sla'], checkSla);
}

/** That each condition is a map; what is in it belongs to its type. */
function checkConditions(report: Report, owner: Mapping, path: Path): void {
  eachMapping(report, owner['conditions'], [...path, 'conditions'], () => {});
}

/** Calls `check` for each item that is a mapping, and reports the others. */
export function eachMapping(
  report: Report,
  list: unknown,
  path: Path,
  check: (report: Report, value: Mapping, path: Path) => void,
): void {
  listOf(list).forEach((item, index) => {
    const at = [...path, index];
    if (isMapping(item)) check(report, item, at);
    else report.error(at, isAbsent(item) ? 'must not be null' : `must be a map, but found ${describe(item)}`);
  });
}

function checkListener(report: Report, value: Mapping, path: Path): void {
  checkConditions(report, value, path);
  checkShape(report, value, path, 'io.kestra.core.models.listeners.Listener', listener);
  if (listOf(value['tasks']).length === 0) report.error([...path, 'tasks'], 'must not be empty');
}

function checkSla(report: Report, value: Mapping, path: Path): void {
  const shape = {
    ...sla,
    ...(slaOfType[String(value['type'])] ?? { duration: { kind: 'any' }, assert: { kind: 'any' } }),
  };
  checkShape(report, value, path, 'io.kestra.core.models.flows.sla.SLA', shape as Shape);
  checkLabels(report, value['labels'], [...path, 'labels']);
  checkNoSystemLabels(report, value['labels'], [...path, 'labels']);
}

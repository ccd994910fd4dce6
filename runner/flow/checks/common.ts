import type { TypedPlace } from '../places.ts';
import type { Report } from '../report.ts';
import { isMapping } from '../values.ts';
import { checkId, taskId } from './ids.ts';
import { checkLabels, checkNoSystemLabels } from './labels.ts';
import { checkRetry } from './retry.ts';
import { checkProperties, checkShape, type Shape } from './shape.ts';

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

const any: Shape = { type: { kind: 'text' }, version: { kind: 'text' } };

/** Properties that every task has (flow-language §1.3). */
const task: Shape = {
  ...any,
  id: { kind: 'text' },
  description: { kind: 'text' },
  retry: { kind: 'map' },
  timeout: { kind: 'text' },
  disabled: { kind: 'boolean' },
  allowFailure: { kind: 'boolean' },
  allowWarning: { kind: 'boolean' },
  runIf: { kind: 'text' },
  logLevel: { kind: 'text', oneOf: levels },
  logToFile: { kind: 'boolean' },
  workerGroup: { kind: 'map' },
  taskCache: { kind: 'map' },
  assets: { kind: 'any' },
};

/** Properties that every trigger has (flow-language §1.3). */
const trigger: Shape = {
  ...any,
  id: { kind: 'text' },
  description: { kind: 'text' },
  conditions: { kind: 'list' },
  disabled: { kind: 'boolean' },
  workerGroup: { kind: 'map' },
  logLevel: { kind: 'text', oneOf: levels },
  minLogLevel: { kind: 'text', oneOf: levels, deprecated: 'logLevel' },
  labels: { kind: 'labels' },
  stopAfter: { kind: 'list' },
  logToFile: { kind: 'boolean' },
  failOnTriggerError: { kind: 'boolean' },
  allowConcurrent: { kind: 'boolean' },
  pluginDefaultsRef: { kind: 'any' },
  assets: { kind: 'any' },
};

const shapes: Readonly<Record<TypedPlace['kind'], Shape>> = {
  task,
  trigger,
  condition: any,
  taskRunner: any,
  plugin: any,
};

const names = Object.fromEntries(Object.entries(shapes).map(([kind, shape]) => [kind, Object.keys(shape)]));

const taskCache: Shape = { enabled: { kind: 'boolean', required: true }, ttl: { kind: 'duration' } };
const workerGroup: Shape = {
  key: { kind: 'text' },
  fallback: { kind: 'text', oneOf: ['FAIL', 'WAIT', 'CANCEL'] },
};

// For the JSON Schema of a flow.
export {
  task as taskShape,
  taskCache as taskCacheShape,
  trigger as triggerShape,
  workerGroup as workerGroupShape,
};

/** Names of the properties that a plugin has by its place. */
export function commonNames(kind: TypedPlace['kind']): readonly string[] {
  return names[kind] ?? [];
}

/** Checks the properties that tasks and triggers have whatever their type (flow-language §1.3). */
export function checkCommon(report: Report, { kind, value, path }: TypedPlace): void {
  if (kind !== 'task' && kind !== 'trigger') return;
  checkId(report, value, path, taskId);
  checkProperties(report, value, path, shapes[kind]);
  checkRetry(report, value['retry'], [...path, 'retry']);
  if (isMapping(value['workerGroup'])) {
    checkShape(
      report,
      value['workerGroup'],
      [...path, 'workerGroup'],
      'io.kestra.core.models.tasks.WorkerGroup',
      workerGroup,
    );
  }
  if (kind === 'task' && isMapping(value['taskCache'])) {
    checkShape(
      report,
      value['taskCache'],
      [...path, 'taskCache'],
      'io.kestra.core.models.tasks.Cache',
      taskCache,
    );
  }
  if (kind === 'trigger') {
    checkLabels(report, value['labels'], [...path, 'labels']);
    checkNoSystemLabels(report, value['labels'], [...path, 'labels']);
  }
}

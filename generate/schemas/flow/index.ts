import {
  taskCacheShape,
  taskShape,
  triggerShape,
  workerGroupShape,
} from '../../../runner/flow/checks/common.ts';
import {
  concurrencyShape,
  flowShape,
  listenerShape,
  slaShape,
  slaShapes,
} from '../../../runner/flow/checks/document.ts';
import { pluginDefaultShape } from '../../../runner/flow/checks/pluginDefaults.ts';
import { durationSchema, type JsonSchema } from '../../../runner/plugin/jsonSchema.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import { type PlacedTypes, placeDefinitions, placedTypes, requiredDefinition } from './places.ts';
import { shapeProperties, shapeSchema } from './shape.ts';
import { dependsOn, ids, input, labels, output, retry } from './values.ts';

const listOf = (definition: string): JsonSchema => ({
  type: 'array',
  items: { $ref: `#/definitions/${definition}` },
});

const sections = ['tasks', 'errors', 'finally', 'afterExecution'];
const notSuggested: JsonSchema = { doNotSuggest: true };

/** The JSON Schema of a flow document (flow-language §1), with every type that is installed. */
export async function flowSchema(registry: Registry): Promise<JsonSchema> {
  const types = await placedTypes(registry);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Flow',
    description: 'A workflow that Tutti runs.',
    type: 'object',
    properties: {
      ...shapeProperties('flow', flowShape, {
        id: ids.flow,
        namespace: ids.namespace,
        inputs: listOf('input'),
        outputs: listOf('output'),
        ...Object.fromEntries(sections.map((section) => [section, listOf('task')])),
        listeners: { type: 'array', items: listener },
        triggers: listOf('trigger'),
        pluginDefaults: listOf('pluginDefault'),
        taskDefaults: listOf('pluginDefault'),
        concurrency: shapeSchema('concurrency', concurrencyShape),
        retry: { $ref: '#/definitions/retry' },
        sla: { type: 'array', items: sla },
        revision: notSuggested,
        deleted: notSuggested,
        tenantId: notSuggested,
        workerGroup: notSuggested,
        checks: notSuggested,
      }),
      extend: { ...notSuggested, description: 'Metadata of a catalogue, ignored.' },
    },
    required: ['id', 'namespace', 'tasks'],
    additionalProperties: false,
    if: { anyOf: [{ required: ['pluginDefaults'] }, { required: ['taskDefaults'] }] },
    else: {
      properties: {
        ...Object.fromEntries(
          sections.map((section) => [section, { ...notSuggested, ...listOf('requiredOfTask') }]),
        ),
        triggers: { ...notSuggested, ...listOf('requiredOfTrigger') },
      },
    },
    definitions: definitionsOf(types),
  };
}

/** What `pluginDefaults` hold, in a flow and in a namespace (flow-language §1.5). */
export const pluginDefault: JsonSchema = shapeSchema('pluginDefault', pluginDefaultShape, {
  type: {
    anyOf: [{ $ref: '#/definitions/taskTypes' }, { $ref: '#/definitions/triggerTypes' }, { type: 'string' }],
  },
});

const listener: JsonSchema = {
  ...shapeSchema('listener', listenerShape, {
    conditions: listOf('condition'),
    tasks: { ...listOf('task'), minItems: 1 },
  }),
  required: ['tasks'],
};

const sla: JsonSchema = {
  type: 'object',
  properties: shapeProperties('sla', slaShape),
  required: ['id', 'type', 'behavior'],
  allOf: Object.entries(slaShapes).map(([type, shape]) => ({
    if: { properties: { type: { const: type } }, required: ['type'] },
    then: shapeSchema('sla', { ...slaShape, ...shape }),
  })),
};

function definitionsOf(types: PlacedTypes): Record<string, JsonSchema> {
  const task = shapeProperties('task', taskShape, {
    id: ids.task,
    retry: { $ref: '#/definitions/retry' },
    timeout: durationSchema,
    taskCache: shapeSchema('taskCache', taskCacheShape),
    workerGroup: { ...shapeSchema('workerGroup', workerGroupShape), ...notSuggested },
    version: notSuggested,
    assets: notSuggested,
  });
  const trigger = shapeProperties('trigger', triggerShape, {
    id: ids.task,
    conditions: listOf('condition'),
    stopAfter: { items: { type: 'string' } },
    workerGroup: { ...shapeSchema('workerGroup', workerGroupShape), ...notSuggested },
    version: notSuggested,
    assets: notSuggested,
    allowConcurrent: notSuggested,
    pluginDefaultsRef: notSuggested,
  });
  const condition = typed('What has to hold: the name of a condition type.');
  const taskRunner = typed('Where commands run: the name of a task runner type.');
  return {
    labels,
    retry,
    dependsOn,
    input: { ...input, properties: { ...input.properties, dependsOn: { $ref: '#/definitions/dependsOn' } } },
    output,
    pluginDefault,
    ...placeDefinitions('task', types.task, task, ['id', 'type']),
    ...placeDefinitions('trigger', types.trigger, trigger, ['id', 'type']),
    ...placeDefinitions('condition', types.condition, condition, ['type']),
    ...placeDefinitions('taskRunner', types.taskRunner, taskRunner, ['type']),
    requiredOfTask: { ...requiredDefinition(types.task), properties: requiredOfBranches() },
    requiredOfTrigger: requiredDefinition(types.trigger),
  };
}

/** What conditions and task runners have, whatever their type. */
function typed(description: string): Record<string, JsonSchema> {
  return {
    type: { description, type: 'string' },
    version: { ...notSuggested, description: 'Accepted, without effect.' },
  };
}

/** The way from a task to those in it; a task that is none of a flowable has none of these properties. */
function requiredOfBranches(): Record<string, JsonSchema> {
  const task: JsonSchema = { $ref: '#/definitions/requiredOfTask' };
  const tasks: JsonSchema = { type: 'array', items: task };
  const lists = ['then', 'else', 'errors', 'finally', 'defaults'].map((name) => [name, tasks] as const);
  const branches: Record<string, JsonSchema> = {
    ...Object.fromEntries(lists),
    // An entry of a Dag holds its task.
    tasks: { items: { allOf: [task], properties: { task: { ...notSuggested, ...task } } } },
    cases: { additionalProperties: tasks },
    onPause: { allOf: [task] },
  };
  // Suggestions come from the definitions of the types.
  return Object.fromEntries(
    Object.entries(branches).map(([name, branch]) => [name, { ...notSuggested, ...branch }]),
  );
}

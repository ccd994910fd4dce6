import type { Execution } from '../execution/types.ts';
import type { Flow, Input } from '../flow/types.ts';
import { type JsonSchema, jsonSchemaOf } from '../plugin/jsonSchema.ts';
import type { Registry } from '../plugin/registry.ts';

/** Samples are always the same, so that base and head differ only by what was changed. */
const date = '2024-01-02T03:04:05Z';

const inputSamples: Readonly<Record<string, string>> = {
  INT: '1',
  FLOAT: '1.5',
  BOOL: 'true',
  BOOLEAN: 'true',
  DATETIME: date,
  DATE: '2024-01-02',
  TIME: '03:04:05',
  DURATION: 'PT1H',
  JSON: '{}',
  YAML: '{}',
  ARRAY: '[]',
  URI: 'https://example.com/sample',
  EMAIL: 'sample@example.com',
};

/** Values for inputs that need one and have no default; `file` is the path of one for inputs of files. */
export function sampleInputs(inputs: readonly Input[], file: string): Record<string, unknown> {
  const needed = inputs.filter(({ required, defaults }) => required !== false && defaults === undefined);
  return Object.fromEntries(needed.map((input) => [input.id, sampleInput(input, file)]));
}

function sampleInput({ type, values = [], options = [], min }: Input, file: string): unknown {
  if (type === 'FILE') return file;
  const [first = 'sample'] = [...values, ...options];
  if (type === 'MULTISELECT') return JSON.stringify([first]);
  if (min !== undefined && (type === 'INT' || type === 'FLOAT')) return String(min);
  return inputSamples[type] ?? first;
}

/** What made the execution: the first trigger of the flow, with samples of what it gives. */
export function sampleTrigger(flow: Flow, registry: Registry): Execution['trigger'] {
  const [trigger] = flow.triggers ?? [];
  if (!trigger) return undefined;
  const definition = registry.get(trigger.type);
  const isSchedule = registry.resolve(trigger.type).startsWith('io.kestra.plugin.core.trigger.Schedule');
  const given =
    definition?.kind === 'trigger' && definition.outputs ? jsonSchemaOf(definition.outputs) : undefined;
  const variables = isSchedule ? { date, next: date, previous: date } : sampleOf(given);
  return { id: trigger.id, type: trigger.type, variables: variables as Record<string, unknown> };
}

/** Outputs as a task's schema describes them; none where it says nothing. */
export function sampleOutputs(type: string, registry: Registry): Record<string, unknown> {
  const definition = registry.get(type);
  if (!definition || !('outputs' in definition) || !definition.outputs) return {};
  const sample = sampleOf(jsonSchemaOf(definition.outputs));
  return typeof sample === 'object' && sample !== null && !Array.isArray(sample)
    ? (sample as Record<string, unknown>)
    : {};
}

function sampleOf(schema: JsonSchema | true | undefined): unknown {
  if (schema === undefined || schema === true) return {};
  if (schema.const !== undefined) return schema.const;
  const [first] = [...(schema.examples ?? []), ...(schema.enum ?? [])];
  if (first !== undefined) return first;
  if (schema.default !== undefined) return schema.default;
  const choice = schema.anyOf?.find(({ type }) => type !== 'null');
  if (choice) return sampleOf(choice);
  const type = [schema.type].flat()[0];
  switch (type) {
    case 'string':
      return 'sample';
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return schema.items ? [sampleOf(schema.items)] : [];
    case 'null':
      return null;
    default:
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, sampleOf(property)]),
      );
  }
}

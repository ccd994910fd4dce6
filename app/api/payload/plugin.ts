import { flowableName } from '../../../runner/flow/nested.ts';
import { describeOutputs, describeProperties } from '../../../runner/plugin/describe.ts';
import { type JsonSchema, jsonSchemaOf } from '../../../runner/plugin/jsonSchema.ts';
import type { PluginDefinition } from '../../../runner/plugin/types.ts';

/** Types by the package that they lie in: `io.kestra.plugin.core`, or `io.kestra.plugin.core.log` where that is asked for. */
export function groupPayloads(definitions: readonly PluginDefinition[], by: 'group' | 'subGroup') {
  const keyOf = by === 'group' ? groupOf : packageOf;
  return [...Map.groupBy(definitions, ({ type }) => keyOf(type))].map(([key, some]) => ({
    name: key.split('.').at(-1),
    title: key.split('.').at(-1),
    group: groupOf(some[0]!.type),
    ...(by === 'subGroup' && { subGroup: key }),
    tasks: elements(some, 'task'),
    triggers: elements(some, 'trigger'),
    conditions: elements(some, 'condition'),
    taskRunners: elements(some, 'taskRunner'),
  }));
}

/** The documentation of a type as Kestra's clients show it. */
export function documentationPayload(definition: PluginDefinition) {
  return {
    markdown: markdownOf(definition),
    schema: { properties: schemaOf(definition), outputs: outputsOf(definition) },
  };
}

/** `task`, `trigger`, `condition` or `taskRunner`: where a type may stand. */
export function kindOf({ kind }: PluginDefinition): string {
  return ['trigger', 'condition', 'taskRunner'].includes(kind) ? kind : 'task';
}

/** The JSON Schema of what may be written for a type. */
export function schemaOf({ properties, type, title }: PluginDefinition): JsonSchema & { $id: string } {
  return { ...jsonSchemaOf(properties), title, $id: type };
}

/** By type or group. Tutti has no pictures of types: clients show their own. */
export function iconPayloads(types: readonly string[], by: 'type' | 'group') {
  const icons = types.map((type) => {
    const key = by === 'type' ? type : groupOf(type);
    const flowable = by === 'type' && flowableName(type) !== undefined;
    return [key, { name: key.split('.').at(-1), flowable }] as const;
  });
  return Object.fromEntries(icons);
}

/** `io.kestra.plugin.core` of `io.kestra.plugin.core.log.Log`. */
function groupOf(type: string): string {
  return type.split('.').slice(0, 4).join('.');
}

function packageOf(type: string): string {
  return type.slice(0, type.lastIndexOf('.'));
}

function elements(definitions: readonly PluginDefinition[], kind: string) {
  return definitions
    .filter((definition) => kindOf(definition) === kind)
    .map(({ type, deprecated }) => ({ cls: type, deprecated: deprecated !== undefined }));
}

function outputsOf(definition: PluginDefinition) {
  const outputs = describeOutputs(definition);
  return { properties: Object.fromEntries(outputs.map(({ name, description }) => [name, { description }])) };
}

function markdownOf(definition: PluginDefinition): string {
  const { type, title, description = '', examples = [] } = definition;
  const properties = describeProperties(definition).map(
    ({ name, type: kind, required, description: text }) =>
      `- \`${name}\` (${kind}${required ? ', required' : ''}) ${text}`,
  );
  const code = examples.map((example) => `\`\`\`yaml\n${example.code.trimEnd()}\n\`\`\``);
  return [`# ${type}`, title, description, '## Examples', ...code, '## Properties', properties.join('\n')]
    .filter((part) => part.trim() !== '')
    .join('\n\n');
}

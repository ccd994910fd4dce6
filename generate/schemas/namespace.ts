import type { JsonSchema } from '../../runner/plugin/jsonSchema.ts';
import { described } from './flow/shape.ts';

/**
 * The JSON Schema of `namespace.yaml`, which lies in the folder of a namespace and holds what its flows, and those of the
 * namespaces below it, share. Plugin defaults are those of a flow; `flow` is its schema.
 */
export function namespaceSchema({ definitions = {} }: JsonSchema): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Namespace',
    description: 'What the flows of a namespace share.',
    type: 'object',
    properties: {
      variables: {
        ...described(
          'Values for expressions: `{{ namespace.name }}`. Those of a namespace win over those of the namespaces above it.',
        ),
        type: 'object',
        examples: [{ bucket: 'company-data', region: 'eu-central-1' }],
      },
      pluginDefaults: {
        ...described(
          'Properties for all tasks, triggers and other plugins of a type. Those of a flow win, unless these are `forced`.',
        ),
        type: 'array',
        items: { $ref: '#/definitions/pluginDefault' },
        examples: [
          [{ type: 'io.kestra.plugin.scripts', values: { containerImage: 'registry.example.com/tools' } }],
        ],
      },
    },
    additionalProperties: false,
    definitions: Object.fromEntries(
      ['pluginDefault', 'taskTypes', 'triggerTypes'].map((name) => [name, definitions[name]!]),
    ),
  };
}

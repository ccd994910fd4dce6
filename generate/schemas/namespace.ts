import { namespaceId } from '../../runner/flow/checks/ids.ts';
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
      namespace: {
        ...described('The namespace, where the folder does not spell it.'),
        type: 'string',
        pattern: `${namespaceId.pattern}$`,
        examples: ['company.team'],
      },
      description: { ...described('What the namespace is for.'), type: 'string' },
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
      allowedNamespaces: {
        ...described(
          'Other namespaces whose flows may run flows of this one; those below a name are meant too. Without it, all may.',
        ),
        type: 'array',
        items: { type: 'string', pattern: `${namespaceId.pattern}$` },
        examples: [['company.reports']],
      },
    },
    additionalProperties: false,
    definitions: Object.fromEntries(
      ['pluginDefault', 'taskTypes', 'triggerTypes'].map((name) => [name, definitions[name]!]),
    ),
  };
}

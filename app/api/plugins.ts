import { describeOutputs, describeProperties } from '../../runner/plugin/describe.ts';
import { jsonSchemaOf } from '../../runner/plugin/jsonSchema.ts';
import type { PluginDefinition } from '../../runner/plugin/types.ts';
import { notFound } from './errors.ts';
import { json, unmasked } from './json.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** The installed types and their properties (surfaces §14.3). */
export function pluginRoutes({ registry }: ApiServices): Route[] {
  const definitionOf = async (type: string): Promise<PluginDefinition> => {
    if (!registry.has(type)) throw notFound(`Plugin ${type}`);
    await registry.load([type]);
    return registry.get(type)!;
  };
  return [
    {
      method: 'get',
      path: '/plugins',
      operationId: 'listPlugins',
      summary: 'The installed types, by group',
      async handle() {
        const types = registry.types();
        await registry.load(types);
        const groups = Map.groupBy(types, groupOf);
        return json(
          [...groups].map(([group, names]) =>
            groupPayload(
              group,
              names.map((name) => registry.get(name)!),
            ),
          ),
          unmasked,
        );
      },
    },
    {
      method: 'get',
      path: '/plugins/schemas/{type}',
      operationId: 'getSchemasFromType',
      summary: 'The JSON Schema of a type of plugin: of a task of any installed type',
      async handle(context) {
        const kind = parameter(context, 'type').toLowerCase();
        const types = registry.types();
        await registry.load(types);
        const of = types.map((name) => registry.get(name)!).filter((one) => listOf(one) === `${kind}s`);
        if (of.length === 0) throw notFound(`Schema ${kind}`);
        const definitions = Object.fromEntries(of.map((one) => [one.type, schemaOf(one)]));
        return json(
          {
            $schema: 'http://json-schema.org/draft-07/schema#',
            definitions,
            anyOf: of.map(({ type }) => ({ $ref: `#/definitions/${type}` })),
          },
          unmasked,
        );
      },
    },
    {
      method: 'get',
      path: '/plugins/{cls}',
      operationId: 'getPluginDocumentation',
      summary: 'What a type is for, its properties and outputs',
      async handle(context) {
        const definition = await definitionOf(parameter(context, 'cls'));
        return json(
          {
            markdown: markdownOf(definition),
            schema: { properties: schemaOf(definition), outputs: outputsOf(definition) },
          },
          unmasked,
        );
      },
    },
  ];
}

/** `io.kestra.plugin.core` of `io.kestra.plugin.core.log.Log`. */
function groupOf(type: string): string {
  return type.split('.').slice(0, 4).join('.');
}

function groupPayload(group: string, definitions: readonly PluginDefinition[]) {
  const lists = Map.groupBy(definitions, listOf);
  const named = (list: string) =>
    (lists.get(list) ?? []).map(({ type }) => ({ cls: type, deprecated: false }));
  return {
    name: group.split('.').at(-1),
    title: group.split('.').at(-1),
    group,
    tasks: named('tasks'),
    triggers: named('triggers'),
    conditions: named('conditions'),
    taskRunners: named('taskRunners'),
  };
}

/** Which list of a group a definition stands in. */
function listOf({ kind }: PluginDefinition): string {
  if (kind === 'trigger') return 'triggers';
  if (kind === 'condition') return 'conditions';
  return 'tasks';
}

function schemaOf({ properties, type, title }: PluginDefinition) {
  return { ...jsonSchemaOf(properties), title, $id: type };
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

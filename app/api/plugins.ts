import type { Context } from 'hono';
import type { PluginDefinition } from '../../runner/plugin/types.ts';
import { notFound } from './errors.ts';
import { json, unmasked } from './json.ts';
import { inputSchema, inputTypes, languageProperties } from './payload/language.ts';
import { documentationPayload, groupPayloads, iconPayloads, kindOf, schemaOf } from './payload/plugin.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** The installed types and their properties (surfaces §14.3). */
export function pluginRoutes({ registry, instance }: ApiServices): Route[] {
  const all = async (): Promise<PluginDefinition[]> => {
    const types = registry.types();
    await registry.load(types);
    return types.map((type) => registry.get(type)!);
  };
  const definitionAsked = async (context: Context): Promise<PluginDefinition> => {
    const type = parameter(context, 'cls');
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
      handle: async () => json(groupPayloads(await all(), 'group'), unmasked),
    },
    {
      method: 'get',
      path: '/plugins/groups/subgroups',
      operationId: 'getPluginBySubgroups',
      summary: 'The installed types, by the package they lie in',
      handle: async () => json(groupPayloads(await all(), 'subGroup'), unmasked),
    },
    {
      method: 'get',
      path: '/plugins/icons',
      operationId: 'getPluginIcons',
      summary: 'The installed types with what clients need to draw them',
      handle: () => json(iconPayloads(registry.types(), 'type'), unmasked),
    },
    {
      method: 'get',
      path: '/plugins/icons/groups',
      operationId: 'getPluginGroupIcons',
      summary: 'The groups of types with what clients need to draw them',
      handle: () => json(iconPayloads(registry.types(), 'group'), unmasked),
    },
    {
      method: 'get',
      path: '/plugins/inputs',
      operationId: 'getAllInputTypes',
      summary: 'The types of inputs',
      handle: () => json(inputTypes, unmasked),
    },
    {
      method: 'get',
      path: '/plugins/inputs/{type}',
      operationId: 'getSchemaFromInputType',
      summary: 'The JSON Schema of an input of a type',
      handle(context) {
        const type = parameter(context, 'type');
        const schema = inputSchema(type);
        if (!schema) throw notFound(`Input type ${type}`);
        return json({ markdown: `# ${type.toUpperCase()}`, schema: { properties: schema } }, unmasked);
      },
    },
    {
      method: 'get',
      path: '/plugins/properties/{type}',
      operationId: 'getPropertiesFromType',
      summary: 'The properties of a flow, or those that every task, trigger or plugindefault has',
      handle(context) {
        const type = parameter(context, 'type');
        const properties = languageProperties(type.toLowerCase());
        if (!properties) throw notFound(`Schema ${type}`);
        return json(properties, unmasked);
      },
    },
    {
      method: 'get',
      path: '/plugins/schemas/{type}',
      operationId: 'getSchemasFromType',
      summary: 'The JSON Schema of a task, a trigger or a condition of any installed type',
      query: { arrayOf: '`true`: of a list of them' },
      async handle(context) {
        const kind = parameter(context, 'type').toLowerCase();
        const of = (await all()).filter((one) => kindOf(one).toLowerCase() === kind);
        if (of.length === 0) throw notFound(`Schema ${kind}`);
        const definitions = Object.fromEntries(of.map((one) => [one.type, schemaOf(one)]));
        const any = { anyOf: of.map(({ type }) => ({ $ref: `#/definitions/${type}` })) };
        const isList = context.req.query('arrayOf') === 'true';
        return json(
          {
            $schema: 'http://json-schema.org/draft-07/schema#',
            definitions,
            ...(isList ? { type: 'array', items: any } : any),
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
      handle: async (context) => json(documentationPayload(await definitionAsked(context)), unmasked),
    },
    {
      method: 'get',
      path: '/plugins/{cls}/versions',
      operationId: 'getPluginVersions',
      summary: 'The version of a type: the types that are installed come with Tutti',
      async handle(context) {
        const { type } = await definitionAsked(context);
        return json({ type, versions: [instance.version] }, unmasked);
      },
    },
    {
      method: 'get',
      path: '/plugins/{cls}/versions/{version}',
      operationId: 'getPluginDocumentationFromVersion',
      summary: 'What a type is for in a version',
      async handle(context) {
        const [definition, version] = [await definitionAsked(context), parameter(context, 'version')];
        if (version !== instance.version) throw notFound(`Version ${version} of ${definition.type}`);
        return json(documentationPayload(definition), unmasked);
      },
    },
  ];
}

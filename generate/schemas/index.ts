/** `npm run schemas`: writes the JSON Schemas in schemas/. With `--check`, tells whether they are as they should be. */
import { pluginRegistry } from '../../runner/plugins/index.ts';
import { settleFiles } from '../files.ts';
import { flowSchema } from './flow/index.ts';
import { namespaceSchema } from './namespace.ts';
import { policySchema } from './policy.ts';
import { unitTestSchema } from './unitTest.ts';

/** The schemas by their path from the root. */
export async function schemaFiles(): Promise<Map<string, string>> {
  const flow = await flowSchema(pluginRegistry());
  const schemas = {
    'schemas/flow.json': flow,
    'schemas/unit-test.json': unitTestSchema(),
    'schemas/namespace.json': namespaceSchema(flow),
    'schemas/tutti.json': policySchema(),
  };
  return new Map(
    Object.entries(schemas).map(([path, schema]) => [path, `${JSON.stringify(schema, undefined, 1)}\n`]),
  );
}

if (import.meta.main) await settleFiles(await schemaFiles(), 'schemas', 'npm run schemas');

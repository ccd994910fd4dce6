import { policySchema as policy } from '../../app/github/policy/schema.ts';
import { type JsonSchema, jsonSchemaOf } from '../../runner/plugin/jsonSchema.ts';

/**
 * The JSON Schema of `.github/tutti.yml`, the policy of a repository, which is read from its default branch
 * (architecture, decision 7).
 */
export function policySchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Policy of a repository',
    ...jsonSchemaOf(policy),
  };
}

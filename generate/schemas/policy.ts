import { z } from 'zod';
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

const policy = z
  .strictObject({
    bots: z
      .array(z.string())
      .optional()
      .describe('Logins of bots whose comments may hold commands. Without it, commands of bots are ignored.')
      .meta({ examples: [['renovate[bot]']] }),
    deploy: z
      .strictObject({
        teams: z
          .array(z.string())
          .optional()
          .describe('Teams that may deploy besides those who maintain the repository, as organisation/team.')
          .meta({ examples: [['company/platform']] }),
      })
      .optional()
      .describe('Who may give the commands deploy and promote.'),
    checks: z
      .strictObject({
        warning: z
          .enum(['neutral', 'failure'])
          .default('neutral')
          .describe(
            'What an execution that ended in WARNING does to its check: neutral lets a merge through.',
          ),
      })
      .optional()
      .describe('How results are shown on commits and pull requests.'),
  })
  .describe('What Tutti may do in this repository. It counts as it stands on the default branch.');

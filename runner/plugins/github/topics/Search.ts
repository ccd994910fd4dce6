import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, string } from '../../../plugin/properties.ts';
import { search, searchDescription, searching, searchOutputs } from '../search.ts';

/** surfaces §9.4, topics.Search. */
export default defineTask({
  type: 'io.kestra.plugin.github.topics.Search',
  title: 'Search topics.',
  description: `${searchDescription} GitHub sorts topics by how well they match, whatever \`order\` says.`,
  properties: z.object({
    ...searching,
    is: enumeration(['CURATED', 'FEATURED', 'NOT_CURATED', 'NOT_FEATURED'])
      .optional()
      .describe('Only topics of this kind.'),
    repositories: string().optional().describe('Only those of so many repositories, such as `>1000`.'),
    created: string().optional().describe('Only those made then, such as `>=2026-01-01`.'),
  }),
  outputs: searchOutputs,
  runs: 'inline',
  run(context) {
    const { repositories, created, ...more } = context.properties;
    return search(context, {
      what: 'topics',
      permission: 'metadata',
      qualifiers: [
        ['is', more.is?.toLowerCase().replace('_', '-')],
        ['repositories', repositories],
        ['created', created],
      ],
    });
  },
  examples: [
    {
      title: 'Topics about orchestration',
      code: `id: topics
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.topics.Search
    query: orchestration
    is: CURATED
    fetchType: FETCH
`,
    },
  ],
});

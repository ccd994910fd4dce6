import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, string } from '../../../plugin/properties.ts';
import { search, searchDescription, searching, searchOutputs, within } from '../search.ts';

const text = (description: string) => string().optional().describe(description);

/** surfaces §9.4, repositories.Search. */
export default defineTask({
  type: 'io.kestra.plugin.github.repositories.Search',
  title: 'Search repositories.',
  description: searchDescription,
  properties: z.object({
    ...searching,
    ...within,
    language: text('Only those in this language.'),
    created: text('Only those made then, such as `>=2026-01-01`.'),
    stars: text('Only those with so many stars, such as `>=100` or `10..50`.'),
    user: text('Only those of this login or organisation.'),
    topic: text('Only those with this topic.'),
    visibility: enumeration(['PUBLIC', 'PRIVATE', 'INTERNAL'])
      .optional()
      .describe('Only those of this kind.'),
    sort: enumeration(['UPDATED', 'STARS', 'FORKS']).default('UPDATED').describe('What they are sorted by.'),
  }),
  outputs: searchOutputs,
  runs: 'inline',
  run(context) {
    const { repository, language, created, stars, user, topic, visibility, sort } = context.properties;
    return search(context, {
      what: 'repositories',
      permission: 'metadata',
      qualifiers: [
        ['repo', repository],
        ['language', language],
        ['created', created],
        ['stars', stars],
        ['user', user],
        ['topic', topic],
        ['is', visibility?.toLowerCase()],
      ],
      sort: sort.toLowerCase(),
    });
  },
  examples: [
    {
      title: 'Repositories of a team, one by one',
      code: `id: repositories
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.repositories.Search
    user: kestra-io
    topic: plugin
    sort: STARS
    order: DESC
    fetchType: FETCH
`,
    },
  ],
});

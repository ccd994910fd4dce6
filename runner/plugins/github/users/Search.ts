import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, string } from '../../../plugin/properties.ts';
import { search, searchDescription, searching, searchOutputs } from '../search.ts';

const text = (description: string) => string().optional().describe(description);

/** surfaces §9.4, users.Search. */
export default defineTask({
  type: 'io.kestra.plugin.github.users.Search',
  title: 'Search users and organisations.',
  description: searchDescription,
  properties: z.object({
    ...searching,
    language: text('Only those who write in this language.'),
    created: text('Only those that joined then, such as `>=2026-01-01`.'),
    repositories: text('Only those with so many repositories, such as `>=10`.'),
    in: text('Where the words are looked for: `login`, `name`, `email`, or several with commas.'),
    location: text('Only those in this place.'),
    followers: text('Only those with so many followers, such as `>=100`.'),
    accountType: enumeration(['USER', 'ORGANIZATION'])
      .optional()
      .describe('Only people, or only organisations.'),
    sort: enumeration(['JOINED', 'REPOSITORIES', 'FOLLOWERS'])
      .default('JOINED')
      .describe('What they are sorted by.'),
  }),
  outputs: searchOutputs,
  runs: 'inline',
  run(context) {
    const { language, created, repositories, location, followers, accountType, sort, ...more } =
      context.properties;
    return search(context, {
      what: 'users',
      permission: 'metadata',
      qualifiers: [
        ['language', language],
        ['created', created],
        ['repos', repositories],
        ['in', more.in],
        ['location', location],
        ['followers', followers],
        ['type', accountType && { USER: 'user', ORGANIZATION: 'org' }[accountType]],
      ],
      sort: sort.toLowerCase(),
    });
  },
  examples: [
    {
      title: 'Organisations in a city',
      code: `id: organisations
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.users.Search
    location: Leipzig
    accountType: ORGANIZATION
`,
    },
  ],
});

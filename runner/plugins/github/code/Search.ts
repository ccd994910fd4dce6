import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, string } from '../../../plugin/properties.ts';
import { search, searchDescription, searching, searchOutputs, within } from '../search.ts';

const text = (description: string) => string().optional().describe(description);

/** What GitHub calls the choices of `fork`. */
const forks = { PARENT_AND_FORKS: 'true', FORKS_ONLY: 'only', PARENT_ONLY: undefined } as const;

/** surfaces §9.4, code.Search. */
export default defineTask({
  type: 'io.kestra.plugin.github.code.Search',
  title: 'Search code.',
  description: `${searchDescription} GitHub needs a token for this search, and words in \`query\`.`,
  properties: z.object({
    ...searching,
    ...within,
    user: text('Only in repositories of this login or organisation.'),
    in: text('Where the words are looked for: `file`, `path`, or both with a comma.'),
    language: text('Only in this language.'),
    extension: text('Only in files with this extension.'),
    fork: enumeration(['PARENT_AND_FORKS', 'FORKS_ONLY', 'PARENT_ONLY'])
      .optional()
      .describe('Whether forks are searched too.'),
    filename: text('Only in files of this name.'),
    path: text('Only below this folder.'),
    size: text('Only in files of this size in bytes, such as `>1000`.'),
    sort: enumeration(['BEST_MATCH', 'INDEXED']).default('BEST_MATCH').describe('What they are sorted by.'),
  }),
  outputs: searchOutputs,
  runs: 'inline',
  run(context) {
    const { repository, user, language, extension, fork, filename, path, size, sort, ...more } =
      context.properties;
    return search(context, {
      what: 'code',
      permission: 'contents',
      qualifiers: [
        ['repo', repository],
        ['user', user],
        ['in', more.in],
        ['language', language],
        ['extension', extension],
        ['fork', fork && forks[fork]],
        ['filename', filename],
        ['path', path],
        ['size', size],
      ],
      sort: sort === 'INDEXED' ? 'indexed' : undefined,
    });
  },
  examples: [
    {
      title: 'Where a table is read',
      code: `id: usages
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.code.Search
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    query: daily_prices
    user: company
    extension: sql
`,
    },
  ],
});

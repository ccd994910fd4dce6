import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, enumeration, string } from '../../../plugin/properties.ts';
import { search, searchDescription, searching, searchOutputs, within } from '../search.ts';

const text = (description: string) => string().optional().describe(description);

/** surfaces §9.4, commits.Search. */
export default defineTask({
  type: 'io.kestra.plugin.github.commits.Search',
  title: 'Search commits of default branches.',
  description: `${searchDescription} Dates are those of GitHub's search, such as \`2026-01-31\` or \`>=2026-01-01\`.`,
  properties: z.object({
    ...searching,
    ...within,
    is: enumeration(['PUBLIC', 'PRIVATE', 'INTERNAL'])
      .optional()
      .describe('Only in repositories of this kind.'),
    hash: text('Only the commit with this SHA.'),
    parent: text('Only children of this SHA.'),
    tree: text('Only those with this SHA as tree.'),
    user: text('Only in repositories of this login.'),
    org: text('Only in repositories of this organisation.'),
    author: text('Only those that this login wrote.'),
    authorDate: text('Only those written then.'),
    authorEmail: text('Only those that somebody with this address wrote.'),
    authorName: text('Only those that somebody of this name wrote.'),
    committer: text('Only those that this login committed.'),
    committerDate: text('Only those committed then.'),
    committerEmail: text('Only those that somebody with this address committed.'),
    committerName: text('Only those that somebody of this name committed.'),
    merge: boolean().optional().describe('`true`: only merges; `false`: no merges.'),
    sort: enumeration(['COMMITTER_DATE', 'AUTHOR_DATE'])
      .default('COMMITTER_DATE')
      .describe('What they are sorted by.'),
  }),
  outputs: searchOutputs,
  runs: 'inline',
  run(context) {
    const { properties } = context;
    return search(context, {
      what: 'commits',
      permission: 'contents',
      qualifiers: [
        ['repo', properties.repository],
        ['is', properties.is?.toLowerCase()],
        ['hash', properties.hash],
        ['parent', properties.parent],
        ['tree', properties.tree],
        ['user', properties.user],
        ['org', properties.org],
        ['author', properties.author],
        ['author-date', properties.authorDate],
        ['author-email', properties.authorEmail],
        ['author-name', properties.authorName],
        ['committer', properties.committer],
        ['committer-date', properties.committerDate],
        ['committer-email', properties.committerEmail],
        ['committer-name', properties.committerName],
        ['merge', properties.merge === undefined ? undefined : String(properties.merge)],
      ],
      sort: properties.sort.toLowerCase().replace('_', '-'),
    });
  },
  examples: [
    {
      title: 'What was changed since yesterday',
      code: `id: changes
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.commits.Search
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/data
    committerDate: ">={{ now() | dateAdd(-1, 'DAYS') | date('yyyy-MM-dd') }}"
    order: DESC
    fetchType: FETCH
`,
    },
  ],
});

import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, enumeration, string } from '../../../plugin/properties.ts';
import { search, searchDescription, searching, searchOutputs, within } from '../search.ts';

const text = (description: string) => string().optional().describe(description);
const flag = (description: string) => boolean().optional().describe(description);

/** surfaces §9.4, pulls.Search. */
export default defineTask({
  type: 'io.kestra.plugin.github.pulls.Search',
  title: 'Search pull requests.',
  description: `${searchDescription} Dates are those of GitHub's search, such as \`2026-01-31\`, \`>=2026-01-01\` or \`2026-01-01..2026-01-31\`.`,
  properties: z.object({
    ...searching,
    ...within,
    mentions: text('Only those that mention this login.'),
    reviewRequested: text('Only those that wait for a review by this login.'),
    open: flag('`true`: only open ones.'),
    closed: flag('`true`: only closed ones.'),
    merged: flag('`true`: only merged ones.'),
    draft: flag('`true`: only drafts.'),
    assigned: text('Only those that are assigned to this login.'),
    title: text('Only those with this in their title.'),
    closedAt: text('Only those closed then.'),
    createdAt: text('Only those opened then.'),
    updatedAt: text('Only those changed then.'),
    commit: text('Only those with this commit.'),
    base: text('Only those for this branch.'),
    head: text('Only those from this branch.'),
    createdByMe: flag('`true`: only those of whom the token is of.'),
    author: text('Only those of this login.'),
    sort: enumeration(['CREATED', 'UPDATED', 'COMMENTS'])
      .default('CREATED')
      .describe('What they are sorted by.'),
  }),
  outputs: searchOutputs,
  runs: 'inline',
  run(context) {
    const { properties } = context;
    const { title, sort } = properties;
    const is = (state: 'open' | 'closed' | 'merged' | 'draft') =>
      ['is', properties[state] ? state : undefined] as const;
    return search(context, {
      what: 'issues',
      permission: 'pull_requests',
      qualifiers: [
        ['is', 'pr'],
        ['repo', properties.repository],
        ['mentions', properties.mentions],
        ['review-requested', properties.reviewRequested],
        ...[is('open'), is('closed'), is('merged'), is('draft')],
        ['assignee', properties.assigned],
        ['in', title === undefined ? undefined : 'title'],
        ['closed', properties.closedAt],
        ['created', properties.createdAt],
        ['updated', properties.updatedAt],
        ['sha', properties.commit],
        ['base', properties.base],
        ['head', properties.head],
        ['author', properties.createdByMe ? '@me' : properties.author],
      ],
      words: title,
      sort: sort.toLowerCase(),
    });
  },
  examples: [
    {
      title: 'Pull requests that wait for a review',
      code: `id: waiting
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.pulls.Search
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/data
    reviewRequested: ada
    open: true
    fetchType: FETCH
`,
    },
  ],
});

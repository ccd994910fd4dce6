import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, enumeration, string } from '../../../plugin/properties.ts';
import { search, searchDescription, searching, searchOutputs, within } from '../search.ts';

/** surfaces §9.4, issues.Search. */
export default defineTask({
  type: 'io.kestra.plugin.github.issues.Search',
  title: 'Search issues.',
  description: searchDescription,
  properties: z.object({
    ...searching,
    ...within,
    mentions: string().optional().describe('Only those that mention this login.'),
    open: boolean().optional().describe('`true`: only open ones.'),
    closed: boolean().optional().describe('`true`: only closed ones.'),
    merged: boolean().optional().describe('`true`: merged pull requests instead of issues.'),
    sort: enumeration(['CREATED', 'UPDATED', 'COMMENTS'])
      .default('CREATED')
      .describe('What they are sorted by.'),
  }),
  outputs: searchOutputs,
  runs: 'inline',
  run(context) {
    const { query = '', repository, mentions, open, closed, merged, sort } = context.properties;
    const saysWhich = /(?:^|\s)(?:is|type):(?:issue|pr|pull-request)\b/.test(query);
    return search(context, {
      what: 'issues',
      permission: 'issues',
      qualifiers: [
        ['is', saysWhich || merged ? undefined : 'issue'],
        ['repo', repository],
        ['mentions', mentions],
        ['is', open ? 'open' : undefined],
        ['is', closed ? 'closed' : undefined],
        ['is', merged ? 'merged' : undefined],
      ],
      sort: sort.toLowerCase(),
    });
  },
  examples: [
    {
      title: 'How many bugs are open',
      code: `id: bugs
namespace: company.team

tasks:
  - id: count
    type: io.kestra.plugin.github.issues.Search
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    query: label:bug
    repository: company/data
    open: true
    fetchType: NONE
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.count.total }} bugs are open"
`,
    },
  ],
});

import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, list, string } from '../../../plugin/properties.ts';
import type { Client } from '../client.ts';
import { connect, connection, repository, repositoryPath } from '../connection.ts';

interface Pull {
  number: number;
  html_url: string;
}

/** surfaces §9.4, pulls.Create. */
export default defineTask({
  type: 'io.kestra.plugin.github.pulls.Create',
  title: 'Open a pull request.',
  description: 'As the GitHub App, it needs the permission `pull_requests: write`.',
  properties: z.object({
    ...connection,
    ...repository,
    sourceBranch: string().describe('Branch with the changes; of a fork `owner:branch`.'),
    targetBranch: string().describe('Branch that they are for.'),
    title: string().describe('Title of the pull request.'),
    body: string().optional().describe('Its text, in Markdown.'),
    maintainerCanModify: boolean()
      .default(false)
      .describe('Whether maintainers may push to the source branch, if it is of a fork.'),
    draft: boolean().default(false).describe('Whether it is a draft.'),
    reviewers: list(string())
      .optional()
      .describe('Who is asked for a review: logins, and teams as `team:name`.'),
  }),
  outputs: z.object({
    issueUrl: z.string().describe('Address of the pull request in the API, as an issue.'),
    pullRequestUrl: z.string().describe('Address of the pull request.'),
    pullRequestNumber: z.number().int().describe('Its number.'),
  }),
  runs: 'inline',
  async run(context) {
    const { sourceBranch, targetBranch, title, body, maintainerCanModify, draft, reviewers } =
      context.properties;
    const { api, repository: name } = await connect(context, { permissions: { pull_requests: 'write' } });
    const path = `${repositoryPath(name)}/pulls`;
    const pull = await api.send<Pull & { issue_url?: string }>('POST', path, {
      head: sourceBranch,
      base: targetBranch,
      ...{ title, body, draft },
      maintainer_can_modify: maintainerCanModify,
    });
    const outputs = {
      issueUrl: pull.issue_url ?? pull.html_url,
      pullRequestUrl: pull.html_url,
      pullRequestNumber: pull.number,
    };
    // The pull request is there, whatever becomes of the reviews.
    context.keepOutputs(outputs);
    if (reviewers?.length) await requestReviews(api, `${path}/${pull.number}`, reviewers);
    return { outputs };
  },
  examples: [
    {
      title: 'Propose what a branch holds, and ask for reviews',
      code: `id: propose
namespace: company.team

tasks:
  - id: pull
    type: io.kestra.plugin.github.pulls.Create
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/data
    sourceBranch: nightly-prices
    targetBranch: main
    title: New prices
    reviewers: [ada, "team:data"]
`,
    },
  ],
});

function requestReviews(api: Client, path: string, reviewers: readonly string[]): Promise<unknown> {
  const teams = reviewers
    .filter((name) => name.startsWith('team:'))
    .map((name) => name.slice('team:'.length));
  const people = reviewers.filter((name) => !name.startsWith('team:'));
  return api.send('POST', `${path}/requested_reviewers`, {
    ...(people.length > 0 && { reviewers: people }),
    // With or without its organisation.
    ...(teams.length > 0 && { team_reviewers: teams.map((team) => team.split('/').at(-1)) }),
  });
}

import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { integer, string } from '../../../plugin/properties.ts';
import { connect, connection, repository, repositoryPath } from '../connection.ts';

/** surfaces §9.4, issues.Comment. */
export default defineTask({
  type: 'io.kestra.plugin.github.issues.Comment',
  title: 'Comment on an issue or pull request.',
  description: 'As the GitHub App, it needs the permission `issues: write`.',
  properties: z.object({
    ...connection,
    ...repository,
    issueNumber: integer().describe('Number of the issue or pull request.'),
    body: string().describe('The comment, in Markdown.'),
  }),
  outputs: z.object({
    issueUrl: z.string().describe('Address of the issue or pull request.'),
    commentUrl: z.string().describe('Address of the comment.'),
  }),
  runs: 'inline',
  async run(context) {
    const { issueNumber, body } = context.properties;
    const { api, repository: name } = await connect(context, { permissions: { issues: 'write' } });
    const path = `${repositoryPath(name)}/issues/${issueNumber}/comments`;
    const { html_url: commentUrl } = await api.send<{ html_url: string }>('POST', path, { body });
    return { outputs: { issueUrl: commentUrl.split('#')[0], commentUrl } };
  },
  examples: [
    {
      title: 'Answer a new issue',
      code: `id: welcome
namespace: company.team

triggers:
  - id: opened
    type: io.tutti.plugin.github.trigger.Event
    on: [issues]
    actions: [opened]
    permission: none

tasks:
  - id: answer
    type: io.kestra.plugin.github.issues.Comment
    issueNumber: "{{ trigger.number }}"
    body: Thank you. Somebody will look at it this week.
`,
    },
  ],
});

import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { list, string } from '../../../plugin/properties.ts';
import { connect, connection, repository, repositoryPath } from '../connection.ts';

/** surfaces §9.4, issues.Create. */
export default defineTask({
  type: 'io.kestra.plugin.github.issues.Create',
  title: 'Open an issue.',
  description: 'As the GitHub App, it needs the permission `issues: write`.',
  properties: z.object({
    ...connection,
    ...repository,
    title: string().describe('Title of the issue.'),
    body: string().optional().describe('Its text, in Markdown.'),
    labels: list(string()).optional().describe('Names of labels.'),
    assignees: list(string()).optional().describe('Logins of those it is assigned to.'),
  }),
  outputs: z.object({
    issueUrl: z.string().describe('Address of the issue.'),
    issueNumber: z.number().int().describe('Its number.'),
  }),
  runs: 'inline',
  async run(context) {
    const { title, body, labels, assignees } = context.properties;
    const { api, repository: name } = await connect(context, { permissions: { issues: 'write' } });
    const issue = await api.send<{ html_url: string; number: number }>(
      'POST',
      `${repositoryPath(name)}/issues`,
      { title, body, labels, assignees },
    );
    return { outputs: { issueUrl: issue.html_url, issueNumber: issue.number } };
  },
  examples: [
    {
      title: 'Tell the team when a flow failed',
      code: `id: nightly
namespace: company.team

tasks:
  - id: load
    type: io.kestra.plugin.scripts.shell.Commands
    commands: ["./load.sh"]

errors:
  - id: tell
    type: io.kestra.plugin.github.issues.Create
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/data
    title: "{{ flow.id }} failed"
    body: "Execution {{ execution.id }} failed."
    labels: [incident]
`,
    },
  ],
});

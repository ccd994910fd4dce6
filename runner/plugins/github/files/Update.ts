import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, list, map, string } from '../../../plugin/properties.ts';
import { connect, connection, repository, repositoryPath } from '../connection.ts';
import { commitFiles } from './commit.ts';
import { checkedPath } from './path.ts';
import { botBranch, pullRequest } from './propose.ts';

/** Issue “The GitHub App”, GitHub tasks. */
export default defineTask({
  type: 'io.tutti.plugin.github.files.Update',
  title: 'Change files of a repository, in one commit.',
  description: `By pull request, from a branch of its own such as \`tutti/update/4f0c2a91d3\`; or, with \`branch\`, directly on a branch that is
not the default one. A task that is tried again makes neither a second commit nor a second pull request. Where nothing changes, there
is no commit. As the GitHub App, it needs the permissions \`contents: write\` and, by pull request, \`pull_requests: write\`.`,
  properties: z.object({
    ...connection,
    ...repository,
    files: map(string())
      .optional()
      .describe(
        'What files hold from now on, by path: text, or the URI of a stored file, such as `{{ outputs.query.uri }}`.',
      ),
    delete: list(string())
      .optional()
      .describe('Paths of files that are deleted; those that are not there are left out.'),
    message: string().default('Update files').describe('Message of the commit.'),
    base: string()
      .optional()
      .describe('Branch that the change is based on and for; the default branch by default.'),
    branch: string()
      .optional()
      .describe('Branch that gets the commit, without a pull request; made from `base` where it is new.'),
    verb: string().default('update').describe('Second part of the name of the branch of a pull request.'),
    title: string().optional().describe('Title of the pull request; by default the first line of `message`.'),
    body: string().optional().describe('Text of the pull request, in Markdown.'),
    draft: boolean().default(false).describe('Whether the pull request is a draft.'),
  }),
  outputs: z.object({
    changed: z.boolean().describe('Whether there was anything to change.'),
    branch: z.string().optional().describe('The branch that has the commit.'),
    commit: z.string().optional().describe('SHA of the commit.'),
    pullRequestUrl: z.string().optional().describe('Address of the pull request.'),
    pullRequestNumber: z.number().int().optional().describe('Its number.'),
  }),
  runs: 'inline',
  async run(context) {
    const { files = {}, message, branch, verb, title, body, draft, ...more } = context.properties;
    const deleted = more.delete ?? [];
    if (Object.keys(files).length + deleted.length === 0)
      throw new Error('Nothing to change: set `files`, `delete` or both');
    for (const path of [...Object.keys(files), ...deleted]) checkedPath(path);
    const isDirect = branch !== undefined;
    const { api, repository: name } = await connect(context, {
      permissions: { contents: 'write', ...(!isDirect && { pull_requests: 'write' as const }) },
    });
    const path = repositoryPath(name);
    const { default_branch: main } = await api.get<{ default_branch: string }>(path);
    if (branch === main)
      throw new Error(
        `Property \`branch\`: \`${main}\` is the default branch, which changes by pull request only: leave \`branch\` out`,
      );
    const base = more.base ?? main;
    const target = branch ?? botBranch(verb, context.taskRun.id);
    const contents = Object.entries(files).map(
      async ([at, text]) => [at, isUri(text) ? await context.storage.get(text) : text] as const,
    );
    const commit = await commitFiles(api, path, {
      ...{ base, branch: target, message, deleted },
      files: new Map(await Promise.all(contents)),
      taskRunId: context.taskRun.id,
    });
    if (commit === undefined) return { outputs: { changed: false } };
    const outputs = { changed: true, branch: target, commit };
    if (isDirect) return { outputs };
    context.keepOutputs(outputs);
    const proposed = await pullRequest(api, path, {
      ...{ branch: target, base, body, draft },
      title: title ?? message.split('\n')[0]!,
    });
    return {
      outputs: { ...outputs, pullRequestUrl: proposed.html_url, pullRequestNumber: proposed.number },
    };
  },
  examples: [
    {
      title: 'Propose what a query gave',
      code: `id: prices
namespace: company.team

tasks:
  - id: fetch
    type: io.kestra.plugin.core.http.Download
    uri: https://example.com/prices.csv
  - id: propose
    type: io.tutti.plugin.github.files.Update
    files:
      data/prices.csv: "{{ outputs.fetch.uri }}"
    message: "Prices of {{ now() | date('yyyy-MM-dd') }}"
`,
    },
    {
      title: 'Publish on a branch of its own',
      code: `id: publish
namespace: company.team

tasks:
  - id: page
    type: io.tutti.plugin.github.files.Update
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/site
    branch: gh-pages
    files:
      status.json: '{ "updated": "{{ now() }}" }'
    delete: [old.json]
`,
    },
  ],
});

function isUri(text: string): boolean {
  return /^(?:kestra|nsfile|file):\/\/\S+$/.test(text);
}

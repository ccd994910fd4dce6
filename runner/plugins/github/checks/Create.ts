import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, string } from '../../../plugin/properties.ts';
import { connect, connection, repository, repositoryPath } from '../connection.ts';

/** Bytes of a summary or text that GitHub takes (github §2.2). */
const longestText = 65_535;

/** Issue “The GitHub App”, GitHub tasks. */
export default defineTask({
  type: 'io.tutti.plugin.github.checks.Create',
  title: 'Show a check on a commit.',
  description: `Only GitHub Apps can make checks: it needs the permission \`checks: write\` of the App that runs the flow, or the token of an
installation. A check of the same name that this task run made before is changed instead of made again.`,
  properties: z.object({
    ...connection,
    ...repository,
    name: string().describe(
      'Name of the check. `tutti`, and names that begin with it, are those of the App itself.',
    ),
    sha: string().describe('SHA of the commit.'),
    conclusion: enumeration([
      'success',
      'failure',
      'neutral',
      'cancelled',
      'skipped',
      'timed_out',
      'action_required',
    ])
      .optional()
      .describe('How it ended; without one, the check goes on.'),
    title: string().optional().describe('Title of the report; the name by default.'),
    summary: string().default('').describe('The report, in Markdown; cut after 65,535 bytes.'),
    text: string().optional().describe('More of it, in Markdown; cut likewise.'),
    detailsUrl: string().optional().describe('Address of a page with details.'),
  }),
  outputs: z.object({
    checkRunId: z.number().int().describe('Id of the check run.'),
    checkRunUrl: z.string().describe('Its address.'),
  }),
  runs: 'inline',
  async run(context) {
    const { name, sha, conclusion, title, summary, text, detailsUrl } = context.properties;
    if (/^tutti(?:$|[^a-z0-9])/i.test(name.trim()))
      throw new Error(`Property \`name\`: \`${name}\` is a name of the App itself: take another one`);
    if (!/^[0-9a-f]{40}$/.test(sha))
      throw new Error(`Property \`sha\`: expected the 40 hexadecimal digits of a commit, found \`${sha}\``);
    const { api, repository: of } = await connect(context, { permissions: { checks: 'write' } });
    const path = repositoryPath(of);
    const externalId = `task-run:${context.taskRun.id}`;
    const { check_runs: runs } = await api.get<{ check_runs: { id: number; external_id: string }[] }>(
      `${path}/commits/${sha}/check-runs`,
      { check_name: name, per_page: 100 },
    );
    const there = runs.find((run) => run.external_id === externalId);
    const report = {
      ...(conclusion === undefined ? { status: 'in_progress' } : { status: 'completed', conclusion }),
      ...(detailsUrl !== undefined && { details_url: detailsUrl }),
      output: { title: title ?? name, summary: cut(summary), ...(text !== undefined && { text: cut(text) }) },
    };
    const { id, html_url: checkRunUrl } = await api.send<{ id: number; html_url: string }>(
      there ? 'PATCH' : 'POST',
      there ? `${path}/check-runs/${there.id}` : `${path}/check-runs`,
      there ? report : { name, head_sha: sha, external_id: externalId, ...report },
    );
    return { outputs: { checkRunId: id, checkRunUrl } };
  },
  examples: [
    {
      title: 'Whether the data of a pushed commit is complete',
      code: `id: data_check
namespace: company.team

triggers:
  - id: pushed
    type: io.tutti.plugin.github.trigger.Event
    on: [push]
    paths: ["data/**"]

tasks:
  - id: report
    type: io.tutti.plugin.github.checks.Create
    name: data
    sha: "{{ trigger.sha }}"
    conclusion: success
    title: All rows are there
`,
    },
  ],
});

/** Within so many bytes, never in the middle of a letter. */
function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= longestText) return text;
  return bytes
    .subarray(0, longestText - 3)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}

import { z } from 'zod';
import { defineTrigger } from '../../../plugin/define.ts';
import { fixed } from '../../../plugin/properties.ts';

/** Events that a flow can wait for, by GitHub's names (issue “The GitHub App”, github §3.1). */
export const events = [
  'push',
  'pull_request',
  'pull_request_review',
  'issues',
  'issue_comment',
  'release',
  'check_run',
  'check_suite',
  'workflow_run',
  'repository_dispatch',
  'create',
  'delete',
  'deployment',
  'deployment_status',
  'status',
  'label',
  'milestone',
  'star',
] as const;

const texts = () => fixed(z.array(z.string()).min(1)).optional();

/** Started by the GitHub App when a delivery fits; no other server evaluates it. */
export default defineTrigger({
  type: 'io.tutti.plugin.github.trigger.Event',
  title: 'Start the flow when something happens on GitHub.',
  description: `The repository is the one that the flow is in; the GitHub App has to be installed on it. All filters that are written have to fit.
Events of pull requests start the flow as the pull request has it, in its own state and files; those of forks start nothing until
somebody with write access said \`/tutti ok <sha>\`. All other events start the flow of the default branch. Events that the App
itself caused start nothing. The flow reads \`{{ trigger.event }}\`, \`{{ trigger.action }}\`, \`{{ trigger.branch }}\`,
\`{{ trigger.sha }}\`, \`{{ trigger.number }}\`, \`{{ trigger.sender }}\` and, with all that GitHub told, \`{{ trigger.body }}\`: text that
anybody may have written.`,
  properties: z.object({
    on: fixed(z.array(z.enum(events)).min(1)).describe('Events, by GitHub’s names.'),
    actions: texts().describe(
      'Actions, such as `opened`, `labeled`, `published`; of a dispatch its own event type.',
    ),
    branches: texts().describe(
      'Globs of branches: that which was pushed, the target of a pull request, or the one that a check or workflow run was for.',
    ),
    paths: texts().describe(
      'Globs of files, of which one has to be changed: for `push`, `pull_request` and `pull_request_review`.',
    ),
    withLabels: texts().describe('Labels, of which the issue or pull request has to have one.'),
    senders: texts().describe('Logins, of which one has to have caused it.'),
    permission: fixed(z.enum(['none', 'read', 'triage', 'write', 'maintain', 'admin']))
      .default('write')
      .describe(
        'Least role of who caused it, for events that people without one can cause: issues, comments, stars. `none` means everybody.',
      ),
  }),
  outputs: z.object({
    event: z.string().describe('Name of the event.'),
    action: z.string().optional().describe('What happened, if the event has several actions.'),
    deliveryId: z.string().describe('Id of the delivery.'),
    repository: z.string().describe('Owner and name, with a slash between.'),
    sender: z.string().optional().describe('Login of who caused it.'),
    branch: z.string().optional().describe('Branch, without `refs/heads/`.'),
    sha: z.string().optional().describe('Commit that it is about.'),
    number: z.int().optional().describe('Number of the issue or pull request.'),
    body: z
      .record(z.string(), z.unknown())
      .describe('The payload as GitHub documents it. Of a large one long texts and lists are cut.'),
    truncated: z.boolean().describe('Whether something of the payload was cut.'),
  }),
  examples: [
    {
      title: 'When a release is published',
      code: `id: announce
namespace: company.team

tasks:
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body.release.tag_name }} is out"

triggers:
  - id: released
    type: io.tutti.plugin.github.trigger.Event
    on: [release]
    actions: [published]
`,
    },
    {
      title: 'When data changes on the default branch',
      code: `id: load
namespace: company.team

tasks:
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "Loading data of {{ trigger.sha }}"

triggers:
  - id: pushed
    type: io.tutti.plugin.github.trigger.Event
    on: [push]
    branches: [main]
    paths: ["data/**"]
`,
    },
  ],
});

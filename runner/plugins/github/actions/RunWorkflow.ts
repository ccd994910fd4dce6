import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { map, string } from '../../../plugin/properties.ts';
import { connect, connection, repository, repositoryPath } from '../connection.ts';

/** surfaces §9.4, actions.RunWorkflow. */
export default defineTask({
  type: 'io.kestra.plugin.github.actions.RunWorkflow',
  title: 'Start a workflow of GitHub Actions.',
  description: `The workflow has to have the event \`workflow_dispatch\`. The task ends once the run was asked for, not when it ended. As the
GitHub App, it needs the permission \`actions: write\`.`,
  properties: z.object({
    ...connection,
    ...repository,
    workflowId: string().describe('File name of the workflow, such as `build.yml`, or its id.'),
    ref: string().optional().describe('Branch or tag that it runs on; the default branch by default.'),
    inputs: map(string()).optional().describe('Inputs that the workflow declares.'),
  }),
  runs: 'inline',
  async run(context) {
    const { workflowId, ref, inputs } = context.properties;
    const { api, repository: name } = await connect(context, { permissions: { actions: 'write' } });
    const path = repositoryPath(name);
    const branch = ref ?? (await api.get<{ default_branch: string }>(path)).default_branch;
    const workflow = encodeURIComponent(workflowId);
    await api.send('POST', `${path}/actions/workflows/${workflow}/dispatches`, { ref: branch, inputs });
    return undefined;
  },
  examples: [
    {
      title: 'Build once the data is there',
      code: `id: build
namespace: company.team

tasks:
  - id: start
    type: io.kestra.plugin.github.actions.RunWorkflow
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/site
    workflowId: build.yml
    ref: main
    inputs:
      environment: production
`,
    },
  ],
});

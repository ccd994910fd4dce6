import { z } from 'zod';
import { defineTaskRunner } from '../../../plugin/define.ts';
import { fixed, object } from '../../../plugin/properties.ts';

/** flow-language §6.11, Process task runner. */
export default defineTaskRunner({
  type: 'io.kestra.plugin.core.runner.Process',
  title: 'Run the commands of a script task as processes of this machine.',
  description: `This is what script tasks do without a \`taskRunner\`, too. The processes inherit the environment of Tutti, without its own
settings and secrets (\`TUTTI_*\`, \`SECRET_*\`, \`DATABASE_URL\`), and get the variables \`WORKING_DIR\` and \`OUTPUT_DIR\`. A killed
task ends its whole process tree.`,
  properties: object({ version: fixed(z.string()).optional() }),
  examples: [
    {
      title: 'Run a command here',
      code: `id: here
namespace: company.team

tasks:
  - id: who
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - whoami
`,
    },
  ],
});

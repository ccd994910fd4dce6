import { z } from 'zod';
import { defineTaskRunner } from '../../../../plugin/define.ts';
import { fixed, object } from '../../../../plugin/properties.ts';
import { dockerProperties } from './properties.ts';

const amount = z.union([z.string(), z.number()]);
const flag = z.union([z.boolean(), z.string()]);

/** flow-language §6.11, Docker task runner. */
export default defineTaskRunner({
  type: 'io.kestra.plugin.scripts.runner.docker.Docker',
  title: 'Run the commands of a script task in a container.',
  description: `Needs the \`docker\` command on the machine and a Docker host that it reaches. The working directory is copied into the
container and back (\`VOLUME\`), or mounted (\`MOUNT\`, when the Docker host is this machine); its path is the same in both.

Where there is no Docker, set the environment variable \`TUTTI_DOCKER=process\`: the commands then run as processes of this machine.`,
  properties: object({
    ...dockerProperties,
    fileHandlingStrategy: fixed(z.string())
      .optional()
      .describe('`VOLUME` (default) copies the working directory, `MOUNT` mounts it.'),
    delete: fixed(flag).optional().describe('Whether the container is removed afterwards. True by default.'),
    wait: fixed(flag)
      .optional()
      .describe('Whether the task waits for the container to end. True by default.'),
    killGracePeriod: fixed(amount)
      .optional()
      .describe('Time a killed container gets to end. `PT0S` by default.'),
    resume: fixed(flag)
      .optional()
      .describe('Accepted; a container is never taken over from an earlier attempt.'),
    version: fixed(z.string()).optional(),
  }),
  examples: [
    {
      title: 'A Python script with limited memory',
      code: `id: container
namespace: company.team

tasks:
  - id: report
    type: io.kestra.plugin.scripts.python.Script
    containerImage: python:3.13-slim
    taskRunner:
      type: io.kestra.plugin.scripts.runner.docker.Docker
      memory:
        memory: 256MB
    script: print("in a container")
`,
    },
  ],
});

import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { list, map, string } from '../../../plugin/properties.ts';
import { matchingFiles, writeFiles } from './workingFiles.ts';

/** flow-language §6.6, LocalFiles. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.LocalFiles',
  title: 'Put files into the working directory, and store files from there.',
  deprecated:
    'Use `inputFiles` and `outputFiles` of script tasks or of `io.kestra.plugin.core.flow.WorkingDirectory`.',
  properties: z.object({
    inputs: map(string()).optional().describe('Content, or storage URI, by path in the working directory.'),
    outputs: list(string())
      .optional()
      .describe('Globs of the files to store, relative to the working directory.'),
  }),
  outputs: z.object({
    uris: z.record(z.string(), z.string()).describe('Storage URIs by path in the working directory.'),
  }),
  async run(context) {
    const { inputs = {}, outputs = [] } = context.properties;
    const directory = await context.workingDirectory();
    await writeFiles(directory, inputs, context.storage);
    const uris: Record<string, string> = {};
    for (const { path, absolute } of await matchingFiles(directory, outputs)) {
      uris[path] = (await context.storage.putFile(absolute, { name: path })).uri;
    }
    return { outputs: { uris } };
  },
  examples: [
    {
      code: `id: local_files
namespace: company.team

tasks:
  - id: directory
    type: io.kestra.plugin.core.flow.WorkingDirectory
    tasks:
      - id: put
        type: io.kestra.plugin.core.storage.LocalFiles
        inputs:
          name.txt: Ada
      - id: greet
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands:
          - echo "Hello $(cat name.txt)" > greeting.txt
      - id: store
        type: io.kestra.plugin.core.storage.LocalFiles
        outputs:
          - "*.txt"
`,
    },
  ],
});

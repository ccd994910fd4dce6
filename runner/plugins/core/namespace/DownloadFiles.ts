import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { globsProperty, inFolder, matchingFiles } from './paths.ts';

/** flow-language §6.5, DownloadFiles. */
export default defineTask({
  type: 'io.kestra.plugin.core.namespace.DownloadFiles',
  title: 'Copy namespace files to the internal storage.',
  description: `The files are those of the commit that the execution reads. A glob that begins with a letter, a digit or \`_\` is meant in any
folder, any other from the root on.`,
  properties: z.object({
    namespace: string().optional().describe("Namespace of the files; the flow's by default."),
    files: globsProperty().describe('A glob of the files, or a list of globs.'),
    destination: string().default('').describe('Folder, among the files of the task run, for the copies.'),
  }),
  outputs: z.object({
    files: z
      .record(z.string(), z.string())
      .describe('Storage URIs by path of the namespace file, which begins with a slash.'),
  }),
  runs: 'inline',
  async run(context) {
    const { namespace, destination } = context.properties;
    const files: Record<string, string> = {};
    for (const path of await matchingFiles(context)) {
      const content = await context.namespaceFiles.read(path, namespace);
      const { uri } = await context.storage.put(content, { name: inFolder(destination, path) });
      files[`/${path}`] = uri;
    }
    return { outputs: { files } };
  },
  examples: [
    {
      code: `id: download_files
namespace: company.team

tasks:
  - id: queries
    type: io.kestra.plugin.core.namespace.DownloadFiles
    files:
      - "*.sql"
  - id: count
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.queries.files | length }} queries"
`,
    },
  ],
});

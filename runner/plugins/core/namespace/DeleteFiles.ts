import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';
import { globsProperty, matchingFiles } from './paths.ts';

/** flow-language §6.5, DeleteFiles. */
export default defineTask({
  type: 'io.kestra.plugin.core.namespace.DeleteFiles',
  title: 'Delete namespace files.',
  description: `The files are deleted in the repository's folder; committing that is up to you. An execution that reads its flow from a commit
cannot change its namespace files: there the task fails.`,
  properties: z.object({
    namespace: string().optional().describe("Namespace of the files; the flow's by default."),
    files: globsProperty().describe('A glob of the files, or a list of globs.'),
    deleteParentFolder: boolean()
      .default(false)
      .describe('Without effect: a folder without files is deleted in any case, as Git knows only files.'),
  }),
  runs: 'inline',
  async run(context) {
    for (const path of await matchingFiles(context))
      await context.namespaceFiles.delete(path, context.properties.namespace);
    return undefined;
  },
  examples: [
    {
      code: `id: delete_files
namespace: company.team

tasks:
  - id: tidy
    type: io.kestra.plugin.core.namespace.DeleteFiles
    files:
      - /reports/**
`,
    },
  ],
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, list, map, string } from '../../../plugin/properties.ts';
import type { TaskContext } from '../../../plugin/types.ts';
import { workingDirectoryGlobs } from '../../scripts/files/globs.ts';
import { filesBelow } from '../../scripts/files/outputFiles.ts';
import { inFolder } from './paths.ts';

/** flow-language §6.5, UploadFiles. */
export default defineTask({
  type: 'io.kestra.plugin.core.namespace.UploadFiles',
  title: 'Put files among the namespace files.',
  description: `The files are written into the repository's folder, where later tasks find them; committing them is up to you. An execution that
reads its flow from a commit cannot change its namespace files: there the task fails.

\`files\` are those of the working directory, which is empty unless the task is inside a
\`io.kestra.plugin.core.flow.WorkingDirectory\`.`,
  properties: z.object({
    namespace: string().optional().describe("Namespace of the files; the flow's by default."),
    files: list(string()).optional().describe('Globs of files in the working directory.'),
    filesMap: map(string())
      .optional()
      .describe('Storage URIs by the path that the file gets. URIs of files that are gone are passed over.'),
    destination: string().default('/').describe('Folder that the files are put into.'),
    conflict: enumeration(['OVERWRITE', 'ERROR', 'SKIP'])
      .default('OVERWRITE')
      .describe('What happens to a file that exists: it is replaced, the task fails, or it stays.'),
  }),
  runs: 'inline',
  async run(context) {
    const { files, filesMap, namespace, destination, conflict } = context.properties;
    if (!files && !filesMap) throw new Error('files or filesMap is required');
    const existing = new Set(await context.namespaceFiles.list(namespace));
    for (const { path, read } of [
      ...(await localFiles(context, files ?? [])),
      ...(await storedFiles(context, filesMap ?? {})),
    ]) {
      const target = inFolder(destination, path);
      if (existing.has(target)) {
        if (conflict === 'SKIP') continue;
        if (conflict === 'ERROR')
          throw new Error(`The namespace file '/${target}' exists already, and \`conflict\` is set to ERROR`);
      }
      await context.namespaceFiles.write(target, await read(), namespace);
    }
    return undefined;
  },
  examples: [
    {
      title: 'Keep what a script made',
      code: `id: upload_files
namespace: company.team

tasks:
  - id: directory
    type: io.kestra.plugin.core.flow.WorkingDirectory
    tasks:
      - id: make
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands:
          - date > made.txt
      - id: keep
        type: io.kestra.plugin.core.namespace.UploadFiles
        files:
          - made.txt
        destination: reports
`,
    },
    {
      title: 'A file of the internal storage',
      code: `id: upload_stored_file
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: Hello
  - id: keep
    type: io.kestra.plugin.core.namespace.UploadFiles
    filesMap:
      greetings/hello.txt: "{{ outputs.write.uri }}"
`,
    },
  ],
});

interface Upload {
  path: string;
  read(): Promise<Uint8Array>;
}

async function localFiles(context: TaskContext<unknown>, globs: readonly string[]): Promise<Upload[]> {
  if (globs.length === 0) return [];
  const directory = await context.workingDirectory();
  const paths = (await filesBelow(directory)).filter(workingDirectoryGlobs(globs, directory));
  return paths.map((path) => ({ path, read: () => readFile(join(directory, path)) }));
}

async function storedFiles(
  { storage }: TaskContext<unknown>,
  files: Readonly<Record<string, string>>,
): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for (const [path, uri] of Object.entries(files))
    if ((await storage.size(uri)) !== undefined) uploads.push({ path, read: () => storage.get(uri) });
  return uploads;
}

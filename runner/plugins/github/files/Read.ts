import { basename } from 'node:path';
import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';
import { connect, connection, encodePath, repository, repositoryPath } from '../connection.ts';
import { checkedPath } from './path.ts';

interface Content {
  type: 'file' | 'dir' | 'symlink' | 'submodule';
  sha: string;
  size: number;
  encoding: string;
  content: string;
}

/** Issue “The GitHub App”, GitHub tasks. */
export default defineTask({
  type: 'io.tutti.plugin.github.files.Read',
  title: 'Read a file of a repository.',
  description: `At a branch, tag or commit. As the GitHub App, it needs the permission \`contents: read\`; files of public repositories can be
read without a token. What is large or no text is better stored than given as an output: \`store: true\`.`,
  properties: z.object({
    ...connection,
    ...repository,
    path: string().describe('Path of the file in the repository.'),
    ref: string().optional().describe('Branch, tag or SHA; the default branch by default.'),
    store: boolean()
      .default(false)
      .describe('Whether the file is stored, as `uri`, instead of given as `content`.'),
  }),
  outputs: z.object({
    content: z.string().optional().describe('The text of the file, unless it is stored.'),
    uri: z.string().optional().describe('URI of the file, if it is stored.'),
    sha: z.string().describe('SHA of its content, as Git knows it.'),
    size: z.number().int().describe('Size in bytes.'),
  }),
  runs: 'inline',
  async run(context) {
    const { ref, store } = context.properties;
    const path = checkedPath(context.properties.path);
    const { api, repository: name } = await connect(context, {
      permissions: { contents: 'read' },
      anonymous: true,
    });
    const base = repositoryPath(name);
    const found = await api.get<Content | unknown[]>(`${base}/contents/${encodePath(path)}`, { ref });
    if (Array.isArray(found) || (found as Content).type !== 'file')
      throw new Error(`\`${path}\` is no file of ${name}, but a folder, symbolic link or submodule`);
    const { sha, size, encoding, content } = found as Content;
    // Above one megabyte the content is not in the answer.
    const text =
      encoding === 'base64' ? content : (await api.get<Content>(`${base}/git/blobs/${sha}`)).content;
    const bytes = Buffer.from(text, 'base64');
    if (store) {
      const { uri } = await context.storage.put(bytes, { name: basename(path) });
      return { outputs: { uri, sha, size } };
    }
    if (bytes.includes(0)) throw new Error(`\`${path}\` is no text: set \`store: true\``);
    return { outputs: { content: bytes.toString('utf8'), sha, size } };
  },
  examples: [
    {
      title: 'The version that is released',
      code: `id: released
namespace: company.team

tasks:
  - id: manifest
    type: io.tutti.plugin.github.files.Read
    repository: company/site
    path: package.json
    ref: main
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ fromJson(outputs.manifest.content).version }}"
`,
    },
  ],
});

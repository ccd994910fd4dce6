import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, integer, string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';
import { pagesOf } from '../pages.ts';

/** surfaces §9.5, namespaces.List. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.namespaces.List',
  title: 'List namespaces.',
  description: 'Those of flows, and those above them.',
  properties: z.object({
    ...connection,
    prefix: string().optional().describe('Only namespaces whose name begins with this text.'),
    existingOnly: boolean()
      .default(false)
      .describe('Only those that exist by themselves; here those that have flows.'),
    page: integer().optional().describe('Only this page of what is found, from 1; by default all of it.'),
    size: integer().default(10).describe('Namespaces of a page.'),
  }),
  outputs: z.object({ namespaces: z.array(z.string()).describe('Their names, sorted.') }),
  runs: 'inline',
  async run(context) {
    const { prefix = '', existingOnly, page, size } = context.properties;
    const instance = instanceOf(context);
    const found = pagesOf(
      { page, size },
      async (one) => {
        const { names, total } = await instance.namespaces(prefix, { existingOnly, ...one });
        return { results: names, total };
      },
      (name) => name,
    );
    const namespaces: string[] = [];
    // Servers look for the text anywhere in a name.
    for await (const names of found.pages())
      namespaces.push(...names.filter((name) => name.startsWith(prefix)));
    return { outputs: { namespaces } };
  },
  examples: [
    {
      code: `id: namespaces
namespace: company.team

tasks:
  - id: list
    type: io.kestra.plugin.kestra.namespaces.List
    prefix: company.
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.list.namespaces | join(', ') }}"
`,
    },
  ],
});

import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { fixed, integer } from '../../../plugin/properties.ts';
import { branches } from './children.ts';

/** flow-language §6.1, Dag; its checks are those of §1.4. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.Dag',
  title: 'Run tasks as soon as those they depend on have ended.',
  description: `Each entry holds a \`task\` and the ids of the tasks it \`dependsOn\`; tasks without dependencies start at once. When a task
fails, no further task is started.`,
  properties: z.object({
    concurrent: integer().default(0).describe('How many tasks may run at once; 0 is without limit.'),
    // Absent and empty lists are answered by `validate`, which has Kestra's message for both.
    tasks: fixed(
      z
        .array(z.strictObject({ task: z.looseObject({}), dependsOn: z.array(z.string()).optional() }))
        .optional(),
    ).describe('Tasks with what they depend on.'),
    ...branches,
  }),
  validate: (task) => check(nodesOf(task['tasks'])).map((message) => ({ path: ['tasks'], message })),
  examples: [
    {
      title: 'Two tasks that share a dependency',
      code: `id: dag
namespace: company.team

tasks:
  - id: graph
    type: io.kestra.plugin.core.flow.Dag
    tasks:
      - task:
          id: extract
          type: io.kestra.plugin.core.log.Log
          message: extract
      - task:
          id: clean
          type: io.kestra.plugin.core.log.Log
          message: clean
        dependsOn: [extract]
      - task:
          id: report
          type: io.kestra.plugin.core.log.Log
          message: report
        dependsOn: [extract, clean]
`,
    },
  ],
});

interface Node {
  id: string;
  dependsOn: string[];
}

function check(nodes: Node[]): string[] {
  if (nodes.length === 0) return ['No task defined'];
  const known = new Map(nodes.map((node) => [node.id, node]));

  const unknown = [...new Set(nodes.flatMap((node) => node.dependsOn).filter((id) => !known.has(id)))];
  if (unknown.length > 0) return [`Not existing task id in dependency: ${unknown.join(', ')}`];

  const cyclic = nodes.filter((node) => reaches(node, node.id, known)).map((node) => node.id);
  return cyclic.length > 0 ? [`Cyclic dependency detected: ${cyclic.join(', ')}`] : [];
}

/** Whether following the dependencies of a node leads to `target`. */
function reaches(start: Node, target: string, known: ReadonlyMap<string, Node>): boolean {
  const seen = new Set<string>();
  const open = [...start.dependsOn];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === target) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(known.get(id)?.dependsOn ?? []));
  }
  return false;
}

/** The entries that are well-formed enough to be checked; the schema reports the others. */
function nodesOf(tasks: unknown): Node[] {
  const entries: unknown[] = Array.isArray(tasks) ? tasks : [];
  return entries.flatMap((entry) => {
    const parsed = node.safeParse(entry);
    return parsed.success ? [{ id: parsed.data.task.id, dependsOn: parsed.data.dependsOn ?? [] }] : [];
  });
}

const node = z.looseObject({
  task: z.looseObject({ id: z.coerce.string() }),
  dependsOn: z.array(z.coerce.string()).nullish(),
});

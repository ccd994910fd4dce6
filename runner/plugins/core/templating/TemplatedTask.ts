import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import type { TaskContext } from '../../../plugin/types.ts';
import { readYamlText } from '../../../plugin/yaml.ts';

const type = 'io.kestra.plugin.core.templating.TemplatedTask';

/** flow-language §6.3, TemplatedTask. */
export default defineTask({
  type,
  title: 'Run a task that an expression writes.',
  description: `\`spec\` is rendered, read as the YAML of one runnable task, and that task is run in this one's place: its outputs are the
outputs. Useful where a property takes no expression, or where the type is known only when the flow runs.`,
  properties: z.object({
    spec: string().describe('YAML of a runnable task.'),
  }),
  outputs: z.record(z.string(), z.unknown()).describe('Those of the task that is run.'),
  async run(context) {
    const task = taskOf(context.properties.spec);
    await checkRunnable(task, context);
    return context.runTask({ ...task, id: task.id ?? context.task.id });
  },
  examples: [
    {
      code: `id: templated
namespace: company.team

inputs:
  - id: level
    type: STRING
    defaults: WARN

tasks:
  - id: log
    type: io.kestra.plugin.core.templating.TemplatedTask
    spec: |
      type: io.kestra.plugin.core.log.Log
      level: {{ inputs.level }}
      message: Written with the level that was asked for
`,
    },
  ],
});

interface WrittenTask {
  id?: string;
  type: string;
  [property: string]: unknown;
}

function taskOf(spec: string): WrittenTask {
  const task = parseYaml(spec);
  if (typeof task === 'object' && task !== null && 'type' in task && typeof task.type === 'string') {
    return task as WrittenTask;
  }
  throw new Error('The templated task has no `type`');
}

function parseYaml(spec: string): unknown {
  try {
    return readYamlText(spec);
  } catch (error) {
    throw new Error(`The YAML of the templated task cannot be read: ${(error as Error).message}`);
  }
}

async function checkRunnable(
  task: WrittenTask,
  context: Pick<TaskContext<unknown>, 'definition'>,
): Promise<void> {
  const found = await context.definition(task.type);
  if (!found) throw new Error(`The type '${task.type}' of the templated task is unknown`);
  if (found.type === type) throw new Error(`The templated task cannot be of type '${type}'`);
  if (found.kind !== 'runnable') throw new Error('The templated task must be a runnable task');
}

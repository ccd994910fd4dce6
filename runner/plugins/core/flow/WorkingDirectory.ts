import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { duration, list, object, rendered, string } from '../../../plugin/properties.ts';
import { namespaceFilesSchema } from '../../scripts/files/namespaceFiles.ts';
import { branches, requiredTasks } from './children.ts';

/** flow-language §6.1, WorkingDirectory; its checks are those of §1.4. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.WorkingDirectory',
  title: 'Run tasks one after another in the same directory.',
  description: `The tasks find the files of those before them. The directory is made for this run and deleted afterwards; files to keep are
named by \`outputFiles\`, and files to find again in the next execution by \`cache\`. Only runnable tasks are allowed inside:
none that have tasks of their own, none that start other flows.`,
  properties: z.object({
    tasks: requiredTasks().describe('Runnable tasks, in this order.'),
    cache: object({
      ttl: duration().optional().describe('How long a cache is good; for ever where it is absent.'),
      patterns: list(string()).describe('Globs of the files to keep.'),
    })
      .optional()
      .describe('Files to keep from one execution to the next.'),
    namespaceFiles: namespaceFilesSchema.optional().describe('Namespace files to put into the directory.'),
    inputFiles: rendered(z.union([z.record(z.string(), z.unknown()), z.string()]), 'workingDir')
      .optional()
      .describe('Files to write before the tasks run: content, or storage URI, by path.'),
    outputFiles: list(string()).optional().describe('Globs of the files to store when the tasks ran.'),
    ...branches,
  }),
  outputs: z.object({
    outputFiles: z.record(z.string(), z.string()).optional().describe('Storage URIs by path.'),
  }),
  validate: (task, resolve) =>
    childrenOf(task).flatMap(({ index, child }) => checkChild(index, child, resolve)),
  examples: [
    {
      title: 'A file that two scripts share',
      code: `id: working_directory
namespace: company.team

tasks:
  - id: together
    type: io.kestra.plugin.core.flow.WorkingDirectory
    outputFiles: ["*.txt"]
    tasks:
      - id: write
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands:
          - echo hello > greeting.txt
      - id: read
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands:
          - cat greeting.txt
`,
    },
  ],
});

function childrenOf(task: Record<string, unknown>): { index: number; child: Record<string, unknown> }[] {
  const tasks: unknown[] = Array.isArray(task['tasks']) ? task['tasks'] : [];
  return tasks.flatMap((child, index) =>
    typeof child === 'object' && child !== null ? [{ index, child: child as Record<string, unknown> }] : [],
  );
}

function checkChild(index: number, child: Record<string, unknown>, resolve: (type: string) => string) {
  const violations = [];
  if (typeof child['type'] === 'string' && isMachineTask(resolve(child['type']))) {
    violations.push({
      path: ['tasks', index],
      message: 'Only runnable tasks are allowed as children of a WorkingDirectory task',
    });
  }
  if (child['workerGroup'] !== undefined) {
    violations.push({
      path: ['tasks', index, 'workerGroup'],
      message:
        'Cannot set a Worker Group in any WorkingDirectory sub-tasks, it is only supported at the WorkingDirectory level',
    });
  }
  return violations;
}

/** Whether the machine itself carries a type out. Its behaviour is built in, therefore the types are known. */
function isMachineTask(type: string): boolean {
  return type.startsWith('io.kestra.plugin.core.flow.') ? type !== sleep : updating.has(type);
}

const sleep = 'io.kestra.plugin.core.flow.Sleep';

const updating: ReadonlySet<string> = new Set(
  ['Exit', 'Labels', 'SetVariables', 'UnsetVariables'].map(
    (name) => `io.kestra.plugin.core.execution.${name}`,
  ),
);

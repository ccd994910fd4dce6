import type { RunNode } from '../execution/model.ts';
import { loopValueOf, taskStatesOf, variablesOf } from '../execution/variables.ts';
import type { TaskJob, WorkerHost } from '../worker/types.ts';
import { workerHost } from './host.ts';
import type { Active, Runtime } from './runtime.ts';

/** One attempt of a task run, as a worker gets it. Children of a working directory share its directory. */
export function taskJob(active: Active, node: RunNode, attempt: number): TaskJob {
  const { model, directories } = active;
  const value = loopValueOf(node);
  const shared = node.group.owner && directories.get(node.group.owner.run.id);
  return {
    execution: { id: model.execution.id },
    flow: { id: model.flow.id, namespace: model.flow.namespace, revision: model.flow.revision },
    task: node.task,
    taskRun: { id: node.run.id, ...(value !== undefined && { value }) },
    attempt,
    variables: variablesOf(model, node),
    ...(shared && { workingDirectory: shared.path }),
    taskStates: () => taskStatesOf(model),
  };
}

/** What the worker of an attempt reaches. */
export function taskHost(runtime: Runtime, active: Active, node: RunNode, attempt: number): WorkerHost {
  const { run, task } = node;
  const { id, commit } = active.model.execution;
  return workerHost(runtime, {
    executionId: id,
    ...(commit !== undefined && { commit }),
    namespace: run.namespace,
    flowId: run.flowId,
    taskRun: { id: run.id, taskId: run.taskId, attempt, logLevel: task.logLevel },
  });
}

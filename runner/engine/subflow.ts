import type { SubflowRequest } from '../execution/events.ts';
import { isSystemLabel, mergeLabels } from '../execution/labels.ts';
import type { RunNode } from '../execution/model.ts';
import { isTerminated } from '../execution/states.ts';
import type { Label, StateName } from '../execution/types.ts';
import { mayRun, notAllowed } from '../flow/hierarchy.ts';
import type { Flow } from '../flow/types.ts';
import { keepBatchOutputs } from './batches.ts';
import { FlowRefused } from './errors.ts';
import { type HostScope, workerHost } from './host.ts';
import { prepareExecution } from './prepare.ts';
import type { Active, Runtime } from './runtime.ts';
import { treeAt } from './tree.ts';

/** Makes the execution that a Subflow task asks for, and tells its parent (flow-language §6.1 Subflow, §7.13). */
export function startSubflow(
  runtime: Runtime,
  parent: Active,
  taskRunId: string,
  subflow: SubflowRequest,
): void {
  const { execution } = parent.model;
  const { namespace, flowId, executionId } = subflow;
  parent.pending++;
  const made = (async () => {
    const tree = await treeAt(runtime, execution.commit);
    const flow = await runtime.flows.find(tree, namespace, flowId, subflow.revision);
    if (!mayRun(flow.allowedNamespaces, execution.namespace))
      throw new FlowRefused(notAllowed(execution.namespace, flow));
    const child = await prepareExecution(runtime, {
      flow,
      ...(execution.commit !== undefined && { commit: execution.commit }),
      inputs: subflow.inputs,
      madeByFlow: true,
      labels: subflowLabels(execution.labels, flow, subflow),
      trigger: subflow.trigger,
      executionId,
    });
    await runtime.launch(flow, child);
  })();
  void made
    .then(
      () => {
        const link = linkTo(executionId, namespace, flowId);
        // One that this engine drives no more is over.
        const state = runtime.active.get(executionId)?.model.execution.state.current ?? 'SUCCESS';
        const taken = runtime.post(execution.id, {
          type: 'subflowCreated',
          taskRunId,
          executionId,
          link,
          state,
        });
        // The parent may have been killed, or its run ended, while its child was being made.
        const { current = 'KILLED' } = parent.model.nodes.get(taskRunId)?.run.state ?? {};
        if (execution.state.current === 'KILLING' || isTerminated(current)) runtime.kill(executionId);
        return taken;
      },
      (error: Error) =>
        runtime.post(execution.id, {
          type: 'subflowRefused',
          taskRunId,
          executionId,
          message: error.message,
        }),
    )
    .then((taken) => {
      parent.pending--;
      if (taken) runtime.changes.dequeue(executionId);
    });
}

/** Labels of the child; later ones win (flow-language §6.1 Subflow). */
function subflowLabels(
  parent: readonly Label[],
  flow: Flow,
  { inheritLabels, labels }: SubflowRequest,
): Label[] {
  const declared = new Set(flow.labels.map(({ key }) => key));
  const inherited = parent.filter((label) =>
    inheritLabels ? !declared.has(label.key) : isSystemLabel(label),
  );
  return mergeLabels(inherited, flow.labels, labels);
}

/** Tells the parent, if this engine drives it, that a child really ended. */
export function reportToParent(runtime: Runtime, child: Active): void {
  const { execution } = child.model;
  const variables = execution.trigger?.variables;
  const parentId = variables?.['executionId'];
  const taskRunId = variables?.['taskRunId'];
  if (typeof parentId !== 'string' || typeof taskRunId !== 'string') return;
  const parent = runtime.active.get(parentId);
  const node = parent?.model.nodes.get(taskRunId);
  if (!parent || !node || node.task['wait'] === false) return;
  const report = (state: StateName, outputs?: Record<string, unknown>): void => {
    runtime.post(parentId, {
      type: 'subflowEnded',
      taskRunId,
      executionId: execution.id,
      link: linkTo(execution.id, execution.namespace, execution.flowId),
      state,
      ...(outputs && { outputs }),
    });
  };
  const hasBatches = node.run.outputs?.['subflowOutputsBaseUri'] !== undefined;
  if (!hasBatches || !execution.outputs) return report(execution.state.current, execution.outputs);
  parent.pending++;
  void keepBatchOutputs(runtime, node.run, execution)
    .then(
      () => report(execution.state.current),
      async (error: Error) => {
        const message = `Unable to store the outputs of execution ${execution.id}: ${error.message}`;
        await workerHost(runtime, hostScopeOf(node)).log('ERROR', [message]);
        report('FAILED');
      },
    )
    .finally(() => parent.pending--);
}

function hostScopeOf({ run, task }: RunNode): HostScope {
  const { id, taskId, executionId, namespace, flowId } = run;
  return { executionId, namespace, flowId, taskRun: { id, taskId, attempt: 1, logLevel: task.logLevel } };
}

/** An execution as logs name it. */
export function linkTo(executionId: string, namespace: string, flowId: string): string {
  return `[[link execution="${executionId}" flowId="${flowId}" namespace="${namespace}"]]`;
}

import type { SubflowRequest } from '../execution/events.ts';
import { isSystemLabel, mergeLabels } from '../execution/labels.ts';
import type { Label } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import { prepareExecution } from './prepare.ts';
import type { Active, Runtime } from './runtime.ts';

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
    const flow = await runtime.flows.find(namespace, flowId);
    const child = await prepareExecution(runtime, {
      flow,
      inputs: subflow.inputs,
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
        runtime.post(execution.id, { type: 'subflowCreated', taskRunId, executionId, link });
        // The parent may have been killed while its child was being made.
        if (execution.state.current === 'KILLING') runtime.kill(executionId);
      },
      (error: Error) =>
        runtime.post(execution.id, { type: 'subflowRefused', taskRunId, message: error.message }),
    )
    .finally(() => {
      parent.pending--;
      runtime.changes.dequeue(taskRunId);
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
  if (!parent || parent.model.nodes.get(taskRunId)?.task['wait'] === false) return;
  runtime.post(parentId, {
    type: 'subflowEnded',
    taskRunId,
    executionId: execution.id,
    link: linkTo(execution.id, execution.namespace, execution.flowId),
    state: execution.state.current,
    ...(execution.outputs && { outputs: execution.outputs }),
  });
}

function linkTo(executionId: string, namespace: string, flowId: string): string {
  return `[[link execution="${executionId}" flowId="${flowId}" namespace="${namespace}"]]`;
}

import type { Command, RenderMode } from '../execution/events.ts';
import { chance, newSeed } from '../execution/ids.ts';
import { mergeLabels } from '../execution/labels.ts';
import type { RunNode } from '../execution/model.ts';
import { renderFlowOutputs } from '../execution/outputs/renderFlowOutputs.ts';
import { isoInstant, newState } from '../execution/states.ts';
import type { Execution } from '../execution/types.ts';
import { taskStatesOf, variablesOf } from '../execution/variables.ts';
import { type RenderOptions, render, renderDeep, renderTyped, settle } from '../expression/index.ts';
import { runAttempt } from '../worker/attempt.ts';
import { expressionServices } from '../worker/services.ts';
import type { TaskJob } from '../worker/types.ts';
import { workerHost } from './host.ts';
import { timerId } from './loop.ts';
import type { Active, Runtime } from './runtime.ts';
import { startSubflow } from './subflow.ts';

/** Carries out what the machine asked for. */
export function carryOut(runtime: Runtime, active: Active, command: Command): void {
  const { execution } = active.model;
  switch (command.type) {
    case 'run':
      return run(runtime, active, command.taskRunId);
    case 'cancel':
      return cancel(runtime, active, command.taskRunId);
    case 'render':
      return renderValue(runtime, active, command.taskRunId, command.key, command.mode, command.value);
    case 'renderOutputs':
      return renderOutputs(runtime, active);
    case 'setTimer':
      return runtime.timers.set(timerId(command.timer), command.due, () => {
        runtime.changes.cancelTimer(timerId(command.timer));
        runtime.post(execution.id, { type: 'timer', timer: command.timer });
      });
    case 'cancelTimer':
      return runtime.timers.cancel(timerId(command.timer));
    case 'startSubflow':
      return startSubflow(runtime, active, command.taskRunId, command.subflow);
    case 'killSubflow':
      return runtime.kill(command.executionId);
    case 'replay':
      return replay(runtime, active, command.due);
  }
}

/** Gives a task run to a worker. */
function run(runtime: Runtime, active: Active, taskRunId: string): void {
  const { model, running } = active;
  const node = model.nodes.get(taskRunId);
  if (!node || node.run.state.current !== 'CREATED') return;
  const attempt = (node.run.attempts?.length ?? 0) + 1;
  const job = taskJob(active, node, attempt);
  const controller = new AbortController();
  running.set(taskRunId, controller);
  const host = workerHost(runtime, {
    executionId: model.execution.id,
    namespace: node.run.namespace,
    flowId: node.run.flowId,
    taskRun: { id: taskRunId, taskId: node.run.taskId, attempt, logLevel: node.task.logLevel },
  });
  const { registry, pool } = runtime;
  const onStart = () => runtime.post(model.execution.id, { type: 'attemptStarted', taskRunId, attempt });
  void runAttempt({ job, registry, pool, host, signal: controller.signal, onStart }).then((result) => {
    running.delete(taskRunId);
    runtime.changes.dequeue(taskRunId);
    runtime.post(model.execution.id, { type: 'attemptEnded', taskRunId, attempt, ...result });
  });
}

function taskJob(active: Active, node: RunNode, attempt: number): TaskJob {
  const { model } = active;
  const { run: record } = node;
  return {
    execution: { id: model.execution.id },
    flow: { id: model.flow.id, namespace: model.flow.namespace, revision: model.flow.revision },
    task: node.task,
    taskRun: { id: record.id, ...(record.value !== undefined && { value: record.value }) },
    attempt,
    variables: variablesOf(model, node),
    taskStates: () => taskStatesOf(model),
  };
}

function cancel(runtime: Runtime, active: Active, taskRunId: string): void {
  active.running.get(taskRunId)?.abort('kill');
  runtime.changes.dequeue(taskRunId);
}

/** Renders a value that the machine waits for, with all effects. */
function renderValue(
  runtime: Runtime,
  active: Active,
  taskRunId: string,
  key: string,
  mode: RenderMode,
  value: unknown,
): void {
  const { model } = active;
  const node = model.nodes.get(taskRunId);
  if (!node) return;
  const variables = variablesOf(model, node);
  const evaluate = (options: RenderOptions) =>
    mode === 'deep'
      ? renderDeep(value, variables, options)
      : mode === 'typed'
        ? renderTyped(String(value), variables, options)
        : render(String(value), variables, options);
  outside(
    active,
    settle(evaluate, executionRendering(runtime, active)).then(
      (rendered) => runtime.post(model.execution.id, { type: 'rendered', taskRunId, key, value: rendered }),
      (error: Error) =>
        runtime.post(model.execution.id, { type: 'renderFailed', taskRunId, key, message: error.message }),
    ),
  );
}

function renderOutputs(runtime: Runtime, active: Active): void {
  const { model } = active;
  const { execution, flow } = model;
  const variables = variablesOf(model);
  const options = executionRendering(runtime, active);
  const { encryption } = runtime;
  const rendering = renderFlowOutputs(flow.outputs, {
    render: (template) => settle((settling) => render(template, variables, settling), options),
    warn: (message) =>
      void runtime.log(
        { executionId: execution.id, namespace: execution.namespace, flowId: execution.flowId },
        'WARN',
        [message],
        runtime.logLevel,
      ),
    storeFile: async (_outputId, path) => path,
    ...(encryption && { encrypt: (text: string) => encryption.encrypt(text) }),
  });
  outside(
    active,
    rendering.then(
      (outputs) => runtime.post(execution.id, { type: 'outputsRendered', ...(outputs && { outputs }) }),
      (error: Error) => runtime.post(execution.id, { type: 'outputsRendered', error: error.message }),
    ),
  );
}

function executionRendering(runtime: Runtime, active: Active): RenderOptions {
  const { id, namespace, flowId } = active.model.execution;
  const host = workerHost(runtime, { executionId: id, namespace, flowId });
  return { services: expressionServices(host, { namespace, taskStates: () => taskStatesOf(active.model) }) };
}

/** The execution is not over while something of it is on its way. */
function outside(active: Active, work: Promise<unknown>): void {
  active.pending++;
  void work.finally(() => active.pending--);
}

/** The next execution of a RETRIED one, at its time (flow-language §7.4 CREATE_NEW_EXECUTION). */
function replay(runtime: Runtime, active: Active, due: number): void {
  const { flow, execution: old } = active.model;
  runtime.awaited++;
  runtime.timers.set(`${old.id}/replay`, due, () => {
    const execution: Execution = {
      ...structuredClone(old),
      id: chance(newSeed()).id(),
      parentId: old.id,
      labels: mergeLabels(old.labels, [{ key: 'system.replay', value: 'true' }]),
      state: newState(isoInstant(Date.now())),
      ...(flow.variables && { variables: structuredClone(flow.variables) }),
      metadata: { ...old.metadata, attemptNumber: old.metadata.attemptNumber + 1 },
    };
    delete execution.outputs;
    void runtime.launch(flow, execution).finally(() => runtime.awaited--);
  });
}

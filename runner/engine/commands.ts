import type { Assertion, Command, RenderMode, SubflowRequest } from '../execution/events.ts';
import { renderFlowOutputs } from '../execution/outputs/renderFlowOutputs.ts';
import type { StateName } from '../execution/types.ts';
import { taskStatesOf, variablesOf } from '../execution/variables.ts';
import { type RenderOptions, render, renderDeep, renderTyped, settle } from '../expression/index.ts';
import { runAttempt } from '../worker/attempt.ts';
import { expressionServices } from '../worker/services.ts';
import { checkSubflows } from './batches.ts';
import { lendCredentials } from './credentials.ts';
import { closeDirectory, openDirectory, track } from './directory/index.ts';
import { workerHost } from './host.ts';
import { taskHost, taskJob } from './job.ts';
import { listenersThatHold } from './listeners.ts';
import { openLogFile } from './logFile.ts';
import { levelOf } from './logs.ts';
import { checkSubflow } from './recover.ts';
import type { Active, Runtime } from './runtime.ts';
import { attemptOrStandIn, subflowOrStandIn } from './standIn.ts';
import { startSubflow } from './subflow.ts';
import { cachedAttempt } from './taskCache.ts';
import { replayAt, timerId, wakeAt } from './wake.ts';

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
      return wakeAt(runtime, execution.id, command.timer, command.due);
    case 'cancelTimer':
      return runtime.timers.cancel(timerId(command.timer));
    case 'startSubflow':
      return subflow(runtime, active, command.taskRunId, command.subflow);
    case 'checkSubflow':
      return outside(active, checkSubflow(runtime, active, command.taskRunId, command.executionId));
    case 'checkSubflows':
      return outside(active, checkSubflows(runtime, active, command.taskRunId));
    case 'killSubflow':
      return runtime.kill(command.executionId);
    case 'killSubflows':
      return runtime.kill(execution.id);
    case 'evaluateListeners':
      return evaluateListeners(runtime, active);
    case 'renderAssertions':
      return renderAssertions(runtime, active, command.assertions);
    case 'openDirectory':
      return openDirectory(runtime, active, command.taskRunId);
    case 'closeDirectory':
      return closeDirectory(runtime, active, command.taskRunId);
    case 'replay':
      return replayAt(runtime, active.model.flow, execution, command.due);
  }
}

const awaitsWorker: ReadonlySet<StateName> = new Set(['CREATED', 'RESTARTED']);

/** Gives a task run to a worker. */
function run(runtime: Runtime, active: Active, taskRunId: string): void {
  const { model, running } = active;
  const node = model.nodes.get(taskRunId);
  if (!node || !awaitsWorker.has(node.run.state.current)) return;
  const attempt = (node.run.attempts?.length ?? 0) + 1;
  const job = taskJob(active, node, attempt);
  const controller = new AbortController();
  running.set(taskRunId, controller);
  const tableHost = taskHost(runtime, active, node, attempt);
  const file = node.task.logToFile
    ? openLogFile(runtime, tableHost, levelOf(node.task.logLevel, runtime.logLevel))
    : undefined;
  const lent = runtime.credentials && lendCredentials(runtime.credentials, runtime.masker);
  const host =
    file || lent
      ? { ...tableHost, ...(file && { log: file.log }), ...(lent && { credentials: lent.access }) }
      : tableHost;
  const { registry, pool } = runtime;
  const definition = registry.get(node.task.type);
  const isPure = definition?.kind === 'runnable' && definition.pure === true;
  // What changes something outside is on record before it begins, so that an interrupted attempt is known as one.
  const onStart = () => {
    runtime.post(model.execution.id, { type: 'attemptStarted', taskRunId, attempt });
    return isPure ? undefined : runtime.flushed();
  };
  const runJob = () => runAttempt({ job, registry, pool, host, signal: controller.signal, onStart });
  const ended = attemptOrStandIn({
    active,
    job,
    host,
    onStart,
    async run() {
      const refusal = runtime.refuses(node.task.type);
      if (refusal === undefined)
        return cachedAttempt({ job, host, files: runtime.backend.files, onStart, run: runJob });
      await onStart();
      await host.log('ERROR', [refusal]);
      return { state: 'FAILED' };
    },
  });
  const told = ended.then(async (result) => {
    const logFile = await file?.store(`attempt-${attempt}.log`);
    running.delete(taskRunId);
    const end = { ...result, ...(logFile !== undefined && { logFile }) };
    if (runtime.post(model.execution.id, { type: 'attemptEnded', taskRunId, attempt, ...end }))
      runtime.changes.dequeue(taskRunId);
    await lent?.revoke();
  });
  track(runtime, told);
}

function subflow(runtime: Runtime, active: Active, taskRunId: string, asked: SubflowRequest): void {
  const node = active.model.nodes.get(taskRunId);
  if (node)
    subflowOrStandIn(runtime, active, node, asked, () => startSubflow(runtime, active, taskRunId, asked));
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

function evaluateListeners(runtime: Runtime, active: Active): void {
  outside(
    active,
    listenersThatHold(runtime, active, executionRendering(runtime, active)).then((holding) =>
      runtime.post(active.model.execution.id, { type: 'listenersEvaluated', holding }),
    ),
  );
}

/** Renders assertions of the flow's SLAs that need time, chance or I/O. */
function renderAssertions(
  runtime: Runtime,
  active: Active,
  assertions: Readonly<Record<string, string>>,
): void {
  const variables = variablesOf(active.model);
  const options = executionRendering(runtime, active);
  const rendered = Object.entries(assertions).map(async ([id, template]): Promise<[string, Assertion]> => {
    try {
      return [id, { value: await settle((settling) => render(template, variables, settling), options) }];
    } catch (error) {
      return [id, { error: (error as Error).message }];
    }
  });
  outside(
    active,
    Promise.all(rendered).then((entries) =>
      runtime.post(active.model.execution.id, {
        type: 'assertionsRendered',
        assertions: Object.fromEntries(entries),
      }),
    ),
  );
}

function executionRendering(runtime: Runtime, active: Active): RenderOptions {
  const { id, namespace, flowId, commit } = active.model.execution;
  const host = workerHost(runtime, { executionId: id, namespace, flowId, ...(commit && { commit }) });
  return { services: expressionServices(host, { namespace, taskStates: () => taskStatesOf(active.model) }) };
}

/** The execution is not over while something of it is on its way. */
function outside(active: Active, work: Promise<unknown>): void {
  active.pending++;
  void work.finally(() => active.pending--);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signal } from '../backend/types.ts';
import { chance, newSeed } from '../execution/ids.ts';
import type { MachineInput } from '../execution/machine.ts';
import { messageOf } from '../execution/runs.ts';
import { isoInstant, isTerminated } from '../execution/states.ts';
import type { Execution, ExecutionDocument, LogLevel } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import { createPool } from '../worker/pool.ts';
import { createProcessPool } from '../worker/processPool.ts';
import { createAdmissions } from './admissions.ts';
import { folderOf } from './batches.ts';
import { changeSet } from './changes.ts';
import { realClock } from './clock.ts';
import { carryOut } from './commands.ts';
import { apply as applyControl, type Control, control } from './control.ts';
import { removeDirectories } from './directory/index.ts';
import { encryptionFrom } from './encryption.ts';
import { changeStatus, deleteExecution, setLabels } from './ended.ts';
import { EngineStopped, type StateUnwritable } from './errors.ts';
import { flowLoader } from './flows.ts';
import { evaluate, executionRenderer, inspectInputs } from './inspect.ts';
import { createLauncher } from './launch.ts';
import { createLeases } from './leases.ts';
import { isKept, logEntries } from './logs.ts';
import { createLoop } from './loop.ts';
import { createMasker } from './masker.ts';
import { changeState, replay, restart } from './operations.ts';
import { flowConstants, prepareExecution } from './prepare.ts';
import { recoverAbandoned } from './recover.ts';
import type { Active, Runtime } from './runtime.ts';
import { findSecret } from './secrets.ts';
import { reportToParent } from './subflow.ts';
import { triggerHost } from './triggers/host.ts';
import { switched, updateTrigger } from './triggers/switch.ts';
import type { Engine, EngineListener, EngineOptions } from './types.ts';
import { visibleInputs } from './visibleInputs.ts';

export { EngineStopped, FlowRefused } from './errors.ts';
export type { Engine, EngineListener, EngineOptions, StartRequest } from './types.ts';

/** Log entries that may wait for a commit before writers are paced. */
const logBacklog = 5_000;

/** An engine over a backend: runs executions in this process until `close`. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { backend, registry, repository, environment = process.env, clock = realClock } = options;
  const logLevel: LogLevel = options.logLevel ?? 'TRACE';
  const active = new Map<string, Active>();
  const listeners = new Set<EngineListener>();
  const changes = changeSet();
  const masker = createMasker();
  const encryption = encryptionFrom(environment);
  const idleWaiters: (() => void)[] = [];
  let backlog = 0;
  let scratch: Promise<string> | undefined;
  let stopped: EngineStopped | undefined;
  let blocked: StateUnwritable | undefined;
  const holder = chance(newSeed()).id();
  const leases = createLeases(backend, holder, active, drop, (signal) => void hear(signal));

  const loop = createLoop({
    backend,
    changes,
    active,
    logLevel,
    masked: masker.mask,
    listeners,
    carryOut: (execution, command) => carryOut(runtime, execution, command),
    moved: (execution, since) => launcher.keepTransitions(changes, execution, since),
    settle,
    now: clock.now,
    quiet,
    stop,
    waits: options.unwritable === 'wait',
    blocked(error) {
      blocked = error;
      for (const listener of listeners) listener.blocked?.(error);
    },
  });

  const runtime: Runtime = {
    backend,
    holder,
    registry,
    repository,
    environment,
    flows: flowLoader(registry, options.pluginDefaults),
    globals: options.globals ?? {},
    pool:
      options.pool ??
      (options.isolation === 'processes' ? createProcessPool : createPool)({
        ...(options.threads !== undefined && { threads: options.threads }),
        ...(options.plugins && { plugins: options.plugins }),
      }),
    masker,
    encryption,
    clock,
    timers: clock.timers(),
    admissions: createAdmissions({
      backend,
      post: loop.post,
      warn: ({ model: { execution } }, message) =>
        void runtime.log(
          { executionId: execution.id, namespace: execution.namespace, flowId: execution.flowId },
          'WARN',
          [message],
          logLevel,
        ),
    }),
    changes,
    active,
    logLevel,
    sealed: options.sealed ?? false,
    ...(options.confinement && { confinement: options.confinement }),
    localFiles: options.localFiles ?? true,
    credentials: options.credentials,
    tests: options.tests,
    refuses: (type) => options.refuses?.(registry.resolve(type)),
    unfinished: new Set(),
    awaited: 0,
    secret: (key) => findSecret(environment, key),
    post: loop.post,
    machineInput,
    launch: (flow, execution) => launcher.launch(flow, execution),
    log(source, level, messages, least) {
      if (!isKept(level, least)) return;
      for (const entry of logEntries(source, level, messages, masker, clock.now())) changes.log(entry);
      loop.wake();
      backlog += messages.length;
      if (backlog < logBacklog) return;
      backlog = 0;
      // It only paces: an engine that cannot write tells those who wait for an end.
      return loop.flushed().catch(() => undefined);
    },
    metric(entry) {
      changes.metric({ ...entry, timestamp: isoInstant(clock.now()) });
      loop.wake();
    },
    flushed: loop.flushed,
    scratch: () => (scratch ??= mkdtemp(join(tmpdir(), 'tutti-engine-'))),
    kill,
    control: (executionId, asked) => engine.control(executionId, asked),
    delete: (executionId, kept) => engine.delete(executionId, kept),
    async switchTrigger(key, { disabled }) {
      if (((await backend.trigger(key))?.disabled ?? false) === disabled) return;
      await updateTrigger(triggers, key, () => switched(disabled), Date.now);
      for (const listener of listeners) listener.switched?.(key);
    },
  };

  async function machineInput(flow: Flow, execution: Execution): Promise<MachineInput> {
    await registry.load(typesOf(flow));
    const reveal = <T>(value: T): T => (encryption ? encryption.reveal(value, masker.add) : value);
    const inputs = await visibleInputs(runtime, flow, execution);
    return {
      flow,
      execution,
      catalogue: { resolve: registry.resolve, kind: (type) => kindOf(registry.get(type)?.kind) },
      constants: {
        ...flowConstants(runtime, flow),
        ...(inputs && { inputs: reveal(inputs) }),
      },
      ...(encryption && { reveal }),
      folderOf,
    };
  }

  const launcher = createLauncher(runtime, {
    check() {
      if (stopped) throw stopped;
    },
    accepted: loop.accepted,
    withdraw: loop.withdraw,
    keepLeases: leases.keep,
    tell(execution) {
      for (const listener of listeners) listener.changed?.(execution, []);
    },
  });

  /** Does what another process asks for; its state may not allow it any more. */
  async function hear({ executionId, payload }: Signal): Promise<void> {
    try {
      await applyControl(runtime, executionId, payload as Control);
    } catch (error) {
      const execution = active.get(executionId)?.model.execution;
      if (!execution) return;
      const { namespace, flowId } = execution;
      void runtime.log({ executionId, namespace, flowId }, 'WARN', [messageOf(error)], logLevel);
    }
  }

  /** What came of an operation is driven by this engine from now on. */
  async function driven(operation: Promise<Execution>): Promise<Execution> {
    const execution = await operation;
    leases.keep();
    return execution;
  }

  /** Another process took the execution over while this one slept: it is not touched here any more. */
  function drop({ model, running, waiters }: Active): void {
    const { id } = model.execution;
    if (!active.delete(id)) return;
    for (const controller of running.values()) controller.abort('kill');
    for (const waiter of waiters) waiter.reject(new Error(`Another process drives execution ${id} now`));
  }

  /** Lets go of an execution when nothing of it is left to do. */
  function settle(execution: Active): void {
    const { model, running, pending, waiters } = execution;
    if (
      !model.over ||
      model.liveLeaves > 0 ||
      running.size > 0 ||
      pending > 0 ||
      !active.has(model.execution.id)
    )
      return;
    active.delete(model.execution.id);
    removeDirectories(runtime, execution);
    const document = documentOf(execution);
    for (const waiter of waiters) waiter.resolve(document);
    reportToParent(runtime, execution);
    runtime.admissions.released(model.flow);
    if (active.size === 0 && runtime.awaited === 0) for (const resolve of idleWaiters.splice(0)) resolve();
  }

  /** Tells a clock that may jump when all that is left is to wait. */
  function quiet(): void {
    if (!clock.idle || stopped || runtime.unfinished.size > 0) return;
    if (active.size === 0 && runtime.awaited === 0) return;
    for (const { running, pending } of active.values()) if (running.size > 0 || pending > 0) return;
    clock.idle();
  }

  function stop(error: EngineStopped): void {
    stopped = error;
    runtime.timers.clear();
    runtime.admissions.clear();
    for (const { running, waiters } of active.values()) {
      for (const controller of running.values()) controller.abort('kill');
      for (const waiter of waiters) waiter.reject(error);
    }
    for (const resolve of idleWaiters.splice(0)) resolve();
  }

  /** Kills an execution and those that it made, recursively (flow-language §7.8). */
  function kill(executionId: string): void {
    const made = Map.groupBy(
      active.values(),
      ({ model }) => model.execution.trigger?.variables?.['executionId'],
    );
    const killAll = (id: string): void => {
      if (active.has(id)) loop.post(id, { type: 'killed' });
      for (const { model } of made.get(id) ?? []) killAll(model.execution.id);
    };
    killAll(executionId);
  }

  const listen: Engine['listen'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const triggers = triggerHost(runtime, { make: launcher.make, keep: launcher.keep, listen });

  const engine: Engine = {
    triggers,
    async start(request) {
      if (blocked) throw blocked;
      const { executionId } = request;
      const existing = executionId === undefined ? undefined : await backend.execution(executionId);
      if (existing) return existing;
      const execution = await prepareExecution(runtime, request);
      await launcher.offer(request.flow, execution, request.standIn);
      return execution;
    },
    async ended(executionId) {
      if (stopped) throw stopped;
      const execution = active.get(executionId);
      if (execution) return new Promise((resolve, reject) => execution.waiters.push({ resolve, reject }));
      const stored = await backend.execution(executionId);
      if (!stored) throw new Error(`No execution found for execution id ${executionId}`);
      if (!isTerminated(stored.state.current))
        throw new Error(`Execution ${executionId} is driven by another process`);
      return { ...stored, taskRunList: await backend.taskRuns(executionId) };
    },
    async recover() {
      const taken = await recoverAbandoned(runtime);
      leases.keep();
      return taken;
    },
    inspectInputs: (flow, inputs, resume) =>
      inspectInputs(runtime, flow, inputs, resume?.declared, resume?.execution),
    evaluate: (executionId, taskRunId, template) => evaluate(runtime, executionId, taskRunId, template),
    renderer: (flow, executionId) => executionRenderer(runtime, flow, executionId),
    blocked: () => blocked,
    drives: (executionId) => active.has(executionId),
    load: () => ({
      executions: [...active.keys()],
      attempts: active.values().reduce((sum, { running }) => sum + running.size, 0),
      awaited: runtime.awaited,
    }),
    control: (executionId, asked) => control(runtime, executionId, asked).then(leases.keep),
    restart: (executionId, asked) => driven(restart(runtime, executionId, asked)),
    replay: (executionId, asked = {}) => driven(replay(runtime, executionId, asked)),
    changeState: (executionId, change) => driven(changeState(runtime, executionId, change)),
    changeStatus: (executionId, state) => changeStatus(runtime, executionId, state),
    setLabels: (executionId, labels) => setLabels(runtime, executionId, labels),
    delete: (executionId, kept) => deleteExecution(runtime, executionId, kept),
    async kill(executionId) {
      const found = active.get(executionId);
      // Asked for by name, what runs after the end ends too.
      if (found && isTerminated(found.model.execution.state.current))
        loop.post(executionId, { type: 'killed', after: true });
      kill(executionId);
      await loop.flushed();
    },
    idle() {
      if (stopped || (active.size === 0 && runtime.awaited === 0)) return Promise.resolve();
      return new Promise((resolve) => idleWaiters.push(resolve));
    },
    listen,
    mask: masker.mask,
    async close(grace = 0) {
      if (grace > 0 && active.size > 0) {
        let timer: NodeJS.Timeout | undefined;
        const patience = new Promise<void>((resolve) => {
          timer = setTimeout(resolve, grace);
        });
        await Promise.race([engine.idle(), patience]);
        clearTimeout(timer);
      }
      // What was not finished stays as it is stored, for an engine that takes it up again.
      const flushed = loop.close().catch(() => undefined);
      if (!stopped) stop(new EngineStopped('The engine was closed'));
      await Promise.all([flushed, ...runtime.unfinished]);
      if (!options.pool) await runtime.pool.close();
      await loop.flushed().catch(() => undefined);
      leases.clear();
      // Another process may take up at once what is left.
      await Promise.allSettled([...active.keys()].map((id) => backend.release(id, holder)));
      if (scratch) await rm(await scratch, { recursive: true, force: true });
    },
  };
  return engine;
}

function documentOf({ model }: Active): ExecutionDocument {
  return { ...model.execution, taskRunList: [...model.nodes.values()].map(({ run }) => run) };
}

function kindOf(kind: string | undefined): 'runnable' | 'flowable' | 'executable' | 'updating' | undefined {
  return kind === 'runnable' || kind === 'flowable' || kind === 'executable' || kind === 'updating'
    ? kind
    : undefined;
}

/** Every `type` that a flow's tasks name, nested ones included. */
function typesOf(flow: Flow): Set<string> {
  const types = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const { type } = value as { type?: unknown };
      if (typeof type === 'string') types.add(type);
      Object.values(value).forEach(visit);
    }
  };
  visit([flow.tasks, flow.errors, flow.finally, flow.afterExecution, flow.listeners]);
  return types;
}

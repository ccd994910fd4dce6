import { newModel } from '../execution/machine.ts';
import { isTerminated } from '../execution/states.ts';
import type { Execution } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import { type ChangeSet, changeSet } from './changes.ts';
import { StateUnwritable } from './errors.ts';
import { leaseTime } from './leases.ts';
import { prepareExecution } from './prepare.ts';
import { flowHash } from './recover.ts';
import type { Active, Runtime } from './runtime.ts';
import type { StandIn } from './standIn.ts';
import { withTemplates } from './templates.ts';
import type { TriggerHost } from './triggers/types.ts';
import { whenDue } from './wake.ts';

/** Begins new executions. */
export interface Launcher extends Pick<TriggerHost, 'make' | 'keep'> {
  /** Makes an execution durable, and lets it begin. */
  launch(flow: Flow, execution: Execution): Promise<void>;
  /** As `launch`, for who can ask again: nothing was made when it throws. @throws StateUnwritable */
  offer(flow: Flow, execution: Execution, standIn?: StandIn): Promise<void>;
  /** Writes which states an execution came into, from the position `since` of its history on, where triggers here or elsewhere want it. */
  keepTransitions(to: ChangeSet, execution: Execution, since: number): void;
}

interface LauncherParts {
  /** Throws when the engine has stopped. */
  check(): void;
  /** As those of the loop. */
  accepted(): Promise<void>;
  withdraw(executionId: string): void;
  keepLeases(): void;
  /** Tells listeners of an execution that is durable. */
  tell(execution: Execution): void;
}

/** How often a flow is written anew, milliseconds: one that nobody wrote for long, and no execution refers to, is deleted. */
const flowInterval = 3_600_000;

/** Begins the executions of an engine. */
export function createLauncher(runtime: Runtime, parts: LauncherParts): Launcher {
  const { check, keepLeases, tell } = parts;
  const { backend, active, changes } = runtime;
  /** When flows were last written, by their hash: `performance.now()`. */
  const storedFlows = new Map<string, number>();
  let isKept: Parameters<TriggerHost['keep']>[0] | undefined;

  const isToBeWritten = (hash: string): boolean => {
    const at = storedFlows.get(hash);
    return at === undefined || performance.now() - at > flowInterval;
  };

  /** Is told after a commit with an execution of the flow. */
  const written = (flow: Flow): void => {
    const hash = flowHash(flow);
    if (isToBeWritten(hash)) storedFlows.set(hash, performance.now());
  };

  const newActive = async (flow: Flow, execution: Execution, standIn?: StandIn): Promise<Active> => {
    const model = newModel(await runtime.machineInput(flow, execution));
    return {
      model,
      running: new Map(),
      pending: 0,
      directories: new Map(),
      waiters: [],
      ...(standIn && { standIn }),
    };
  };

  /** Writes what has to be known of a new execution. */
  const record = (flow: Flow, execution: Execution, to: ChangeSet): void => {
    const hash = flowHash(flow);
    execution.flowHash = hash;
    if (isToBeWritten(hash)) to.flow(hash, flow);
    to.execution(execution);
    if (isTerminated(execution.state.current)) to.over(execution.id);
    else to.lease(execution.id, runtime.holder, leaseTime);
    keepTransitions(to, execution, 0);
  };

  const keepTransitions: Launcher['keepTransitions'] = (to, execution, since) => {
    for (const [step, { state }] of execution.state.histories.entries()) {
      if (step < since) continue;
      const transition = { executionId: execution.id, step };
      if (!isKept) to.foreignTransition(transition);
      else if (isKept(execution, state)) to.transition(transition);
    }
  };

  const begin = (launched: Active): void => {
    const { execution, flow } = launched.model;
    whenDue(runtime, execution, () => {
      if (flow.concurrency) runtime.admissions.enter(launched, { type: 'started' });
      else runtime.post(execution.id, { type: 'started' });
    });
  };

  const launch = async (
    declared: Flow,
    execution: Execution,
    durable: () => Promise<void>,
    standIn?: StandIn,
  ): Promise<void> => {
    check();
    const flow = await withTemplates(runtime, declared, execution.commit);
    const launched = await newActive(flow, execution, standIn);
    record(flow, execution, changes);
    active.set(execution.id, launched);
    if (!flow.concurrency) begin(launched);
    await durable();
    written(flow);
    keepLeases();
    // What asks for a slot has to be known to other processes.
    if (flow.concurrency) begin(launched);
  };

  return {
    keepTransitions,
    keep(wanted) {
      isKept = wanted;
    },
    launch: (flow, execution) => launch(flow, execution, runtime.flushed),
    async offer(flow, execution, standIn) {
      try {
        await launch(flow, execution, parts.accepted, standIn);
      } catch (error) {
        if (error instanceof StateUnwritable) {
          active.delete(execution.id);
          parts.withdraw(execution.id);
        }
        throw error;
      }
    },
    async make(requests, triggers) {
      check();
      const made: { flow: Flow; execution: Execution }[] = [];
      for (const request of requests) {
        const { executionId } = request;
        if (executionId !== undefined && (await backend.execution(executionId))) continue;
        const execution = await prepareExecution(runtime, request);
        made.push({ flow: await withTemplates(runtime, request.flow, execution.commit), execution });
      }
      const alive = made.filter(({ execution }) => !isTerminated(execution.state.current));
      const launched = await Promise.all(alive.map(({ flow, execution }) => newActive(flow, execution)));
      const own = changeSet();
      for (const { flow, execution } of made) record(flow, execution, own);
      await backend.commit({ ...own.take(), triggers });
      for (const { flow } of made) written(flow);
      for (const one of launched) {
        active.set(one.model.execution.id, one);
        begin(one);
      }
      keepLeases();
      const executions = made.map(({ execution }) => execution);
      executions.forEach(tell);
      return executions;
    },
  };
}

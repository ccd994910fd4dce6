import type { Context } from 'hono';
import type { Control } from '../../../runner/engine/control.ts';
import type { Breakpoint, Execution, Label, StateName } from '../../../runner/execution/types.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import { Refused } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { checkedLabel } from './labels.ts';
import { stateOf } from './query.ts';

/** Something that is done to one execution after another; gives the execution as it is then. */
export type Operation = (executionId: string) => Promise<Execution>;

/** The operations there are, with what the query of a request says of them (flow-language §7.8–7.12). */
export function operationsOf(services: ApiServices) {
  const { engine, backend, flows } = services;

  const stored = async (id: string): Promise<Execution> => {
    const execution = await backend.execution(id);
    if (!execution) throw new Refused(404, `Execution ${id} was not found`);
    return execution;
  };
  const control =
    (asked: Control): Operation =>
    async (id) => {
      await engine.control(id, asked);
      return stored(id);
    };
  /** The flow as it is now, where a revision is asked for: only that is kept. */
  const revised = async (id: string, context: Context): Promise<{ flow?: Flow }> => {
    const { revision, latestRevision } = context.req.query();
    if (!revision && latestRevision !== 'true') return {};
    const { namespace, flowId } = await stored(id);
    const flow = flows.find(namespace, flowId)?.flow;
    if (!flow || (revision && Number(revision) !== flow.revision))
      throw new Refused(404, `Flow ${namespace}.${flowId} has no revision ${revision}`);
    return { flow };
  };

  return {
    kill: (context: Context) =>
      control({ type: 'kill', ...(context.req.query('isOnKillCascade') === 'false' && { cascade: false }) }),
    pause: () => control({ type: 'pause' }),
    resume: (inputs?: Record<string, unknown>) => control({ type: 'resume', ...(inputs && { inputs }) }),
    resumeFromBreakpoint: (context: Context) =>
      control({ type: 'resumeFromBreakpoint', ...breakpointsOf(context) }),
    forceRun: () => control({ type: 'forceRun' }),
    unqueue: (context: Context) => control({ type: 'unqueue', ...unqueueState(context) }),
    restart:
      (context: Context): Operation =>
      async (id) =>
        engine.restart(id, { ...(await revised(id, context)), ...breakpointsOf(context) }),
    replay:
      (context: Context, inputs?: Record<string, unknown>): Operation =>
      async (id) => {
        const taskRunId = context.req.query('taskRunId');
        return engine.replay(id, {
          ...(await revised(id, context)),
          ...breakpointsOf(context),
          ...(taskRunId && { taskRunId }),
          ...(inputs && { inputs }),
        });
      },
    changeStatus: (context: Context): Operation => {
      const state = stateOf(context.req.query('status') ?? context.req.query('newStatus') ?? '');
      return (id) => engine.changeStatus(id, state);
    },
    changeState:
      (taskRunId: string, state: StateName): Operation =>
      (id) =>
        engine.changeState(id, { taskRunId, state }),
    setLabels: (labels: readonly Label[]): Operation => {
      for (const label of labels) checkedLabel(label);
      return (id) => engine.setLabels(id, labels);
    },
    delete: (context: Context): Operation => {
      for (const name of ['deleteLogs', 'deleteMetrics', 'deleteStorage'])
        if (context.req.query(name) === 'false')
          throw new Refused(
            422,
            `${name}=false is not supported: an execution is deleted with all that belongs to it`,
          );
      return async (id) => {
        const execution = await stored(id);
        await engine.delete(id);
        return execution;
      };
    },
  };
}

/** `breakpoints=a,b.value` (flow-language §7.9). */
export function breakpointsOf(context: Context): { breakpoints?: Breakpoint[] } {
  const text = context.req.query('breakpoints');
  if (!text) return {};
  const breakpoints = text.split(',').map((one): Breakpoint => {
    const at = one.indexOf('.');
    return at === -1 ? { id: one } : { id: one.slice(0, at), value: one.slice(at + 1) };
  });
  return { breakpoints };
}

function unqueueState(context: Context): Pick<Extract<Control, { type: 'unqueue' }>, 'state'> {
  const state = context.req.query('state');
  if (!state) return {};
  if (state === 'RUNNING' || state === 'CANCELLED' || state === 'FAILED') return { state };
  throw new Refused(422, `An execution leaves the queue as RUNNING, CANCELLED or FAILED, not as ${state}`);
}

import type { Context } from 'hono';
import type { Control } from '../../../runner/engine/control.ts';
import { OperationRefused } from '../../../runner/execution/operations/records.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import type { Breakpoint, Execution, Label, StateName } from '../../../runner/execution/types.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import { notFound, Refused } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { flowRevised } from './find.ts';
import { checkLabels } from './labels.ts';
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
  /** The flow in the revision that is asked for, with its commit; nothing where none is. */
  const revised = async (id: string, context: Context): Promise<{ flow?: Flow; commit?: string }> => {
    const { revision, latestRevision } = context.req.query();
    if (!revision && latestRevision !== 'true') return {};
    const { namespace, flowId } = await stored(id);
    const current = flows.find(namespace, flowId);
    if (!current) throw notFound(`Flow ${namespace}.${flowId}`);
    const { flow, commit } = revision ? await flowRevised(services, current, revision) : current;
    return { flow, ...(commit !== undefined && { commit }) };
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
    setLabels:
      (labels: readonly Label[]): Operation =>
      async (id) => {
        checkLabels(await stored(id), labels);
        return engine.setLabels(id, labels);
      },
    delete:
      (context: Context): Operation =>
      async (id) => {
        const isUnwanted = (name: string) => context.req.query(name) === 'false';
        const execution = await stored(id);
        if (context.req.query('includeNonTerminated') === 'true' && !isTerminated(execution.state.current))
          await killed(services, id);
        await engine.delete(id, {
          keepLogs: isUnwanted('deleteLogs'),
          keepMetrics: isUnwanted('deleteMetrics'),
          keepFiles: isUnwanted('deleteStorage'),
        });
        return execution;
      },
  };
}

/** Kills an execution, and waits for its end where this process drives it. It may end at this moment. */
async function killed({ engine }: ApiServices, id: string): Promise<void> {
  try {
    await engine.control(id, { type: 'kill' });
  } catch (error) {
    if (!(error instanceof OperationRefused)) throw error;
  }
  if (engine.drives(id)) await engine.ended(id);
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
  const state = context.req.query('state') || context.req.query('newState');
  if (!state) return {};
  if (state === 'RUNNING' || state === 'CANCELLED' || state === 'FAILED') return { state };
  throw new Refused(422, `An execution leaves the queue as RUNNING, CANCELLED or FAILED, not as ${state}`);
}

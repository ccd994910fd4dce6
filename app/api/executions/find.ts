import type { Context } from 'hono';
import type { Execution } from '../../../runner/execution/types.ts';
import { walkTasks } from '../../../runner/flow/nested.ts';
import type { Flow, Input } from '../../../runner/flow/types.ts';
import { flowAt } from '../../flows/revisions.ts';
import type { StoredFlow } from '../../flows/store.ts';
import { notFound, Refused } from '../errors.ts';
import { parameter } from '../route.ts';
import type { ApiServices } from '../services.ts';

/** The execution that the path names. @throws Refused 404 */
export async function executionOf({ backend }: ApiServices, context: Context): Promise<Execution> {
  const id = parameter(context, 'executionId');
  const execution = await backend.execution(id);
  if (!execution) throw notFound(`Execution ${id}`);
  return execution;
}

/** The flow that the path names by namespace and id. @throws Refused 404 */
export function flowNamed({ flows }: ApiServices, context: Context, id = 'id'): StoredFlow {
  const name = [parameter(context, 'namespace'), parameter(context, id)] as const;
  const stored = flows.find(...name);
  if (!stored) throw notFound(`Flow ${name.join('.')}`);
  return stored;
}

/** The same in the revision that `?revision=` asks for, or as it is now. @throws Refused 404 */
export async function flowAsked(services: ApiServices, context: Context): Promise<StoredFlow> {
  const current = flowNamed(services, context);
  const { revision } = context.req.query();
  return revision ? flowRevised(services, current, revision) : current;
}

/** A flow in one of its revisions. @throws Refused 404 */
export async function flowRevised(
  { flows }: ApiServices,
  current: StoredFlow,
  revision: string,
): Promise<StoredFlow> {
  const found = await flowAt(flows, current, Number(revision));
  if (found) return found;
  throw new Refused(404, `Flow ${current.flow.namespace}.${current.flow.id} has no revision ${revision}`);
}

/** The flow that an execution runs: as it was then, or as it is now where that is not kept. @throws Refused 404 */
export async function flowRun({ backend, flows }: ApiServices, execution: Execution): Promise<Flow> {
  const kept = execution.flowHash === undefined ? undefined : await backend.flow(execution.flowHash);
  const flow = kept ?? flows.find(execution.namespace, execution.flowId)?.flow;
  if (!flow) throw notFound(`Flow ${execution.namespace}.${execution.flowId}`);
  return flow;
}

/** The inputs that the `onResume` of a paused execution declares; none where it declares none (flow-language §7.9). */
export async function resumeInputs(services: ApiServices, execution: Execution): Promise<readonly Input[]> {
  const { backend, registry } = services;
  const [flow, runs] = await Promise.all([flowRun(services, execution), backend.taskRuns(execution.id)]);
  const tasks = new Map([...walkTasks(flow)].map(({ task }) => [task.id, task]));
  for (const { taskId, state } of runs) {
    const task = state.current === 'PAUSED' ? tasks.get(taskId) : undefined;
    if (task && registry.resolve(task.type) === 'io.kestra.plugin.core.flow.Pause')
      return (task['onResume'] as Input[] | undefined) ?? [];
  }
  return [];
}

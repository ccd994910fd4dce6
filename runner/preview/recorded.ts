import type { Backend } from '../backend/types.ts';
import type { TaskRun } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';

/** Outputs that a task gave when it last ran; nothing where it never did. */
export type Recorded = (taskId: string, value: string | undefined) => Record<string, unknown> | undefined;

/** Executions that are looked into. */
const mostExecutions = 5;

/** What the tasks of a flow gave in its last good executions; `mask` takes out what nobody may see. */
export async function recordedOutputs(
  backend: Backend,
  { namespace, id }: Pick<Flow, 'id' | 'namespace'>,
  mask: (text: string) => string,
): Promise<Recorded> {
  const executions = await backend.executions({
    namespace,
    flowId: id,
    states: ['SUCCESS', 'WARNING'],
    normalOnly: true,
    limit: mostExecutions,
  });
  const runs: TaskRun[] = [];
  for (const execution of executions) runs.push(...(await backend.taskRuns(execution.id)));
  const good = Map.groupBy(
    runs.filter(({ outputs, state }) => outputs && state.current === 'SUCCESS'),
    ({ taskId }) => taskId,
  );
  return (taskId, value) => {
    const own = good.get(taskId);
    const outputs = (own?.find((run) => run.value === value) ?? own?.[0])?.outputs;
    return outputs && (JSON.parse(mask(JSON.stringify(outputs))) as Record<string, unknown>);
  };
}

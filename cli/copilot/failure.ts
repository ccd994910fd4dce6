import type { Wish } from '../../app/copilot/types.ts';
import type { Backend } from '../../runner/backend/types.ts';
import { openRepository } from '../compose.ts';
import { Refusal } from '../errors.ts';
import { environmentMask } from '../secrets.ts';

/** Log entries that go along. */
const mostEntries = 200;

/**
 * The flow of an execution as it is now, and how it failed: the log of its failed tasks, secrets masked. Throws `Refusal` where
 * there is no such execution or flow.
 */
export async function failureOf(
  executionId: string,
  backend: Backend | undefined,
  root: string,
): Promise<Pick<Wish, 'flow' | 'failure'>> {
  const execution = await backend?.execution(executionId);
  if (!backend || !execution)
    throw new Refusal(`--execution: there is no execution ${executionId} in ${root}.`);
  const { namespace, flowId, state } = execution;
  const repository = await openRepository(root);
  const found = await repository.findFlow(namespace, flowId);
  if (!found) throw new Refusal(`--execution: its flow ${namespace}.${flowId} is not in ${root} any more.`);
  const failed = (await backend.taskRuns(executionId)).filter((run) => run.state.current === 'FAILED');
  const { entries } = await backend.logs({ executionId, limit: mostEntries });
  const meant = entries.filter(
    ({ level, taskRunId }) => level === 'ERROR' || failed.some(({ id }) => id === taskRunId),
  );
  const mask = environmentMask();
  const log = meant
    .map(({ level, taskId = '', message }) => mask(`${level} ${taskId} ${message}`))
    .join('\n');
  return {
    flow: { file: found.file, source: found.source },
    failure: { state: state.current, ...(log !== '' && { log }) },
  };
}

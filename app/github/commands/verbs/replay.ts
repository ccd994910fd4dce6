import type { Execution } from '../../../../runner/execution/types.ts';
import { code } from '../../report/index.ts';
import type { Workspace } from '../../types.ts';
import { type Answer, type CommandContext, CommandRefused, type Verb } from '../types.ts';
import { checkedInputs, executionNamed, executionWord, isRunning, production, sha } from './shared.ts';

export const replay: Verb = {
  name: 'replay',
  summary: 'Makes a new execution that repeats another one, from a task on where one is named.',
  words: [executionWord, { name: 'TASK', optional: true, description: 'Id of the task to go on from.' }],
  inputs: true,
  options: [sha, production],
  minimum: 'write',
  effect: 'runs',
  async run(context) {
    const { given } = context;
    const [id, taskId] = given.words;
    const workspace = await context.open();
    const original = await executionNamed(context, workspace, id);
    const flow =
      original.flowHash === undefined ? undefined : await workspace.backend.flow(original.flowHash);
    const inputs = checkedInputs(flow?.inputs ?? [], given.inputs);
    const taskRunId = taskId === undefined ? undefined : await runOf(workspace, original, taskId);
    return repeat(context, workspace, original, {
      ...(taskRunId !== undefined && { taskRunId }),
      ...(Object.keys(inputs).length > 0 && { inputs: { ...original.inputs, ...inputs } }),
    });
  },
};

export const restart: Verb = {
  name: 'restart',
  summary: 'Makes a new execution that goes on where another one failed.',
  words: [executionWord],
  options: [sha, production],
  minimum: 'write',
  effect: 'runs',
  async run(context) {
    const workspace = await context.open();
    const hasFailed = (execution: Execution) =>
      !isRunning(execution) && execution.state.current !== 'SUCCESS';
    const original = await executionNamed(
      context,
      workspace,
      context.given.words[0],
      hasFailed,
      'no failed execution here',
    );
    return repeat(context, workspace, original, { from: 'failed' });
  },
};

async function repeat(
  { hint, author, executions }: CommandContext,
  workspace: Workspace,
  original: Execution,
  how: { from?: 'failed'; taskRunId?: string; inputs?: Record<string, unknown> },
): Promise<Answer> {
  const execution = await executions.replay({
    workspace,
    executionId: original.id,
    cause: { kind: 'comment', id: hint.id, url: hint.url },
    startedBy: author,
    ...how,
  });
  return {
    reply: { icon: '⏳', sentence: `${code(original.id)} is repeated as ${code(execution.id)}` },
    execution: { workspace, execution },
  };
}

async function runOf({ backend }: Workspace, { id }: Execution, taskId: string): Promise<string> {
  const runs = await backend.taskRuns(id);
  const found = runs.find((run) => run.taskId === taskId);
  if (found) return found.id;
  const names = [...new Set(runs.map((run) => run.taskId))].slice(0, 30).join(', ');
  throw new CommandRefused(`Execution ${id} has no run of a task “${taskId}”. It has: ${names}.`);
}

import type { Execution } from '../../../runner/execution/types.ts';
import { PlaygroundRefused, play } from '../../../runner/playground/index.ts';
import { CommandRefused, type PlaygroundWish } from './types.ts';

/**
 * Runs one task of a flow in a workspace's playground (surfaces §3); the task may be `task.value`, for one value of a loop.
 *
 * @throws CommandRefused where there is no such task. @throws InputsError for refused inputs.
 */
export async function playground(wish: PlaygroundWish): Promise<Execution> {
  const { workspace, flow, taskId, inputs, executionId } = wish;
  const { engine, backend, commit } = workspace;
  const dot = taskId.indexOf('.');
  const task = dot < 0 ? { id: taskId } : { id: taskId.slice(0, dot), value: taskId.slice(dot + 1) };
  try {
    return await play({ engine, backend, flow, commit, task, inputs, executionId });
  } catch (error) {
    if (error instanceof PlaygroundRefused) throw new CommandRefused(error.message, { reaction: 'confused' });
    throw error;
  }
}

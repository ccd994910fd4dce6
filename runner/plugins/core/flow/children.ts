import { z } from 'zod';
import { fixed } from '../../../plugin/properties.ts';

const task = z.looseObject({});

/** A list of child tasks that must hold one at least; `message` says so, for absent lists too (flow-language §1.4). */
export const requiredTasks = (message = "The 'tasks' property cannot be empty") =>
  fixed(
    z
      .array(task, {
        error: (issue) => (issue.input === undefined || issue.input === null ? message : undefined),
      })
      .min(1, message),
  );

/** A list of child tasks that may be absent or empty. */
export const optionalTasks = () => fixed(z.array(task).optional());

/** A single child task that may be absent. */
export const optionalTask = () => fixed(task.optional());

/** The branches that every flowable has besides its tasks (flow-language §6.1). */
export const branches = {
  errors: optionalTasks().describe('Tasks to run when a task of this one failed.'),
  finally: optionalTasks().describe('Tasks to run after all others, whatever became of them.'),
};

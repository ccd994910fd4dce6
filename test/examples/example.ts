import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionDocument } from '../../runner/execution/types.ts';
import { type Ended, tutti } from '../cli/tutti.ts';

/** The folder of the examples. */
export const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** An ended execution of an example, and what its log said. */
export interface Outcome extends Ended {
  execution: ExecutionDocument;
  state: string;
  outputs: Record<string, unknown>;
  /** States of a task's runs, in the order they were created. */
  statesOf(taskId: string): string[];
}

/** State of its own for the runs of one test. */
export interface Home {
  /** Runs `examples/<file>` as a reader would, with `--json`. */
  run(file: string, ...options: string[]): Promise<Outcome>;
  /** An expression with the variables of an execution: `tutti render`. */
  render(expression: string, executionId: string): Promise<string>;
  remove(): void;
}

export function newHome(): Home {
  const home = mkdtempSync(join(tmpdir(), 'tutti-examples-'));
  const env = { TUTTI_HOME: home };
  return {
    async run(file, ...options) {
      const ended = await tutti(['run', join(examples, file), '--json', ...options], { env });
      if (ended.code === 2) throw new Error(`${file} was not executed: ${ended.out}`);
      const execution = JSON.parse(ended.out) as ExecutionDocument;
      return {
        ...ended,
        execution,
        state: execution.state.current,
        outputs: execution.outputs ?? {},
        statesOf: (taskId) =>
          execution.taskRunList.filter((run) => run.taskId === taskId).map((run) => run.state.current),
      };
    },
    async render(expression, executionId) {
      const options = ['--execution', executionId, '--repo', examples];
      const { code, out, err } = await tutti(['render', expression, ...options], { env });
      if (code !== 0) throw new Error(err);
      return out;
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

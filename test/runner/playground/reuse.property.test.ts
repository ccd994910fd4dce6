import fc from 'fast-check';
import { expect, test } from 'vitest';
import { play } from '../../../runner/playground/index.ts';
import { type EngineWorld, engineWorld } from '../../support/engine.ts';

/** Tasks that read some of those before them: task `n` is `[definition, positions that it reads]`. */
const flows = fc
  .array(fc.tuple(fc.nat(3), fc.array(fc.nat(10), { maxLength: 3 })), { minLength: 1, maxLength: 6 })
  .map((tasks) =>
    tasks.map(([text, reads], at) => ({
      text,
      reads: at === 0 ? [] : [...new Set(reads.map((read) => read % at))],
    })),
  );

type Tasks = { text: number; reads: number[] }[];

const sourceOf = (tasks: Tasks) =>
  `tasks:\n${tasks
    .map(
      ({ text, reads }, at) =>
        `  - { id: t${at}, type: io.kestra.plugin.core.debug.Return, format: "${text} ${reads.map((read) => `{{ outputs.t${read}.value }}`).join(' ')}" }\n`,
    )
    .join('')}`;

/** Ids of the tasks that ran for real, up to the last one. */
async function ran(world: EngineWorld, tasks: Tasks): Promise<string[]> {
  const { engine, backend } = world;
  const reused: string[] = [];
  const flow = await world.flow(sourceOf(tasks));
  const task = { id: `t${tasks.length - 1}` };
  const { id } = await play({
    engine,
    backend,
    flow,
    task,
    extent: 'to',
    reused: (run) => void reused.push(run.id),
  });
  const { taskRunList } = await engine.ended(id);
  return taskRunList.map(({ taskId }) => taskId).filter((taskId) => !reused.includes(taskId));
}

/** Positions of a task and of all that read it, directly or through others. */
function readersOf(tasks: Tasks, changed: number): number[] {
  const found = new Set([changed]);
  for (const [at, { reads }] of tasks.entries()) if (reads.some((read) => found.has(read))) found.add(at);
  return [...found].sort((a, b) => a - b);
}

test('an unchanged flow re-uses everything; of a changed one, the changed task and what reads it run', async () => {
  await fc.assert(
    fc.asyncProperty(flows, fc.nat(), async (tasks, which) => {
      const world = await engineWorld();
      await ran(world, tasks);
      expect(await ran(world, tasks)).toEqual([]);
      const changed = which % tasks.length;
      const other = tasks.map((task, at) => (at === changed ? { ...task, text: 9 } : task));
      expect(await ran(world, other)).toEqual(readersOf(other, changed).map((at) => `t${at}`));
    }),
    { numRuns: 25 },
  );
});

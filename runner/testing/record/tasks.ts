import { isDeepStrictEqual } from 'node:util';
import { encryptedType } from '../../engine/encryption.ts';
import { isTerminated } from '../../execution/states.ts';
import type { StateName, TaskRun } from '../../execution/types.ts';
import { walkTasks } from '../../flow/nested.ts';
import type { Task } from '../../flow/types.ts';
import { isMapping, type Mapping } from '../../flow/values.ts';
import type { Registry } from '../../plugin/registry.ts';
import { callsOf } from './calls.ts';
import type { Recording } from './index.ts';
import type { PortableValues } from './portable.ts';

/** What a task run gave. */
interface Given {
  value?: string;
  state: StateName;
  outputs?: Mapping;
}

/** Fixtures for the runs of tasks with outside effects, in the order in which the tasks are written. */
export async function taskFixtures(
  { execution, flow, registry }: Recording,
  { portable }: PortableValues,
): Promise<{ fixtures: Mapping[]; mocked: ReadonlySet<string>; notes: string[] }> {
  const runs = Map.groupBy(execution.taskRunList, ({ taskId }) => taskId);
  const fixtures: Mapping[] = [];
  const notes: string[] = [];
  const mocked = new Set<string>();
  for (const { task } of walkTasks(flow)) {
    if (!hasOutsideEffects(task, registry)) continue;
    const own = (runs.get(task.id) ?? []).filter((run) => isRecorded(run, task));
    if (own.length === 0) continue;
    mocked.add(task.id);
    const { given, lost } = byValue(own);
    if (lost > 0) notes.push(lostRuns(task.id, lost));
    for (const { value, state, outputs } of given)
      fixtures.push({
        id: task.id,
        ...(value !== undefined && { value }),
        ...(state !== 'SUCCESS' && { state }),
        ...(outputs && { outputs: await portable(outputs, task.id) }),
      });
  }
  return { fixtures, mocked, notes };
}

/** What a case does not repeat (surfaces §1): everything but flowables, changes of the execution itself, and computations. */
export function hasOutsideEffects(task: Task, registry: Registry): boolean {
  const definition = registry.get(task.type);
  // It is not installed: as good as any other fixture.
  if (!definition) return true;
  if (definition.kind === 'executable') return true;
  if (definition.kind !== 'runnable') return false;
  return !definition.pure || definition.reads === true || callsOf(task).reachOutside;
}

/** A run that was skipped is skipped again by its condition, which is worth testing. */
function isRecorded({ state }: TaskRun, task: Task): boolean {
  if (!isTerminated(state.current)) return false;
  return state.current !== 'SKIPPED' || callsOf({ runIf: task.runIf }).reachOutside;
}

/** One for all runs that gave the same, otherwise one for each value of the loop. */
function byValue(runs: readonly TaskRun[]): { given: Given[]; lost: number } {
  const all = runs.map(givenBy);
  const [first, ...others] = all.map(({ value: _, ...rest }) => rest);
  if (others.every((other) => isDeepStrictEqual(other, first))) return { given: [first!], lost: 0 };
  const last = new Map(all.map((each) => [each.value, each]));
  const lost = all.filter((each) => !isDeepStrictEqual(last.get(each.value), each)).length;
  return { given: [...last.values()], lost };
}

/** The end of the last attempt: what the flow makes of it, such as WARNING for an allowed failure, is under test. */
function givenBy({ value, state, attempts, outputs }: TaskRun): Given {
  const ofAttempt = attempts?.at(-1)?.state.current;
  const end = ofAttempt !== undefined && isTerminated(ofAttempt) ? ofAttempt : state.current;
  return {
    ...(value !== undefined && { value }),
    state: end,
    ...(outputs && Object.keys(outputs).length > 0 && { outputs: withoutSecrets(outputs) as Mapping }),
  };
}

/** Encrypted outputs are secrets. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isMapping(value)) return value;
  if (value['type'] === encryptedType) return 'not-recorded';
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}

function lostRuns(taskId: string, lost: number): string {
  return `${taskId}: ${lost} ${lost === 1 ? 'run' : 'runs'} with the same value gave something else; a fixture knows one result for each value, so that the last one counts.`;
}

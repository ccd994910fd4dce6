import type { Execution, StateName, TaskRun } from '../../runner/execution/types.ts';

/** The task runs below one parent, and how many are in which state. */
export interface Siblings {
  /** In creation order. */
  readonly ids: string[];
  readonly byState: ReadonlyMap<StateName, ReadonlySet<string>>;
}

/** The task runs of one execution as a tree that is kept up to date; a change costs the same in a tree of any size. */
export interface TaskRunTree {
  readonly execution: Execution | undefined;
  /** Takes over what an engine's listener was told. Records of other executions are left out. */
  apply(execution: Execution, taskRuns: readonly TaskRun[]): void;
  taskRun(id: string): TaskRun | undefined;
  /** Task runs below a parent; without one, those of the flow itself. */
  below(parentId?: string): Siblings | undefined;
}

/** An empty tree for the execution with this id. */
export function createTree(executionId: string): TaskRunTree {
  const taskRuns = new Map<string, TaskRun>();
  // The engine may go on to change the records it showed, so what was counted is remembered here.
  const counted = new Map<string, StateName>();
  const siblings = new Map<string, { ids: string[]; byState: Map<StateName, Set<string>> }>();
  let current: Execution | undefined;

  const place = (run: TaskRun) => {
    const parent = run.parentTaskRunId ?? '';
    let group = siblings.get(parent);
    if (group === undefined) {
      group = { ids: [], byState: new Map() };
      siblings.set(parent, group);
    }
    const before = counted.get(run.id);
    if (before === undefined) group.ids.push(run.id);
    else group.byState.get(before)?.delete(run.id);
    const state = run.state.current;
    counted.set(run.id, state);
    const members = group.byState.get(state) ?? new Set();
    group.byState.set(state, members.add(run.id));
  };

  return {
    get execution() {
      return current;
    },
    apply(execution, changed) {
      if (execution.id !== executionId) return;
      current = execution;
      for (const run of changed) {
        if (run.executionId !== executionId) continue;
        taskRuns.set(run.id, run);
        place(run);
      }
    },
    taskRun: (id) => taskRuns.get(id),
    below: (parentId = '') => siblings.get(parentId),
  };
}

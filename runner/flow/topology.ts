import { type ChildTask, childTasks, flowableName } from './nested.ts';
import type { Flow, Task } from './types.ts';

/** Why one node comes after another (surfaces §10.8). */
export type Relation =
  | 'SEQUENTIAL'
  | 'CHOICE'
  | 'ERROR'
  | 'FINALLY'
  | 'AFTER_EXECUTION'
  | 'PARALLEL'
  | 'DYNAMIC';

export interface TopologyNode {
  /** Of tasks their id; of triggers `trigger:<id>`; of the beginning `start:`. No task id holds a colon. */
  uid: string;
  kind: 'start' | 'trigger' | 'task';
  /** Id of the task or trigger; of the beginning the flow's id. */
  label: string;
  type?: string;
  disabled?: boolean;
  /** The branch of the flow outside its tasks that the node belongs to. */
  branchType?: 'ERROR' | 'FINALLY' | 'AFTER_EXECUTION';
  /** Innermost cluster. */
  cluster?: string;
}

export interface TopologyEdge {
  source: string;
  target: string;
  relation: Relation;
  /** Of a CHOICE: the case, `then`, `else` or `defaults`. */
  value?: string;
}

/** A flowable with its children, or a branch of the flow. */
export interface TopologyCluster {
  uid: string;
  label: string;
  parent?: string;
}

export interface Topology {
  nodes: TopologyNode[];
  edges: TopologyEdge[];
  clusters: TopologyCluster[];
}

/** Places from which the next task starts. */
type Exits = string[];
type Branch = NonNullable<TopologyNode['branchType']>;
/** Where a task is drawn. */
interface Surroundings {
  cluster?: string;
  branchType?: Branch;
}

/** The graph of a flow: its triggers, tasks and branches, and what may come after what (surfaces §10.8). */
export function topologyOf(flow: Flow): Topology {
  const graph: Topology = { nodes: [], edges: [], clusters: [] };
  const start = 'start:';
  for (const { id, type, disabled } of flow.triggers) {
    const uid = `trigger:${id}`;
    graph.nodes.push({ uid, kind: 'trigger', label: id, type, ...(disabled === true && { disabled }) });
    graph.edges.push({ source: uid, target: start, relation: 'SEQUENTIAL' });
  }
  graph.nodes.push({ uid: start, kind: 'start', label: flow.id });

  const draw = createDrawing(graph);
  let exits = draw.sequence(flow.tasks, [start], 'SEQUENTIAL', {});
  const failed = branch('errors', 'ERROR', flow.errors, [start]);
  if (failed) exits = [...exits, ...failed];
  exits = branch('finally', 'FINALLY', flow.finally, exits) ?? exits;
  const listened = (flow.listeners ?? []).flatMap(({ tasks }) => tasks);
  exits = branch('listeners', 'AFTER_EXECUTION', listened, exits) ?? exits;
  branch('afterExecution', 'AFTER_EXECUTION', flow.afterExecution, exits);
  return graph;

  function branch(
    name: string,
    relation: Branch,
    tasks: readonly Task[] = [],
    from: Exits,
  ): Exits | undefined {
    if (tasks.length === 0) return undefined;
    const cluster = `cluster:${name}`;
    graph.clusters.push({ uid: cluster, label: name });
    return draw.sequence(tasks, from, relation, { cluster, branchType: relation });
  }
}

function createDrawing(graph: Topology) {
  function connect(from: Exits, target: string, relation: Relation, value?: string): void {
    for (const source of from) {
      graph.edges.push({ source, target, relation, ...(value !== undefined && { value }) });
    }
  }

  /** Tasks one after another: `relation` leads to the first of them. */
  function sequence(
    tasks: readonly Task[],
    from: Exits,
    relation: Relation,
    around: Surroundings,
    value?: string,
  ): Exits {
    let exits = from;
    tasks.forEach((task, index) => {
      const isFirst = index === 0;
      exits = single(task, exits, isFirst ? relation : 'SEQUENTIAL', around, isFirst ? value : undefined);
    });
    return exits;
  }

  function single(task: Task, from: Exits, relation: Relation, around: Surroundings, value?: string): Exits {
    const children = childTasks(task);
    const cluster = children.length > 0 ? `cluster:${task.id}` : around.cluster;
    if (children.length > 0) {
      graph.clusters.push({
        uid: `cluster:${task.id}`,
        label: task.id,
        ...(around.cluster && { parent: around.cluster }),
      });
    }
    graph.nodes.push({
      uid: task.id,
      kind: 'task',
      label: task.id,
      type: task.type,
      ...(task.disabled === true && { disabled: true }),
      ...(around.branchType && { branchType: around.branchType }),
      ...(cluster && { cluster }),
    });
    connect(from, task.id, relation, value);
    return children.length === 0 ? [task.id] : inside(task, children, { ...around, cluster });
  }

  /** The children of a flowable, branch by branch. */
  function inside(task: Task, children: readonly ChildTask[], around: Surroundings): Exits {
    const own = [task.id];
    const of = (branch: string) =>
      children.filter((child) => child.branch === branch).map((child) => child.task);
    let exits = mainExits(task, children, of, around);
    for (const child of of('onPause')) single(child, own, 'PARALLEL', around);
    const errors = of('errors');
    if (errors.length > 0) exits = [...exits, ...sequence(errors, own, 'ERROR', around)];
    const last = of('finally');
    return last.length > 0 ? sequence(last, exits, 'FINALLY', around) : exits;
  }

  function mainExits(
    task: Task,
    children: readonly ChildTask[],
    of: (branch: string) => Task[],
    around: Surroundings,
  ): Exits {
    const own = [task.id];
    switch (flowableName(task.type)) {
      case 'Parallel':
        return of('tasks').flatMap((child) => single(child, own, 'PARALLEL', around));
      case 'EachParallel':
        return of('tasks').flatMap((child) => single(child, own, 'DYNAMIC', around));
      case 'ForEach':
      case 'EachSequential':
        return sequence(of('tasks'), own, 'DYNAMIC', around);
      case 'Dag':
        return dag(task, of('tasks'), around);
      case 'If':
        return choices(own, children, ['then', 'else'], 'else', around);
      case 'Switch': {
        const cases = children.map(({ branch }) => branch).filter((branch) => branch.startsWith('cases.'));
        return choices(own, children, [...new Set(cases), 'defaults'], 'defaults', around);
      }
      default:
        return sequence(of('tasks'), own, 'SEQUENTIAL', around);
    }
  }

  /** Each choice is a sequence; without the `otherwise` one the task itself may be the last. */
  function choices(
    own: Exits,
    children: readonly ChildTask[],
    branches: readonly string[],
    otherwise: string,
    around: Surroundings,
  ): Exits {
    const exits = branches.flatMap((branch) => {
      const tasks = children.filter((child) => child.branch === branch).map((child) => child.task);
      return tasks.length === 0 ? [] : sequence(tasks, own, 'CHOICE', around, branch.replace(/^cases\./, ''));
    });
    return children.some(({ branch }) => branch === otherwise) ? exits : [...own, ...exits];
  }

  /** Tasks after what they depend on; those nothing depends on are the exits. */
  function dag(task: Task, tasks: readonly Task[], around: Surroundings): Exits {
    const entries = (task['tasks'] ?? []) as unknown as { dependsOn?: string[] }[];
    const exitsOf = new Map<string, Exits>();
    for (const child of tasks) exitsOf.set(child.id, single(child, [], 'PARALLEL', around));
    const needed = new Set<string>();
    tasks.forEach((child, index) => {
      const dependencies = entries[index]?.dependsOn ?? [];
      if (dependencies.length === 0) connect([task.id], child.id, 'PARALLEL');
      for (const id of dependencies.map(String)) {
        needed.add(id);
        connect(exitsOf.get(id) ?? [], child.id, 'SEQUENTIAL');
      }
    });
    return tasks.filter(({ id }) => !needed.has(id)).flatMap(({ id }) => exitsOf.get(id) ?? []);
  }

  return { sequence };
}

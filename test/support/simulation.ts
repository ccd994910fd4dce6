import type {
  Assertion,
  Command,
  ExecutionEvent,
  Occurrence,
  SubflowRequest,
  TimerPurpose,
} from '../../runner/execution/events.ts';
import { apply, type MachineInput, newModel } from '../../runner/execution/machine.ts';
import type { ExecutionModel, TaskCatalogue, TaskKind } from '../../runner/execution/model.ts';
import { restoreModel } from '../../runner/execution/restore.ts';
import { isoInstant, newState } from '../../runner/execution/states.ts';
import type { Execution, LogEntry, StateName, TaskRun } from '../../runner/execution/types.ts';
import { parseFlow } from '../../runner/flow/parse.ts';
import type { Flow, Task } from '../../runner/flow/types.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';

/** What a simulated worker answers for an attempt; `hang` answers only when it is interrupted. */
export type Answer = 'SUCCESS' | 'WARNING' | 'FAILED' | 'hang';

export interface SimulationOptions {
  /** By task id and attempt (from 1); default SUCCESS. */
  answer?(taskId: string, attempt: number, value: string | undefined): Answer;
  outputs?(taskId: string, value: string | undefined): Record<string, unknown> | undefined;
  inputs?: Record<string, unknown>;
  /** Which of the waiting commands is carried out next: an index below `count`. Default: the first. */
  choose?(count: number): number;
  /** Kill the execution before this many events were applied. */
  killAfter?: number;
  /** That kill is one of what runs after the end, too. */
  killsAfterEnd?: boolean;
  /** Kill the execution when there is nothing else to do but wait. */
  killWhenIdle?: boolean;
  /** What becomes of the execution that a Subflow task asks for; default: it ends in SUCCESS. */
  subflow?(request: SubflowRequest): SimulatedSubflow;
  /** Why no directory of a WorkingDirectory task can be made. */
  directoryRefused?: string;
  /** What a value renders to that the machine cannot render by itself. */
  rendered?(value: unknown): unknown;
  /** The flow's outputs as the engine renders them, or why it cannot. */
  flowOutputs?: { outputs?: Record<string, unknown>; error?: string };
  /** Timers come when they are due, also while commands wait; default: when there is nothing else to do. */
  punctual?: boolean;
  /** Positions of the listeners whose conditions hold; default: none. */
  holding?: readonly number[];
  /** Goes on from these records instead of starting a new execution. */
  from?: { execution: Execution; taskRuns: readonly TaskRun[] };
  /** Over the fields of a new execution. */
  execution?: Partial<Execution>;
}

/** The execution behind a Subflow task. */
export type SimulatedSubflow =
  | { state: StateName; outputs?: Record<string, unknown> }
  | { refused: string }
  /** Ends only when it is killed. */
  | 'hang';

export interface Simulation {
  model: ExecutionModel;
  execution: Execution;
  runs: TaskRun[];
  logs: LogEntry[];
  events: ExecutionEvent[];
  /** Every command that the machine gave, in order. */
  commands: Command[];
  /** Executions that Subflow tasks asked for. */
  subflows: SubflowRequest[];
  /** Simulated milliseconds from start to end. */
  elapsed: number;
}

const start = Date.UTC(2026, 0, 1);
const kinds: Readonly<Record<string, TaskKind>> = {
  Labels: 'updating',
  SetVariables: 'updating',
  UnsetVariables: 'updating',
  Exit: 'updating',
  Subflow: 'executable',
  ForEachItem$ForEachItemSplit: 'runnable',
  ForEachItem$ForEachItemExecutable: 'executable',
  ForEachItem$ForEachItemMergeOutputs: 'runnable',
};

const registry = pluginRegistry();

/** What the machine knows of the plugins in tests. */
export const catalogue: TaskCatalogue = {
  resolve: registry.resolve,
  kind: (type) => kindOf(registry.resolve(type)),
};

/** The flow of a document: `rest` follows its id and namespace. Throws where it is refused. */
export async function flowFrom(rest: string): Promise<Flow> {
  const { flow, violations } = await parseFlow(`id: flow\nnamespace: tests\n${rest}`, {
    file: 'flow.yaml',
    registry,
  });
  if (!flow) throw new Error(violations.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return flow;
}

/** Runs a flow document, see `flowFrom` and `simulate`. */
export async function simulateYaml(rest: string, options: SimulationOptions = {}): Promise<Simulation> {
  return simulate(await flowFrom(rest), options);
}

/** A flow of these tasks, ready for the machine. */
export function flowOf(tasks: Task[], further: Partial<Flow> = {}): Flow {
  return {
    id: 'flow',
    namespace: 'tests',
    revision: 1,
    labels: [],
    inputs: [],
    outputs: [],
    triggers: [],
    disabled: false,
    tasks,
    ...further,
  };
}

/** The model of a new execution of a flow. */
export function modelOf(
  flow: Flow,
  inputs: Record<string, unknown> = {},
  further: Partial<Execution> = {},
): ExecutionModel {
  const date = isoInstant(start);
  const execution: Execution = {
    id: 'execution',
    namespace: flow.namespace,
    flowId: flow.id,
    flowRevision: 1,
    state: newState(date),
    inputs,
    labels: [],
    originalId: 'execution',
    metadata: { attemptNumber: 1, originalCreatedDate: date },
    kind: 'NORMAL',
    ...(flow.variables && { variables: flow.variables }),
    ...further,
  };
  return newModel(inputOf(flow, execution));
}

/** The model of an execution as its records describe it. */
function restoredModel(
  flow: Flow,
  { execution, taskRuns }: { execution: Execution; taskRuns: readonly TaskRun[] },
): ExecutionModel {
  return restoreModel(inputOf(flow, execution), rowsOf(taskRuns));
}

function inputOf(flow: Flow, execution: Execution): MachineInput {
  return {
    flow,
    execution,
    catalogue,
    constants: { flow: { id: flow.id, namespace: flow.namespace }, inputs: execution.inputs ?? {} },
    folderOf: ({ taskId, id }) => `kestra:///tasks/${taskId}/${id}`,
  };
}

/** Flowables live in the `flow` package; what is not known is a runnable task. */
function kindOf(type: string): TaskKind {
  const [, group, name] = /\.core\.(\w+)\.([\w$]+)$/.exec(type) ?? [];
  if (name && kinds[name]) return kinds[name];
  return group === 'flow' && name !== 'Sleep' ? 'flowable' : 'runnable';
}

/** Runs a flow through the machine with simulated workers and a simulated clock, until nothing is left to do. */
export function simulate(flow: Flow, options: SimulationOptions = {}): Simulation {
  const model = options.from
    ? restoredModel(flow, options.from)
    : modelOf(flow, options.inputs, options.execution);
  const events: ExecutionEvent[] = [];
  const logs: LogEntry[] = [];
  const waiting: Command[] = [];
  const commands: Command[] = [];
  const subflows: SubflowRequest[] = [];
  let timers: { timer: TimerPurpose; due: number }[] = [];
  let killed = false;
  // What goes on does so later, and with other ids.
  const begin = options.from ? start + 48 * 3_600_000 : start;
  let now = begin;
  let count = options.from ? 1_000_000 : 0;

  const post = (
    event: ExecutionEvent extends infer E
      ? E extends Occurrence
        ? Omit<E, keyof Occurrence>
        : never
      : never,
  ) => {
    now += 1;
    const stamped = { ...event, at: now, seed: [1, 2, 3, ++count] } as ExecutionEvent;
    events.push(stamped);
    const outcome = apply(model, stamped);
    logs.push(...outcome.logs);
    waiting.push(...outcome.commands);
    commands.push(...outcome.commands);
  };

  post(options.from ? { type: 'recovered', sleeping: [] } : { type: 'started' });
  for (let step = 0; ; step++) {
    if (step > 100_000) throw new Error('The simulation does not end');
    if (events.length === options.killAfter)
      post({ type: 'killed', ...(options.killsAfterEnd && { after: true as const }) });
    const due = options.punctual ? timers.findIndex((timer) => timer.due <= now) : -1;
    if (due >= 0) post({ type: 'timer', timer: timers.splice(due, 1)[0]!.timer });
    else if (waiting.length > 0) {
      const [command] = waiting.splice(options.choose?.(waiting.length) ?? 0, 1);
      carryOut(command!);
    } else if (options.killWhenIdle && !killed) {
      killed = true;
      post({ type: 'killed' });
    } else if (timers.length > 0) {
      timers.sort((a, b) => a.due - b.due);
      const { timer, due } = timers.shift()!;
      now = Math.max(now, due);
      post({ type: 'timer', timer });
    } else break;
  }
  return {
    model,
    execution: model.execution,
    runs: [...model.nodes.values()].map(({ run }) => run),
    logs,
    events,
    commands,
    subflows,
    elapsed: now - begin,
  };

  function carryOut(command: Command): void {
    switch (command.type) {
      case 'setTimer':
        timers.push(command);
        break;
      case 'openDirectory':
        openDirectory(command.taskRunId);
        break;
      case 'closeDirectory':
        post({ type: 'directoryClosed', taskRunId: command.taskRunId, outputs: {} });
        break;
      case 'cancelTimer':
        timers = timers.filter(
          ({ timer }) => timer.kind !== command.timer.kind || timer.taskRunId !== command.timer.taskRunId,
        );
        break;
      case 'renderOutputs':
        post({ type: 'outputsRendered', ...options.flowOutputs });
        break;
      case 'render':
        renderOutside(command);
        break;
      case 'run':
        work(command.taskRunId);
        break;
      case 'cancel':
        interrupt(command.taskRunId);
        break;
      case 'startSubflow':
        startSubflow(command.taskRunId, command.subflow);
        break;
      case 'killSubflow':
        killSubflow(command.executionId);
        break;
      case 'killSubflows':
        for (const { executionId } of [...subflows]) killSubflow(executionId);
        break;
      case 'evaluateListeners':
        post({ type: 'listenersEvaluated', holding: options.holding ?? [] });
        break;
      case 'renderAssertions':
        post({ type: 'assertionsRendered', assertions: renderAll(command.assertions) });
        break;
    }
  }

  function renderOutside({ taskRunId, key, value }: Extract<Command, { type: 'render' }>): void {
    try {
      post({ type: 'rendered', taskRunId, key, value: options.rendered?.(value) });
    } catch (error) {
      post({ type: 'renderFailed', taskRunId, key, message: (error as Error).message });
    }
  }

  function renderAll(templates: Readonly<Record<string, string>>): Record<string, Assertion> {
    return Object.fromEntries(
      Object.entries(templates).map(([id, template]) => [
        id,
        { value: String(options.rendered?.(template)) },
      ]),
    );
  }

  function interrupt(taskRunId: string): void {
    const attempt = model.nodes.get(taskRunId)?.run.attempts?.length;
    if (attempt) post({ type: 'attemptEnded', taskRunId, attempt, state: 'KILLED' });
  }

  function startSubflow(taskRunId: string, request: SubflowRequest): void {
    subflows.push(request);
    const { executionId } = request;
    const end = options.subflow?.(request) ?? { state: 'SUCCESS' as const };
    if (typeof end === 'object' && 'refused' in end)
      return post({ type: 'subflowRefused', taskRunId, executionId, message: end.refused });
    const link = linkTo(request);
    post({ type: 'subflowCreated', taskRunId, executionId, link, state: 'RUNNING' });
    if (end === 'hang' || !request.wait) return;
    post({ type: 'subflowEnded', taskRunId, executionId, link, ...end });
  }

  function killSubflow(executionId: string): void {
    const request = subflows.find((subflow) => subflow.executionId === executionId);
    const taskRunId = request?.trigger.variables?.['taskRunId'] as string;
    if (request)
      post({ type: 'subflowEnded', taskRunId, executionId, link: linkTo(request), state: 'KILLED' });
  }

  function openDirectory(taskRunId: string): void {
    const message = options.directoryRefused;
    post(
      message === undefined
        ? { type: 'directoryOpened', taskRunId }
        : { type: 'directoryFailed', taskRunId, message },
    );
  }

  function work(taskRunId: string): void {
    const node = model.nodes.get(taskRunId);
    if (node?.run.state.current !== 'CREATED' && node?.run.state.current !== 'RESTARTED') return;
    const attempt = (node.run.attempts?.length ?? 0) + 1;
    const answer = options.answer?.(node.task.id, attempt, node.run.value) ?? 'SUCCESS';
    post({ type: 'attemptStarted', taskRunId, attempt });
    if (answer === 'hang') return;
    const outputs = options.outputs?.(node.task.id, node.run.value);
    post({ type: 'attemptEnded', taskRunId, attempt, state: answer, ...(outputs && { outputs }) });
  }
}

function linkTo({ executionId, namespace, flowId }: SubflowRequest): string {
  return `[[link execution="${executionId}" flowId="${flowId}" namespace="${namespace}"]]`;
}

/** The state of each task run in creation order, as `task STATE`, or `task[value] STATE` in a loop. */
export function statesOf({ runs }: { runs: readonly TaskRun[] }): string[] {
  return runs.map(
    ({ taskId, value, state }) => `${taskId}${value === undefined ? '' : `[${value}]`} ${state.current}`,
  );
}

/** The states that a task's only run, or the execution itself, went through. */
export function historyOf({ runs, execution }: Simulation, taskId?: string): StateName[] {
  const { state } = taskId === undefined ? execution : runOf({ runs }, taskId);
  return state.histories.map((entry) => entry.state);
}

/** The final state of each attempt of a task's only run. */
export function attemptsOf(simulation: { runs: readonly TaskRun[] }, taskId: string): StateName[] {
  return (runOf(simulation, taskId).attempts ?? []).map(({ state }) => state.current);
}

/** The run of a task, in a loop the one for `value`. */
export function runOf({ runs }: { runs: readonly TaskRun[] }, taskId: string, value?: string): TaskRun {
  const found = runs.filter((run) => run.taskId === taskId && (value === undefined || run.value === value));
  if (found.length !== 1) throw new Error(`Task ${taskId} has ${found.length} runs`);
  return found[0]!;
}

/** The log messages of a level. */
export function messagesOf({ logs }: { logs: readonly LogEntry[] }, level: LogEntry['level']): string[] {
  return logs.filter((entry) => entry.level === level).map(({ message }) => message);
}

/** A runnable task in YAML's flow style; `more` are further properties: `task('a', 'allowFailure: true')`. */
export function task(id: string, more = ''): string {
  return `{ id: ${id}, type: io.kestra.plugin.core.log.Log, message: hello${more && `, ${more}`} }`;
}

/** A task of the `flow` package, or of another one, in YAML's flow style. */
export function typed(id: string, type: string, more: string): string {
  return `{ id: ${id}, type: io.kestra.plugin.core.${type.includes('.') ? type : `flow.${type}`}, ${more} }`;
}

/** Task runs as they are stored, in this order. */
export function rowsOf(taskRuns: readonly TaskRun[]): { taskRun: TaskRun; sequence: number }[] {
  return taskRuns.map((taskRun, sequence) => ({ taskRun, sequence }));
}

import type { Backend } from '../../runner/backend/types.ts';
import type { Control } from '../../runner/engine/control.ts';
import type { Engine } from '../../runner/engine/types.ts';
import { chance, newSeed } from '../../runner/execution/ids.ts';
import { isTerminated } from '../../runner/execution/states.ts';
import type { Breakpoint, Execution, LogLevel, State } from '../../runner/execution/types.ts';
import type { Flow } from '../../runner/flow/types.ts';
import { flowSettings, openEngine, openExistingBackend, openRegistry, openRepository } from '../compose.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import { parseBreakpoints } from '../run/breakpoints.ts';
import { follow } from '../run/follow.ts';
import { readInputsFile } from '../run/inputs.ts';
import { findTarget, parseTarget, rootFor } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { parseState } from './index.ts';

/** Options of the commands that ask something of an execution. */
export interface OperateOptions {
  repo?: string;
  json?: boolean;
  logLevel?: LogLevel;
  /** `key=value` of `-i`, as text. */
  input?: Record<string, string>;
  /** A JSON file of inputs. */
  inputs?: string;
  /** Where to stop: `task` or `task.value`. */
  breakpoint?: string[];
  /** With the flow as it is in the repository now. */
  latest?: boolean;
}

/** How long another process gets to hear a signal before we say that it has not answered, milliseconds. */
const answerTime = 10_000;

/** Asks for an end, a pause or a resume; an execution that no process drives is taken up, and driven to its end. */
export async function ask(
  id: string,
  asked: Control,
  options: OperateOptions,
  terminal: Terminal,
): Promise<number> {
  return withEngine(id, options, terminal, async ({ engine, backend, root }) => {
    const before = (await backend.execution(id))!;
    await engine.control(id, asked).catch(refuse);
    // Nothing changes about one that runs already.
    if (asked.type === 'forceRun' && before.state.current === 'RUNNING') {
      terminal.out(`${id} is RUNNING\n`);
      return exitCodes.ok;
    }
    return outcome(id, before, { engine, backend, root }, options, terminal);
  });
}

/** Lets an execution go on that is paused, or that stopped at a breakpoint. */
export async function resume(id: string, options: OperateOptions, terminal: Terminal): Promise<number> {
  const breakpoints = breakpointsOf(options);
  const { current } = await stateOf(id, options);
  const asked: Control =
    current === 'BREAKPOINT'
      ? { type: 'resumeFromBreakpoint', ...(breakpoints && { breakpoints }) }
      : { type: 'resume', inputs: submitted(options) };
  return ask(id, asked, options, terminal);
}

/** Lets an ended or paused execution go on from its failed or paused task runs, and follows it. */
export async function restart(id: string, options: OperateOptions, terminal: Terminal): Promise<number> {
  const breakpoints = breakpointsOf(options);
  const wishes = { ...(breakpoints && { breakpoints }) };
  const { current } = await stateOf(id, options);
  if (current === 'PAUSED' && !options.latest)
    return ask(id, { type: 'restart', ...wishes }, options, terminal);
  return withEngine(id, options, terminal, async (session) => {
    if (!options.latest)
      return follow(id, () => session.engine.restart(id, wishes), { ...session, terminal, options });
    const executionId = chance(newSeed()).id();
    const flow = await latestFlow(id, session, terminal);
    const begin = () => session.engine.restart(id, { ...wishes, flow, executionId });
    return follow(executionId, begin, { ...session, terminal, options });
  });
}

/** Makes a new execution that repeats one, from its start or from a task on, and follows it. */
export async function replay(
  id: string,
  task: string | undefined,
  options: OperateOptions,
  terminal: Terminal,
): Promise<number> {
  return withEngine(id, options, terminal, async (session) => {
    const { engine, backend, root } = session;
    const executionId = chance(newSeed()).id();
    const breakpoints = breakpointsOf(options);
    const flow = options.latest ? await latestFlow(id, session, terminal) : undefined;
    const taskRunId = task === undefined ? undefined : await taskRunOf(backend, id, task);
    const inputs = options.input || options.inputs ? submitted(options) : undefined;
    const asked = {
      executionId,
      ...(taskRunId !== undefined && { taskRunId }),
      ...(inputs && { inputs }),
      ...(breakpoints && { breakpoints }),
      ...(flow && { flow }),
    };
    return follow(executionId, () => engine.replay(id, asked), { engine, backend, root, terminal, options });
  });
}

/** Gives a task run another end, and follows the execution from there. */
export async function changeState(
  id: string,
  task: string,
  state: string,
  options: OperateOptions,
  terminal: Terminal,
): Promise<number> {
  const asked = parseState(state);
  return withEngine(id, options, terminal, async (session) => {
    const { engine, backend } = session;
    const before = (await backend.execution(id))!;
    const taskRunId = await taskRunOf(backend, id, task);
    await engine.changeState(id, { taskRunId, state: asked }).catch(refuse);
    return outcome(id, before, session, options, terminal);
  });
}

/** Gives an ended execution another end. */
export async function changeStatus(
  id: string,
  state: string,
  options: OperateOptions,
  terminal: Terminal,
): Promise<number> {
  const asked = parseState(state);
  return withEngine(id, options, terminal, async ({ engine }) => {
    await engine.changeStatus(id, asked).catch(refuse);
    terminal.out(`${id} is ${asked}\n`);
    return exitCodes.ok;
  });
}

/** Replaces the labels of an ended execution. */
export async function setLabels(
  id: string,
  labels: Readonly<Record<string, string>>,
  options: OperateOptions,
  terminal: Terminal,
): Promise<number> {
  return withEngine(id, options, terminal, async ({ engine }) => {
    const wanted = Object.entries(labels).map(([key, value]) => ({ key, value }));
    const execution = await engine.setLabels(id, wanted).catch(refuse);
    for (const { key, value } of execution.labels) terminal.out(`${engine.mask(`${key}=${value}`)}\n`);
    return exitCodes.ok;
  });
}

/** Deletes an ended execution. */
export async function deleteExecution(
  id: string,
  options: OperateOptions,
  terminal: Terminal,
): Promise<number> {
  return withEngine(id, options, terminal, async ({ engine }) => {
    await engine.delete(id).catch(refuse);
    terminal.out(`${id} is deleted\n`);
    return exitCodes.ok;
  });
}

/** Follows an execution to its end where this command drives it now; says what became of it where another process does. */
async function outcome(
  id: string,
  before: Execution,
  session: Session,
  options: OperateOptions,
  terminal: Terminal,
): Promise<number> {
  if (session.engine.drives(id)) return follow(id, async () => undefined, { ...session, terminal, options });
  const execution = await answered(session.backend, before);
  if (!execution)
    throw new Refusal(`The process that drives ${id} has not answered; it may be busy. Try again.`);
  terminal.out(`${id} is ${execution.state.current}\n`);
  return exitCodes.ok;
}

/** The flow of an execution as it is in the repository now. */
async function latestFlow(id: string, { backend, root }: Session, terminal: Terminal): Promise<Flow> {
  const { namespace, flowId } = (await backend.execution(id))!;
  const [target, registry] = await Promise.all([findTarget(`${namespace}.${flowId}`, root), openRegistry()]);
  return (await parseTarget(target, registry, terminal.errPaint)).flow;
}

function breakpointsOf({ breakpoint }: OperateOptions): Breakpoint[] | undefined {
  return breakpoint && parseBreakpoints(breakpoint);
}

function submitted(options: OperateOptions): Record<string, unknown> {
  return { ...readInputsFile(options.inputs), ...options.input };
}

/** The id of a task run, given itself or by the id of its task and, in a loop, its value: `task` or `task[value]`. */
async function taskRunOf(backend: Backend, executionId: string, task: string): Promise<string> {
  const [, taskId, value] = /^([^[]+)(?:\[(.*)\])?$/.exec(task) ?? [];
  const runs = await backend.taskRuns(executionId);
  const found = runs.filter(
    (run) => run.id === task || (run.taskId === taskId && (value === undefined || run.value === value)),
  );
  if (found.length === 1) return found[0]!.id;
  const known = [
    ...new Set(runs.map((run) => (run.value === undefined ? run.taskId : `${run.taskId}[${run.value}]`))),
  ];
  throw new Refusal(
    found.length === 0
      ? `Execution ${executionId} has no task run ${task}. There are: ${known.join(', ')}`
      : `Execution ${executionId} has ${found.length} runs of ${task}; name one of them as ${taskId}[value].`,
  );
}

/** Waits until the process that drives the execution did what it was asked for: its state changed. */
async function answered(backend: Backend, { id, state }: Execution): Promise<Execution | undefined> {
  const until = Date.now() + answerTime;
  while (Date.now() < until) {
    const execution = await backend.execution(id);
    if (!execution) return undefined;
    const { current, histories } = execution.state;
    // One that is asked to end is on its way first.
    if (isTerminated(current)) return execution;
    if (histories.length > state.histories.length && current !== 'KILLING') return execution;
    await new Promise((done) => setTimeout(done, 100));
  }
  return undefined;
}

interface Session {
  engine: Engine;
  backend: Backend;
  root: string;
}

/** The state of a stored execution. Throws `Refusal` where there is none. */
async function stateOf(id: string, { repo }: OperateOptions): Promise<State> {
  const backend = await openExistingBackend(rootFor(repo, process.cwd()));
  const execution = await backend?.execution(id);
  await backend?.close();
  if (execution) return execution.state;
  throw new Refusal(`There is no execution ${id}. \`tutti executions list\` shows those there are.`);
}

async function withEngine(
  id: string,
  options: OperateOptions,
  terminal: Terminal,
  use: (session: Session) => Promise<number>,
): Promise<number> {
  const root = rootFor(options.repo, process.cwd());
  const backend = await openExistingBackend(root);
  if (!backend || !(await backend.execution(id))) {
    await backend?.close();
    throw new Refusal(`There is no execution ${id}. \`tutti executions list\` shows those there are.`);
  }
  const [registry, repository] = await Promise.all([openRegistry(), openRepository(root)]);
  const settings = await flowSettings(root);
  const engine = await openEngine({ backend, registry, repository, logLevel: options.logLevel, ...settings });
  terminal.hide(engine.mask);
  try {
    return await use({ engine, backend, root });
  } finally {
    await engine.close(0);
    await backend.close();
  }
}

function refuse(error: unknown): never {
  throw new Refusal(messageOf(error), { cause: error });
}

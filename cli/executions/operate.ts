import type { Backend } from '../../runner/backend/types.ts';
import type { Control } from '../../runner/engine/control.ts';
import type { Engine } from '../../runner/engine/types.ts';
import { chance, newSeed } from '../../runner/execution/ids.ts';
import { isTerminated } from '../../runner/execution/states.ts';
import type { Execution, LogLevel } from '../../runner/execution/types.ts';
import { openEngine, openExistingBackend, openRegistry, openRepository } from '../compose.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import { follow } from '../run/follow.ts';
import { readInputsFile } from '../run/inputs.ts';
import { rootFor } from '../target.ts';
import type { Terminal } from '../terminal.ts';

/** Options of the commands that ask something of an execution. */
export interface OperateOptions {
  repo?: string;
  json?: boolean;
  logLevel?: LogLevel;
  /** `key=value` of `-i`, as text. */
  input?: Record<string, string>;
  /** A JSON file of inputs. */
  inputs?: string;
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
    const given = asked.type === 'resume' ? { ...asked, inputs: submitted(options) } : asked;
    await engine.control(id, given).catch(refuse);
    if (engine.drives(id))
      return follow(id, async () => undefined, { engine, backend, root, terminal, options });
    const execution = await answered(backend, id, asked);
    if (!execution)
      throw new Refusal(`The process that drives ${id} has not answered; it may be busy. Try again.`);
    terminal.out(`${id} is ${execution.state.current}\n`);
    return exitCodes.ok;
  });
}

/** Lets an ended execution go on from its failed task runs, and follows it. */
export async function restart(id: string, options: OperateOptions, terminal: Terminal): Promise<number> {
  return withEngine(id, options, terminal, ({ engine, backend, root }) =>
    follow(id, () => engine.restart(id), { engine, backend, root, terminal, options }),
  );
}

/** Makes a new execution that repeats one, from its start or from a task on, and follows it. */
export async function replay(
  id: string,
  task: string | undefined,
  options: OperateOptions,
  terminal: Terminal,
): Promise<number> {
  return withEngine(id, options, terminal, async ({ engine, backend, root }) => {
    const executionId = chance(newSeed()).id();
    const taskRunId = task === undefined ? undefined : await taskRunOf(backend, id, task);
    const inputs = options.input || options.inputs ? submitted(options) : undefined;
    const asked = { executionId, ...(taskRunId !== undefined && { taskRunId }), ...(inputs && { inputs }) };
    return follow(executionId, () => engine.replay(id, asked), { engine, backend, root, terminal, options });
  });
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

/** Waits until the process that drives the execution did what it was asked for. */
async function answered(backend: Backend, id: string, { type }: Control): Promise<Execution | undefined> {
  const until = Date.now() + answerTime;
  while (Date.now() < until) {
    const execution = await backend.execution(id);
    const current = execution?.state.current;
    if (current === undefined) return undefined;
    if (isTerminated(current)) return execution;
    if (type === 'pause' && current === 'PAUSED') return execution;
    if (type === 'resume' && current !== 'PAUSED') return execution;
    await new Promise((done) => setTimeout(done, 100));
  }
  return undefined;
}

interface Session {
  engine: Engine;
  backend: Backend;
  root: string;
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
  const engine = await openEngine({ backend, registry, repository, logLevel: options.logLevel });
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

import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { openSqliteBackend } from '../runner/backend/sqlite/index.ts';
import { createEngine } from '../runner/engine/index.ts';
import type { Engine } from '../runner/engine/types.ts';
import { chance, newSeed } from '../runner/execution/ids.ts';
import type { ExecutionDocument, LogEntry } from '../runner/execution/types.ts';
import type { Flow, FlowDocument, Input } from '../runner/flow/types.ts';
import { parseFlowIn } from '../runner/repository/index.ts';
import { forFlows } from './environment.ts';
import { type Environment, InputError, type Inputs } from './inputs.ts';
import type { Console } from './logs.ts';
import { secretMask } from './mask.ts';
import type { Workspace } from './workspace.ts';

/** What came of a run. */
export interface RunResult {
  executionId: string;
  state: string;
  /** Of the flow, as JSON, secrets masked. */
  outputs: string;
}

/**
 * Runs a flow in the job, without a server: its state lies in the runner's temporary folder. Shows its log, and gives what came of
 * it. A job that is cancelled kills the execution.
 *
 * @throws InputError where nothing was executed
 */
export async function runFlow(
  workspace: Workspace,
  inputs: Inputs,
  environment: Environment,
  console: Console,
): Promise<RunResult> {
  const { registry, repository, settings } = workspace;
  const flow = await flowNamed(workspace, inputs);
  const backend = await openSqliteBackend({
    home: join(environment['RUNNER_TEMP'] || tmpdir(), `tutti-${randomUUID()}`),
  });
  const engine = await createEngine({
    ...{ backend, registry, repository, environment: forFlows(environment) },
    ...settings,
  });
  const executionId = chance(newSeed()).id();
  const own = secretMask(environment);
  const mask = (text: string) => own(engine.mask(text));
  const stopListening = engine.listen({
    logged: (entries) => console.say(entries.map((entry) => logLine(entry, mask)).join('')),
  });
  const kill = () => void engine.kill(executionId).catch(() => undefined);
  process.on('SIGINT', kill).on('SIGTERM', kill);
  try {
    return resultOf(await ended(engine, flow, executionId, inputs), mask);
  } finally {
    process.off('SIGINT', kill).off('SIGTERM', kill);
    stopListening();
    await engine.close(0);
    await backend.close();
  }
}

async function ended(
  engine: Engine,
  flow: Flow,
  executionId: string,
  inputs: Inputs,
): Promise<ExecutionDocument> {
  try {
    await engine.start({ flow, executionId, inputs: submitted(flow.inputs, inputs) });
  } catch (error) {
    throw new InputError((error as Error).message);
  }
  const document = await engine.ended(executionId);
  // Subflows that nobody waits for are work of this run too.
  await engine.idle();
  return document;
}

function resultOf({ id, state, outputs = {} }: ExecutionDocument, mask: (text: string) => string): RunResult {
  return {
    executionId: id,
    state: state.current,
    outputs: JSON.stringify(outputs, (_, value: unknown) =>
      typeof value === 'string' ? mask(value) : value,
    ),
  };
}

/** One line for each line of a message, none of which begins with what the flow wrote. */
function logLine(
  { timestamp, level, taskId, flowId, message }: LogEntry,
  mask: (text: string) => string,
): string {
  const head = `${timestamp.slice(11, 23)} ${level.padEnd(5)} ${taskId ?? flowId}`;
  return mask(message)
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line, index) => `${index === 0 ? head : '   '} ${line}\n`)
    .join('');
}

/** FILE inputs name files of the checkout. */
function submitted(declared: readonly Input[], { inputs, root }: Inputs): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => {
      const isFile = declared.some(({ id, type }) => id === key && type === 'FILE');
      if (!isFile || typeof value !== 'string' || /^(kestra|file|nsfile):/.test(value)) return [key, value];
      const path = resolve(root, value.replace(/^@/, ''));
      if (!statSync(path, { throwIfNoEntry: false })?.isFile())
        throw new InputError(`Input inputs: ${key} names no file: ${value}.`);
      return [key, path];
    }),
  );
}

async function flowNamed(workspace: Workspace, { flow: name = '', root }: Inputs): Promise<Flow> {
  const { repository, registry, namespaces } = workspace;
  const found = await sourceOf(workspace, name, root);
  if (!found)
    throw new InputError(`Input flow: there is neither a file nor a flow ${name} in the repository.`);
  const { file, source } = found;
  const document: FlowDocument = await parseFlowIn(namespaces, source, { file, registry });
  if (document.flow) return document.flow;
  const errors = document.violations.filter(({ severity }) => severity === 'error');
  const places = errors.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  throw new InputError(`The flow ${name} of ${repository.root} is not valid:\n${places.join('\n')}`);
}

/** Both a namespace and an id may hold dots, so every dot may be the one between them. */
async function sourceOf({ repository }: Workspace, name: string, root: string) {
  const path = relative(root, resolve(root, name)).split(sep).join('/');
  if ((await repository.flowFiles()).includes(path)) return repository.readFlow(path);
  if (isAbsolute(name)) return undefined;
  for (const { index } of [...name.matchAll(/\./g)].reverse()) {
    const found = await repository.findFlow(name.slice(0, index), name.slice(index + 1));
    if (found) return found;
  }
  return undefined;
}

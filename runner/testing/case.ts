import { openMemoryBackend } from '../backend/sqlite/index.ts';
import { executionFolder, storageUri } from '../backend/storageUri.ts';
import type { Backend } from '../backend/types.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { chance, newSeed } from '../execution/ids.ts';
import { InputsError } from '../execution/inputs/errors.ts';
import { messageOf } from '../execution/runs.ts';
import type { ExecutionDocument, LogEntry } from '../execution/types.ts';
import type { PluginDefault } from '../flow/defaults.ts';
import type { Flow } from '../flow/types.ts';
import type { Mapping, Path } from '../flow/values.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Confinement } from '../plugin/types.ts';
import type { Repository } from '../repository/types.ts';
import type { Pool } from '../worker/pool.ts';
import { caseClock } from './clock.ts';
import { ended } from './ended.ts';
import { fixtureStandIn } from './fixtures.ts';
import { judgeCase } from './judgeCase.ts';
import { maskedValue } from './report/masked.ts';
import { sandboxed } from './sandbox.ts';
import type { AssertionResult, CaseReport, Place, SuiteDocument, TestCase, TestState } from './types.ts';

/** What the cases of a run share. */
export interface CaseContext {
  repository: Repository;
  registry: Registry;
  pool: Pool;
  environment?: Readonly<Record<string, string | undefined>> | undefined;
  globals?: Readonly<Record<string, unknown>> | undefined;
  pluginDefaults?: readonly PluginDefault[] | undefined;
  sandboxed?: boolean | undefined;
  /** What tasks that really run may reach, unless `sandboxed`. */
  confinement?: Confinement | undefined;
  /** Milliseconds of real time. */
  timeout: number;
}

/** Something that keeps a case from being judged, and the property of the suite that it is about. */
export interface CaseError {
  message: string;
  details?: string;
  path: Path;
}

/** The result of an operator, and the property that says it. */
export interface JudgedAssertion {
  result: AssertionResult;
  path: Path;
}

/** Log entries of a case that are kept: the last ones. */
const keptLogs = 200;

/**
 * Runs one case (surfaces §1.3, §1.4): an execution of kind TEST with a backend, an engine and a clock of its own, so that it
 * shares nothing with other cases. Never rejects: what goes wrong is an error of the case.
 */
export async function runCase(
  document: SuiteDocument,
  index: number,
  flow: Flow,
  context: CaseContext,
): Promise<CaseReport> {
  const testCase = document.suite!.testCases[index]!;
  const began = performance.now();
  const path: Path = ['testCases', index];
  const outcome = await execute(testCase, path, flow, context).catch(
    (error: unknown): Outcome => ({ ...nothing(), errors: [{ message: messageOf(error), path }] }),
  );
  return { ...caseReport(document, index, flow, outcome), duration: performance.now() - began };
}

/** What came of a case. */
export interface Outcome {
  executionId: string;
  execution?: ExecutionDocument;
  judged: JudgedAssertion[];
  errors: CaseError[];
  logs: LogEntry[];
}

/** The outcome of a case that nothing was done for. */
export function nothing(): Outcome {
  return { executionId: '', judged: [], errors: [], logs: [] };
}

/** What is told of a case; `state` where its outcome does not say it. */
export function caseReport(
  document: SuiteDocument,
  index: number,
  flow: Pick<Flow, 'id' | 'namespace'>,
  { executionId, execution, judged, errors, logs }: Outcome,
  state: TestState = stateOf(judged, errors),
): CaseReport {
  const { id, type, description, fixtures } = document.suite!.testCases[index]!;
  const url = `/ui/main/executions/${flow.namespace}/${flow.id}/${executionId}`;
  return {
    result: {
      testId: id,
      testType: type,
      executionId,
      url: executionId === '' ? '' : url,
      state,
      assertionResults: judged.map(({ result }) => result),
      errors: errors.map(({ path: _, ...error }) => error),
      fixtures: { ...fixtures } as Mapping,
    },
    ...(description !== undefined && { description }),
    duration: 0,
    place: placeOf(document, ['testCases', index]),
    assertionPlaces: judged.map(({ path }) => placeOf(document, path)),
    errorPlaces: errors.map(({ path }) => placeOf(document, path)),
    ...(execution && { execution }),
    logs,
  };
}

/** Errors come before failures (surfaces §1.4). */
function stateOf(judged: readonly JudgedAssertion[], errors: readonly CaseError[]): TestState {
  if (errors.length > 0) return 'ERROR';
  return judged.every(({ result }) => result.isSuccess) ? 'SUCCESS' : 'FAILED';
}

/** Where a property is written; of one that is not, the nearest around it. */
function placeOf({ file, locate }: SuiteDocument, path: Path): Place {
  for (let length = path.length; length > 0; length--) {
    const found = locate(path.slice(0, length));
    if (found) return { file, ...found };
  }
  return { file, line: 1, column: 1 };
}

async function execute(testCase: TestCase, path: Path, flow: Flow, context: CaseContext): Promise<Outcome> {
  const { time } = testCase.fixtures;
  const clock = caseClock(time === undefined ? undefined : Date.parse(time));
  const backend = await openMemoryBackend({ now: clock.now });
  const { registry, repository, pool, environment, globals, pluginDefaults } = context;
  try {
    const engine = await createEngine({
      ...{ backend, registry, repository, pool, clock, globals, pluginDefaults },
      ...(environment && { environment }),
      ...(context.confinement && { confinement: context.confinement, localFiles: false }),
      ...(context.sandboxed && sandboxed(registry)),
    });
    try {
      const outcome = await runExecution({ testCase, path, flow, context, backend, engine, clock });
      return maskedValue(outcome, engine.mask) as Outcome;
    } finally {
      await engine.close();
    }
  } finally {
    await backend.close();
  }
}

interface Parts {
  testCase: TestCase;
  path: Path;
  flow: Flow;
  context: CaseContext;
  backend: Backend;
  engine: Engine;
  clock: ReturnType<typeof caseClock>;
}

async function runExecution(parts: Parts): Promise<Outcome> {
  const { testCase, path, flow, backend, engine } = parts;
  const { fixtures } = testCase;
  const executionId = chance(newSeed()).id();
  const outcome: Outcome = { ...nothing(), executionId };
  const fail = (message: string, ...at: Path) =>
    void outcome.errors.push({ message, path: [...path, ...at] });

  const files = await storeFiles(parts, executionId);
  const render = await engine.renderer(flow, executionId);
  const given = async (value: Mapping | undefined, ...at: Path): Promise<Mapping | undefined> => {
    try {
      return value && ((await render(value, { files })) as Mapping);
    } catch (error) {
      fail(messageOf(error), 'fixtures', ...at);
      return undefined;
    }
  };
  const inputs = await given(fixtures.inputs, 'inputs');
  const variables = await given(fixtures.trigger?.variables, 'trigger', 'variables');
  if (outcome.errors.length > 0) return outcome;

  const waiting = ended({ ...parts, executionId, fail });
  // A slot that nobody else asks for.
  const { concurrency: _, ...free } = flow;
  try {
    await engine.start({
      flow: free,
      executionId,
      kind: 'TEST',
      inputs: inputs ?? {},
      standIn: fixtureStandIn(fixtures.tasks, {
        files,
        failed: ({ index, message }) => fail(message, 'fixtures', 'tasks', index, 'outputs'),
      }),
      ...(fixtures.trigger && {
        trigger: { id: fixtures.trigger.id, type: fixtures.trigger.type, variables: variables ?? {} },
      }),
    });
  } catch (error) {
    waiting.stop();
    if (error instanceof InputsError)
      for (const { id, message } of error.violations) fail(message, 'fixtures', 'inputs', id);
    else fail(messageOf(error));
    return { ...outcome, executionId: '' };
  }
  const execution = await waiting.end();
  const logs = (await backend.logs({ executionId: execution.id })).entries;
  outcome.execution = execution;
  outcome.executionId = execution.id;
  // Stacks of errors, which are TRACE, tell nothing about a flow.
  outcome.logs = logs.filter(({ level }) => level !== 'TRACE').slice(-keptLogs);
  if (outcome.errors.length > 0) return outcome;
  await judgeCase(outcome, {
    testCase,
    path,
    logs,
    files,
    render: await engine.renderer(flow, execution.id),
  });
  return outcome;
}

/** Puts the files of a case into its storage; gives their URIs. A namespace file keeps its own. */
async function storeFiles(
  { testCase, flow, backend, engine }: Parts,
  executionId: string,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const folder = executionFolder({ namespace: flow.namespace, flowId: flow.id, id: executionId });
  const render = await engine.renderer(flow, executionId);
  for (const [index, [name, content]] of Object.entries(testCase.fixtures.files ?? {}).entries()) {
    const text = /\bfileURI\s*\(/.test(content) ? String(await render(content, {})) : content;
    if (/^nsfile:\/\/\S+$/.test(text.trim())) files[name] = text.trim();
    else {
      // Names of files may hold what paths cannot.
      const path = `${folder}/fixtures/${index}/${name.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^\.+/, '_')}`;
      await backend.files.put(path, Buffer.from(text));
      files[name] = storageUri(path);
    }
  }
  return files;
}

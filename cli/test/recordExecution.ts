import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Backend } from '../../runner/backend/types.ts';
import type { Execution } from '../../runner/execution/types.ts';
import type { Flow } from '../../runner/flow/types.ts';
import { parseFlowIn } from '../../runner/repository/index.ts';
import type { Repository } from '../../runner/repository/types.ts';
import {
  appendCase,
  NotRecordable,
  newSuite,
  type RecordedCase,
  recordCase,
} from '../../runner/testing/record/index.ts';
import { identityOf, newSuiteFile, suiteDocuments, writtenSuite } from '../../runner/testing/suites.ts';
import { openExistingBackend, openRegistry, openRepository } from '../compose.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import { makeFolder, readText, reasonOf } from '../files.ts';
import { homeOf } from '../home.ts';
import { shellWord } from '../report/text.ts';
import { environmentMask } from '../secrets.ts';
import { rootFor, sharedIn, shownPath } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import type { RecordOptions } from './record.ts';

/** Writes a unit test of an execution, and says where. Throws `Refusal` where none can be made or written. */
export async function recordExecution(
  id: string,
  options: RecordOptions,
  terminal: Terminal,
): Promise<number> {
  if (options.case !== undefined && !/^[a-zA-Z0-9][\w-]*$/.test(options.case))
    throw new Refusal(
      `--case ${options.case}: an id has letters, digits, _ and -, and begins with a letter or digit.`,
    );
  const root = rootFor(options.repo, process.cwd());
  const repository = await openRepository(root);
  const recorded = await withExecution(id, root, (backend, execution) =>
    record(backend, execution, repository, options),
  );
  const { flow } = recorded;
  const file = options.suite === undefined ? await suiteOf(repository, flow) : resolve(options.suite);
  const written = await writeCase(file, flow, recorded.made, options);
  const shown = shownPath(file);
  terminal.out(`Recorded ${id} as the case ${written.id} of ${shown}.\n`);
  for (const note of written.notes) terminal.out(`  ${terminal.paint.yellow('note:')} ${note}\n`);
  if (!isFound(root, file))
    terminal.out(
      `  ${terminal.paint.yellow('note:')} ${shown} is not below a folder named tests of ${root}: name it to run it.\n`,
    );
  terminal.out(`Run it: tutti test ${shellWord(shown)}\n`);
  return exitCodes.ok;
}

async function record(
  backend: Backend,
  execution: Execution,
  repository: Repository,
  options: RecordOptions,
): Promise<{ made: RecordedCase; flow: Flow }> {
  const registry = await openRegistry();
  const flow = await flowOf(backend, execution, repository);
  const taskRunList = await backend.taskRuns(execution.id);
  try {
    const made = await recordCase({
      execution: { ...execution, taskRunList },
      flow,
      registry,
      files: backend.files,
      mask: environmentMask(),
      ...(options.case !== undefined && { caseId: options.case }),
    });
    return { made, flow };
  } catch (error) {
    if (error instanceof NotRecordable) throw new Refusal(`${error.message}.`, { cause: error });
    throw error;
  }
}

/** As the execution ran it; older state does not have it. */
async function flowOf(
  backend: Backend,
  { namespace, flowId, flowHash }: Execution,
  repository: Repository,
): Promise<Flow> {
  const stored = flowHash === undefined ? undefined : await backend.flow(flowHash);
  if (stored) return stored;
  const found = await repository.findFlow(namespace, flowId);
  const registry = await openRegistry();
  const { namespaces } = await sharedIn(repository, registry);
  const document = found && (await parseFlowIn(namespaces, found.source, { file: found.file, registry }));
  if (!document?.flow)
    throw new Refusal(
      `The flow ${namespace}.${flowId} of the execution is not known any more, or not valid.`,
    );
  return document.flow;
}

/** Absolute path of the suite that the flow has, or of a new one. */
async function suiteOf(repository: Repository, { namespace, id: flowId }: Flow): Promise<string> {
  const suites = (await suiteDocuments(repository)).filter((document) => {
    const identity = identityOf(document);
    return identity.namespace === namespace && identity.flowId === flowId;
  });
  const own = suites.find(({ file }) => file.split('/').at(-1) === `${flowId}.yaml`) ?? suites[0];
  return resolve(
    repository.root,
    own?.file ?? (await newSuiteFile(repository, { namespace, flowId }, flowId)),
  );
}

async function writeCase(
  file: string,
  flow: Flow,
  made: RecordedCase,
  { case: wanted, force = false }: RecordOptions,
): Promise<{ id: string; notes: string[] }> {
  const { notes } = made;
  const source = existsSync(file) ? await readText(file, shownPath(file)) : undefined;
  if (source === undefined) {
    save(file, newSuite(flow, made));
    return { id: made.written.id, notes };
  }
  const suite = writtenSuite({ source });
  if (suite['flowId'] !== flow.id || suite['namespace'] !== flow.namespace)
    throw new Refusal(
      `${shownPath(file)} is no suite of ${flow.namespace}.${flow.id}. --suite names another file.`,
    );
  // A name that nobody asked for never replaces another case.
  const id = wanted ?? freeId(made.written.id, suite['testCases']);
  try {
    save(file, appendCase(source, { ...made, written: { ...made.written, id } }, { replace: force }));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      `${shownPath(file)}: ${messageOf(error)}.${wanted === undefined ? '' : ' --force replaces it, --case names another.'}`,
      { cause: error },
    );
  }
  return { id, notes };
}

function freeId(base: string, cases: unknown): string {
  const taken = new Set(
    (Array.isArray(cases) ? (cases as ({ id?: unknown } | null)[]) : []).map((each) => String(each?.id)),
  );
  for (let count = 1; ; count++) {
    const id = count === 1 ? base : `${base}_${count}`;
    if (!taken.has(id)) return id;
  }
}

function save(file: string, text: string): void {
  try {
    makeFolder(dirname(file));
    writeFileSync(file, text);
  } catch (error) {
    throw new Refusal(`Cannot write ${shownPath(file)}: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Whether `tutti test` finds it by itself. */
function isFound(root: string, file: string): boolean {
  return file.startsWith(`${root}/`) && /\/_?tests\//.test(file.slice(root.length));
}

/** Looks for an execution in the state of the repository, then in that of pull requests that a server here ran. */
async function withExecution<T>(
  id: string,
  root: string,
  use: (backend: Backend, execution: Execution) => Promise<T>,
): Promise<T> {
  for (const open of [() => openExistingBackend(root), ...workspacesIn(homeOf(root))]) {
    const backend = await open();
    try {
      const execution = await backend?.execution(id);
      if (backend && execution) return await use(backend, execution);
    } finally {
      await backend?.close();
    }
  }
  throw new Refusal(`There is no execution ${id}. \`tutti executions list\` shows those there are.`);
}

function workspacesIn(home: string): (() => Promise<Backend>)[] {
  const folder = join(home, 'github');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((key) => join(folder, key))
    .filter((workspace) => existsSync(join(workspace, 'tutti.db')))
    .map((workspace) => async () => {
      const { openSqliteBackend } = await import('../../runner/backend/sqlite/index.ts');
      return openSqliteBackend({ home: workspace });
    });
}

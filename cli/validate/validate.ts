import { dirname, relative, resolve, sep } from 'node:path';
import type { Flow, FlowDocument, Violation } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import type { Repository } from '../../runner/repository/types.ts';
import { checkFlow, openRegistry, openRepository } from '../compose.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import { readText, statOf } from '../files.ts';
import { jsonText } from '../report/json.ts';
import { count } from '../report/text.ts';
import { violationReport } from '../report/violations.ts';
import { rootFor, shownPath } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { referenceViolations } from './references.ts';

/** Options of `tutti validate`. */
export interface ValidateOptions {
  repo?: string;
  json?: boolean;
}

/** Checks flows, prints what is wrong, and gives the exit code. Throws `Refusal` where a path cannot be read. */
export async function validate(
  paths: readonly string[],
  options: ValidateOptions,
  terminal: Terminal,
): Promise<number> {
  const files = await filesOf(paths, options.repo);
  const registry = await openRegistry();
  const documents: FlowDocument[] = [];
  for (const file of files) documents.push(await documentOf(file, registry));
  const roots = new Set(files.map(({ root }) => root));
  const violations = [
    ...documents.flatMap((document) => document.violations),
    ...(await referenceViolations(documents, [...roots], registry)),
    ...duplicates(documents),
  ];
  const isValid = violations.every(({ severity }) => severity !== 'error');
  if (options.json) terminal.out(jsonText({ valid: isValid, violations }));
  else print(documents, violations, terminal);
  return isValid ? exitCodes.ok : exitCodes.failed;
}

/** A file to check. */
interface FlowFile {
  /** Absolute. */
  path: string;
  /** Named by the command line, not found in a folder. */
  isNamed: boolean;
  /** Of the repository it belongs to. */
  root: string;
}

async function documentOf({ path, isNamed }: FlowFile, registry: Registry): Promise<FlowDocument> {
  const file = shownPath(path);
  try {
    return await checkFlow(await readText(path, file), file, registry);
  } catch (error) {
    if (isNamed || !(error instanceof Refusal)) throw error;
    // The other flows of the folder are checked all the same.
    const violation = {
      file,
      line: 1,
      column: 1,
      path: '',
      message: messageOf(error),
      severity: 'error',
    } as const;
    return { file, source: '', violations: [violation], locate: () => undefined };
  }
}

/** The flow files meant, each once. */
async function filesOf(paths: readonly string[], repo: string | undefined): Promise<FlowFile[]> {
  const root = rootFor(repo, process.cwd());
  const found = await Promise.all((paths.length === 0 ? [root] : paths).map((path) => filesAt(path, repo)));
  return [...new Map(found.flat().map((file) => [file.path, file])).values()];
}

async function filesAt(path: string, repo: string | undefined): Promise<FlowFile[]> {
  const absolute = resolve(path);
  const kind = statOf(absolute, path);
  if (!kind) throw new Refusal(`Cannot read ${path}: there is no such file or folder.`);
  if (!kind.isDirectory()) {
    return [{ path: absolute, isNamed: true, root: rootFor(repo, dirname(absolute)) }];
  }
  const repository = await openRepository(rootFor(repo, absolute));
  const flows = await flowsBelow(repository, absolute);
  if (flows.length === 0) {
    throw new Refusal(`There are no flows in ${path}. Flows are the YAML files below a folder named flows.`);
  }
  return flows.map((file) => ({ path: file, isNamed: false, root: repository.root }));
}

async function flowsBelow(repository: Repository, folder: string): Promise<string[]> {
  const below = relative(repository.root, folder);
  // A folder outside of --repo is a repository of its own.
  if (below.startsWith('..')) return flowsBelow(await openRepository(folder), folder);
  const prefix = below === '' ? '' : `${below.split(sep).join('/')}/`;
  const flows = (await repository.flowFiles()).filter((file) => file.startsWith(prefix));
  return flows.map((file) => resolve(repository.root, file));
}

/** A flow that a second file declares could not be told from the first. */
function duplicates(documents: readonly FlowDocument[]): Violation[] {
  const valid = documents.filter(
    (document): document is FlowDocument & { flow: Flow } => document.flow !== undefined,
  );
  const byName = Map.groupBy(valid, ({ flow }) => `${flow.namespace}.${flow.id}`);
  return [...byName].flatMap(([name, [first, ...others]]) =>
    others.map(({ file, locate }) => ({
      file,
      ...(locate(['id']) ?? { line: 1, column: 1 }),
      path: 'id',
      message: `the flow ${name} is declared in ${first!.file} too`,
      severity: 'error' as const,
    })),
  );
}

function print(
  documents: readonly FlowDocument[],
  violations: readonly Violation[],
  terminal: Terminal,
): void {
  const { paint, out, size, interactive } = terminal;
  const sources = new Map(documents.map(({ file, source }) => [file, source]));
  if (violations.length > 0)
    out(`${violationReport(violations, sources, paint, interactive ? size().columns : 120)}\n`);
  const errors = violations.filter(({ severity }) => severity === 'error');
  const others = violations.length - errors.length;
  const also = others === 0 ? '' : paint.dim(`, ${count(others, 'remark')}`);
  const isOrAre = documents.length === 1 ? 'is' : 'are';
  const files = new Set(errors.map(({ file }) => file)).size;
  out(
    errors.length === 0
      ? `${paint.green(`✔ ${count(documents.length, 'flow')} ${isOrAre} valid`)}${also}\n`
      : `${paint.red(`✖ ${count(errors.length, 'error')} in ${files} of ${count(documents.length, 'flow')}`)}${also}\n`,
  );
}

import { type FlowIdentity, flowIdentity } from '../../runner/repository/index.ts';
import type { Repository } from '../../runner/repository/types.ts';
import { openRegistry, openRepository } from '../compose.ts';
import { exitCodes } from '../errors.ts';
import { jsonText } from '../report/json.ts';
import { columns, count } from '../report/text.ts';
import { findTarget, parseTarget, rootFor } from '../target.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `tutti flows list` and `tutti flows graph`. */
export interface FlowsOptions {
  namespace?: string;
  repo?: string;
  ref?: string;
  json?: boolean;
}

/** Prints the flows of the repository, by namespace and id. Files that declare none are counted on stderr. */
export async function list(
  { namespace, repo, ref, json }: FlowsOptions,
  terminal: Terminal,
): Promise<number> {
  const repository = await openRepository(rootFor(repo, process.cwd()), ref);
  const files = await repository.flowFiles();
  const declared = await Promise.all(
    files.map(async (file) => {
      const identity = await identityOf(repository, file);
      return identity && { ...identity, file };
    }),
  );
  const flows = declared
    .filter((flow) => flow !== undefined)
    .filter((flow) => namespace === undefined || `${flow.namespace}.`.startsWith(`${namespace}.`))
    .sort((a, b) => a.namespace.localeCompare(b.namespace) || a.id.localeCompare(b.id));
  const { paint } = terminal;
  if (json) terminal.out(jsonText(flows));
  else if (flows.length === 0) {
    terminal.out(`No flows in ${repository.root}. Flows are the YAML files below a folder named flows.\n`);
  } else {
    const rows = flows.map((flow) => [`${flow.namespace}.${flow.id}`, flow.file]);
    terminal.out(columns(rows, (cell, column) => (column === 1 ? paint.dim(cell) : cell)));
  }
  const broken = declared.filter((flow) => flow === undefined).length;
  if (broken > 0) {
    terminal.err(
      `${terminal.errPaint.yellow('warning:')} ${count(broken, 'file')} without id and namespace; see \`tutti validate\`.\n`,
    );
  }
  return exitCodes.ok;
}

/** A link or submodule at a commit is no file that could be read. */
async function identityOf(repository: Repository, file: string): Promise<FlowIdentity | undefined> {
  const found = await repository.readFlow(file).catch((error: unknown) => {
    if (repository.commit !== undefined && repository.at) return undefined;
    throw error;
  });
  return found && flowIdentity(found.source);
}

/** Prints the graph of a flow as Mermaid text. */
export async function graph(name: string, { repo, ref }: FlowsOptions, terminal: Terminal): Promise<number> {
  const document = await parseTarget(
    await findTarget(name, repo, ref),
    await openRegistry(),
    terminal.errPaint,
  );
  const { mermaid } = await import('../../runner/flow/mermaid.ts');
  terminal.out(`${mermaid(document.flow).trimEnd()}\n`);
  return exitCodes.ok;
}

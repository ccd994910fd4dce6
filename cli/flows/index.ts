import { flowIdentity } from '../../runner/repository/index.ts';
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
  json?: boolean;
}

/** Prints the flows of the repository, by namespace and id. Files that declare none are counted on stderr. */
export async function list({ namespace, repo, json }: FlowsOptions, terminal: Terminal): Promise<number> {
  const repository = await openRepository(rootFor(repo, process.cwd()));
  const files = await repository.flowFiles();
  const declared = await Promise.all(
    files.map(async (file) => {
      const identity = await flowIdentity((await repository.readFlow(file)).source);
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

/** Prints the graph of a flow as Mermaid text. */
export async function graph(name: string, { repo }: FlowsOptions, terminal: Terminal): Promise<number> {
  const document = await parseTarget(await findTarget(name, repo), await openRegistry(), terminal.errPaint);
  const { mermaid } = await import('../../runner/flow/mermaid.ts');
  terminal.out(`${mermaid(document.flow).trimEnd()}\n`);
  return exitCodes.ok;
}

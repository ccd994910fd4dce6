import type { Command } from 'commander';
import type { FlowsOptions } from '../flows/index.ts';
import type { CommandContext } from '../program.ts';

/** `tutti flows`: the flows of a repository. */
export function declareFlows(program: Command, { terminal, finish, examples }: CommandContext): void {
  const flows = program.command('flows').description('Shows the flows of the repository.');

  flows
    .command('list')
    .summary('list flows')
    .description('Lists the flows of the repository: every YAML file below a folder named flows.')
    .option('--namespace <namespace>', 'of this namespace and those below it')
    .option('--repo <dir>', 'root of the repository (default: the one around the current folder)')
    .option('--ref <ref>', 'as committed at this branch, tag or SHA')
    .option('--json', 'print a JSON array of {namespace, id, file}')
    .addHelpText('after', () =>
      examples([['tutti flows list --namespace company', 'of company, company.team …']]),
    )
    .action(async (options: FlowsOptions) => {
      const { list } = await import('../flows/index.ts');
      finish(await list(options, terminal));
    });

  flows
    .command('graph')
    .summary('print the graph of a flow')
    .description('Prints the graph of a flow as Mermaid text, which GitHub and many editors draw.')
    .argument('<flow>', 'a flow file, or NAMESPACE.FLOW')
    .option('--repo <dir>', 'root of the repository (default: the one around the flow file)')
    .option('--ref <ref>', 'as committed at this branch, tag or SHA')
    .addHelpText('after', () => examples([['tutti flows graph flows/hello.yaml > hello.mmd', 'into a file']]))
    .action(async (flow: string, options: FlowsOptions) => {
      const { graph } = await import('../flows/index.ts');
      finish(await graph(flow, options, terminal));
    });
}

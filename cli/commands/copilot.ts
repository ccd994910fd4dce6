import type { Command } from 'commander';
import type { CopilotOptions } from '../copilot/change.ts';
import type { CommandContext } from '../program.ts';

/** `tutti copilot`: a sentence becomes a change of a flow (surfaces §4). */
export function declareCopilot(program: Command, { terminal, finish, examples }: CommandContext): void {
  program
    .command('copilot')
    .summary('write or change a flow by a sentence')
    .description(
      'Asks a model for a new flow, or a change of one, and shows it as a diff. What is\n' +
        'shown is valid, and passes its tests. Nothing is written before you say so.\n\n' +
        'A model has to be configured, such as by OPENAI_API_KEY: docs/copilot.md.\n\n' +
        'Exit code: 0 when there is a proposal, 1 when there is none, 2 when no model is\n' +
        'configured or the command line is wrong.',
    )
    .argument('<prompt>', 'what is wanted, in a sentence or two')
    .option('--flow <flow>', 'the flow to change: a file, or NAMESPACE.FLOW (default: a new one)')
    .option('--namespace <namespace>', 'namespace of a new flow (default: the one that most flows have)')
    .option('--test', 'write unit tests too, and run them')
    .option('--execution <id>', 'repair the flow of this execution: its failure goes along')
    .option('--apply', 'write without asking')
    .option('--json', 'print the proposal as one JSON object')
    .option('--provider <name>', 'whose model is asked (also TUTTI_COPILOT_PROVIDER)')
    .option('--model <name>', 'which one (also TUTTI_COPILOT_MODEL)')
    .option('--repo <dir>', 'root of the repository (default: the one around the current folder)')
    .addHelpText('after', () =>
      examples([
        ['tutti copilot "download a CSV every morning and count its rows"', 'a new flow'],
        ['tutti copilot "retry the request three times" --flow flows/orders.yaml', 'a change'],
        ['tutti copilot "test the branch without rows" --flow shop.orders --test', 'with unit tests'],
        ['tutti copilot "why does it fail? repair it" --execution 5fGsN0qVnYjKd2XbCw1rTz', 'a repair'],
      ]),
    )
    .action(async (prompt: string, options: CopilotOptions) => {
      const { changeFlow } = await import('../copilot/change.ts');
      finish(await changeFlow(prompt, options, terminal));
    });
}

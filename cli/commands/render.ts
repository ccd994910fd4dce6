import type { Command } from 'commander';
import { collectPairs } from '../options.ts';
import type { CommandContext } from '../program.ts';
import type { RenderOptions } from '../render/renderExpression.ts';

/** `tutti render`: evaluates an expression. */
export function declareRender(program: Command, { terminal, finish, examples }: CommandContext): void {
  program
    .command('render')
    .summary('evaluate an expression')
    .description(
      'Evaluates an expression with the variables of an execution, or of a flow that would start now.\n' +
        'Secrets are masked.',
    )
    .argument('<expression>', 'text with {{ … }}')
    .option('--execution <id>', 'with the variables of this execution')
    .option('--flow <flow>', 'with the variables of this flow: a file, or NAMESPACE.FLOW')
    .option('-i, --input <key=value>', 'an input of the flow, may be repeated', collectPairs)
    .option('--inputs <file.json>', 'inputs as a JSON object; -i wins')
    .option('--repo <dir>', 'root of the repository (default: the one around the flow file)')
    .option('--json', 'print {"result", "reads"} as one JSON object; a lone expression keeps its type')
    .addHelpText('after', () =>
      examples([
        ["tutti render '{{ inputs.name | upper }}' --flow flows/hello.yaml -i name=Ada", 'before it runs'],
        ["tutti render '{{ outputs.load.uri }}' --execution 5fGsN0qVnYjKd2XbCw1rTz", 'after it ran'],
      ]),
    )
    .action(async (expression: string, options: RenderOptions) => {
      const { renderExpression } = await import('../render/renderExpression.ts');
      finish(await renderExpression(expression, options, terminal));
    });
}

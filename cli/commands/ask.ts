import type { Command } from 'commander';
import type { AskOptions } from '../ask/ask.ts';
import { parseCount } from '../options.ts';
import type { CommandContext } from '../program.ts';

/** `tutti ask`: answers questions from the documentation (surfaces §6). */
export function declareAsk(program: Command, { terminal, finish, examples }: CommandContext): void {
  program
    .command('ask')
    .summary('answer a question from the documentation')
    .description(
      'Finds what the documentation says about a question. With a model (docs/copilot.md)\n' +
        'it answers from these passages and cites them; without one it shows the passages.\n\n' +
        'Exit code: 0 when something was found, 1 when nothing was, 2 for bad usage.',
    )
    .argument('<question>', 'in words, such as "how do I retry a task?"')
    .option('--limit <number>', 'passages at most', parseCount, 5)
    .option('--no-model', 'only the passages, whatever is configured')
    .option('--json', 'print {"text", "sources"} as one JSON object')
    .addHelpText('after', () =>
      examples([
        ['tutti ask "how do I run a flow every weekday?"', 'an answer, or passages'],
        ['tutti ask "loop over a list" --no-model --limit 3', 'the three best passages'],
      ]),
    )
    .action(async (question: string, options: AskOptions) => {
      const { askDocs } = await import('../ask/ask.ts');
      finish(await askDocs(question, options, terminal));
    });
}

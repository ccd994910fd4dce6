import { type Command, Option } from 'commander';
import { collectPairs, parseLevel } from '../options.ts';
import type { CommandContext } from '../program.ts';
import type { PlayOptions } from '../run/playFlow.ts';

/** `tutti playground`: runs a flow task by task. */
export function declarePlayground(program: Command, { terminal, finish, examples }: CommandContext): void {
  program
    .command('playground')
    .summary('run one task of a flow with what is known of those before it')
    .description(
      'Runs a flow task by task, apart from the history. What tasks before it gave in one of the last ten runs is\n' +
        're-used where they and what they read have not changed.\n\n' +
        'Exit codes as those of `tutti run`.',
    )
    .argument('<flow>', 'a flow file, or NAMESPACE.FLOW')
    .addOption(
      new Option('--task <id>', 'run this task, or `task.value` for one value of a loop').conflicts([
        'to',
        'from',
      ]),
    )
    .addOption(
      new Option('--to <id>', 'run the flow as far as this task, which may be re-used too').conflicts('from'),
    )
    .option('--from <id>', 'run this task and everything after it')
    .option('--fresh', 're-use nothing')
    .option(
      '-i, --input <key=value>',
      'an input, may be repeated; one that is required and missing is as in the last run',
      collectPairs,
    )
    .option('--inputs <file.json>', 'inputs as a JSON object; -i wins')
    .option('--repo <dir>', 'root of the repository (default: the one around the flow file)')
    .option('--ref <ref>', 'as committed at this branch, tag or SHA')
    .option('--json', 'print the ended execution as one JSON object; logs go to stderr')
    .option('--log-level <level>', 'least level that is shown: TRACE, DEBUG, INFO, WARN, ERROR', parseLevel)
    .addHelpText('after', () =>
      examples([
        ['tutti playground flows/etl.yaml --task transform', 'one task, with what is known before it'],
        ['tutti playground flows/etl.yaml --from transform', 'and everything after it'],
        ['tutti playground company.etl --task load.eu --fresh', 'one value of a loop, nothing re-used'],
      ]),
    )
    .action(async (flow: string, _: PlayOptions, command: Command) => {
      const { playFlow } = await import('../run/playFlow.ts');
      finish(await playFlow(flow, command.optsWithGlobals<PlayOptions>(), terminal));
    });
}

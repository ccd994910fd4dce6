import type { Command } from 'commander';
import { collect, collectLabels, collectPairs, parseLevel } from '../options.ts';
import type { CommandContext } from '../program.ts';
import type { RunOptions } from '../run/runFlow.ts';

/** `tutti run`: executes a flow and waits for its end. */
export function declareRun(program: Command, { terminal, finish, examples }: CommandContext): void {
  program
    .command('run')
    .summary('run a flow and wait for its end')
    .description(
      'Runs a flow and waits for its end.\n\n' +
        'Exit code: 0 when it ended in SUCCESS or WARNING, 1 when it ended otherwise,\n' +
        '2 when nothing was executed: invalid flow or inputs, bad usage, unreadable file.\n' +
        'Ctrl-C kills the execution; a second one ends at once.',
    )
    .argument('<flow>', 'a flow file, or NAMESPACE.FLOW')
    .option(
      '-i, --input <key=value>',
      'an input, may be repeated; for files: key=path or key=@path',
      collectPairs,
    )
    .option('--inputs <file.json>', 'inputs as a JSON object; -i wins')
    .option('--label <key=value>', 'a label of the execution, may be repeated', collectLabels)
    .option(
      '--breakpoint <task>',
      'stop before this task, or before `task.value` in a loop; may be repeated',
      collect,
    )
    .option('--repo <dir>', 'root of the repository (default: the one around the flow file)')
    .option('--ref <ref>', 'as committed at this branch, tag or SHA, subflows and namespace files included')
    .option('--json', 'print the ended execution as one JSON object; logs go to stderr')
    .option(
      '--log-level <level>',
      'least level that is kept and shown: TRACE, DEBUG, INFO, WARN, ERROR',
      parseLevel,
    )
    .addHelpText('after', () =>
      examples([
        ['tutti run flows/hello.yaml', 'a file'],
        ['tutti run company.team.hello -i name=Ada -i count=3', 'by name, with inputs'],
        ['tutti run flows/import.yaml -i data=@orders.csv', 'with a file'],
        ['tutti run flows/hello.yaml --json | jq .outputs', 'for a program'],
      ]),
    )
    .action(async (flow: string, _: RunOptions, command: Command) => {
      const { runFlow } = await import('../run/runFlow.ts');
      // `--verbose` is an option of every command.
      finish(await runFlow(flow, command.optsWithGlobals<RunOptions>(), terminal));
    });
}

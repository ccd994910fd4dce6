import type { Command } from 'commander';
import type { ListOptions, LogsOptions, ShowOptions } from '../executions/index.ts';
import type { PurgeOptions } from '../executions/purge.ts';
import { collect, collectPairs, parseAge, parseCount, parseLevel } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { declareOperations } from './operations.ts';

/** `tutti executions`: what ran, and what may be asked of it. */
export function declareExecutions(program: Command, context: CommandContext): void {
  const { terminal, finish, examples } = context;
  const executions = program
    .command('executions')
    .description('Shows what ran, ends it, lets it go on or run again.');

  executions
    .command('list')
    .summary('list executions, newest first')
    .description('Lists executions, newest first.')
    .option('--namespace <namespace>', 'of this namespace')
    .option('--flow <id>', 'of the flow with this id')
    .option('--state <state>', 'in this state, may be repeated', collect)
    .option('--label <key=value>', 'with this label, may be repeated', collectPairs)
    .option('--limit <count>', 'at most so many', parseCount, 25)
    .option('--repo <dir>', 'root of the repository (default: the one around the current folder)')
    .option('--json', 'print {"total", "results"} as one JSON object')
    .addHelpText('after', () =>
      examples([
        ['tutti executions list --state FAILED --limit 5', 'the last failures'],
        ['tutti executions list --namespace company.team --flow hello', 'of one flow'],
      ]),
    )
    .action(async (options: ListOptions) => {
      const { list } = await import('../executions/index.ts');
      finish(await list(options, terminal));
    });

  executions
    .command('show')
    .summary('show an execution with its task runs')
    .description('Shows an execution: its task runs, its outputs, what failed.')
    .argument('<id>', 'id of the execution')
    .option('--repo <dir>', 'root of the repository (default: the one around the current folder)')
    .option('--json', 'print the execution as one JSON object')
    .addHelpText('after', () =>
      examples([['tutti executions show 5fGsN0qVnYjKd2XbCw1rTz --json', 'for a program']]),
    )
    .action(async (id: string, options: ShowOptions) => {
      const { show } = await import('../executions/index.ts');
      finish(await show(id, options, terminal));
    });

  executions
    .command('logs')
    .summary('print the log of an execution')
    .description('Prints the log of an execution.')
    .argument('<id>', 'id of the execution')
    .option('--level <level>', 'least level: TRACE, DEBUG, INFO, WARN, ERROR', parseLevel)
    .option('--task <id>', 'only of this task')
    .option('--follow', 'go on printing until the execution ended')
    .option('--repo <dir>', 'root of the repository (default: the one around the current folder)')
    .option('--json', 'print a JSON object a line')
    .addHelpText('after', () =>
      examples([['tutti executions logs 5fGsN0qVnYjKd2XbCw1rTz --level ERROR', 'only what went wrong']]),
    )
    .action(async (id: string, options: LogsOptions) => {
      const { logs } = await import('../executions/index.ts');
      finish(await logs(id, options, terminal));
    });

  executions
    .command('purge')
    .summary('delete executions that ended long ago')
    .description(
      'Deletes executions that ended long ago, with their task runs, logs, metrics and files, and gives the space\n' +
        'back to the disk. One stays that an execution needs which has not ended.',
    )
    .option('--older-than <duration>', 'that ended so long ago (ISO 8601; default: P90D)', parseAge)
    .option('--namespace <namespace>', 'of this namespace or, without --flow, one below it')
    .option('--flow <id>', 'of the flow with this id')
    .option('--state <state>', 'that ended in this state, may be repeated', collect)
    .option('--dry-run', 'only say how many there are')
    .option('--repo <dir>', 'root of the repository (default: the one around the current folder)')
    .option('--json', 'print what was deleted as one JSON object')
    .addHelpText('after', () =>
      examples([
        ['tutti executions purge --older-than P30D --state SUCCESS', 'keep failures longer'],
        ['tutti executions purge --dry-run', 'how many are older than 90 days'],
      ]),
    )
    .action(async (options: PurgeOptions) => {
      const { purge } = await import('../executions/purge.ts');
      finish(await purge(options, terminal));
    });

  declareOperations(executions, context);
}

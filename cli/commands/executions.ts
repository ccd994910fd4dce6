import type { Command } from 'commander';
import type { ListOptions, LogsOptions, ShowOptions } from '../executions/index.ts';
import type { OperateOptions } from '../executions/operate.ts';
import { collect, collectPairs, parseCount, parseLevel } from '../options.ts';
import type { CommandContext } from '../program.ts';

/** `tutti executions`: what ran, and what may be asked of it. */
export function declareExecutions(program: Command, { terminal, finish, examples }: CommandContext): void {
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

  const repoOption = [
    '--repo <dir>',
    'root of the repository (default: the one around the current folder)',
  ] as const;

  executions
    .command('kill')
    .summary('end an execution')
    .description('Ends an execution: its running tasks are interrupted, and so are its subflows.')
    .argument('<id>', 'id of the execution')
    .option(...repoOption)
    .addHelpText('after', () =>
      examples([['tutti executions kill 5fGsN0qVnYjKd2XbCw1rTz', 'whichever process runs it']]),
    )
    .action(async (id: string, options: OperateOptions) => {
      const { ask } = await import('../executions/operate.ts');
      finish(await ask(id, { type: 'kill' }, options, terminal));
    });

  executions
    .command('pause')
    .summary('start nothing new of an execution')
    .description('Pauses an execution: tasks that run go on, nothing new starts until it is resumed.')
    .argument('<id>', 'id of the execution')
    .option(...repoOption)
    .action(async (id: string, options: OperateOptions) => {
      const { ask } = await import('../executions/operate.ts');
      finish(await ask(id, { type: 'pause' }, options, terminal));
    });

  executions
    .command('resume')
    .summary('let a paused execution go on')
    .description('Lets a paused execution go on, with values for the inputs that its Pause task asks for.')
    .argument('<id>', 'id of the execution')
    .option('-i, --input <key=value>', 'an input of onResume, may be repeated', collectPairs)
    .option('--inputs <file>', 'a JSON file of inputs')
    .option(...repoOption)
    .option('--json', 'print the execution as one JSON object where this command drives it to its end')
    .addHelpText('after', () =>
      examples([['tutti executions resume 5fGsN0qVnYjKd2XbCw1rTz -i approved=true', 'an approval']]),
    )
    .action(async (id: string, options: OperateOptions) => {
      const { ask } = await import('../executions/operate.ts');
      finish(await ask(id, { type: 'resume' }, options, terminal));
    });

  executions
    .command('restart')
    .summary('go on from the failed tasks')
    .description('Lets an ended execution go on from its failed task runs; what had ended well is kept.')
    .argument('<id>', 'id of the execution')
    .option(...repoOption)
    .option('--json', 'print the execution as one JSON object')
    .addHelpText('after', () =>
      examples([['tutti executions restart 5fGsN0qVnYjKd2XbCw1rTz', 'after a repair']]),
    )
    .action(async (id: string, options: OperateOptions) => {
      const { restart } = await import('../executions/operate.ts');
      finish(await restart(id, options, terminal));
    });

  executions
    .command('replay')
    .summary('run an execution again as a new one')
    .description('Makes a new execution that repeats one, from its start or from one of its tasks on.')
    .argument('<id>', 'id of the execution')
    .argument('[task]', 'from this task on: its id, `id[value]` in a loop, or the id of the task run')
    .option('-i, --input <key=value>', 'an input in place of the old ones, may be repeated', collectPairs)
    .option('--inputs <file>', 'a JSON file of inputs in place of the old ones')
    .option(...repoOption)
    .option('--json', 'print the new execution as one JSON object')
    .addHelpText('after', () =>
      examples([['tutti executions replay 5fGsN0qVnYjKd2XbCw1rTz transform', 'from the task transform on']]),
    )
    .action(async (id: string, task: string | undefined, options: OperateOptions) => {
      const { replay } = await import('../executions/operate.ts');
      finish(await replay(id, task, options, terminal));
    });
}

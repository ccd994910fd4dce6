import { type Command, Option } from 'commander';
import type { OperateOptions } from '../executions/operate.ts';
import { collect, collectPairs } from '../options.ts';
import type { CommandContext } from '../program.ts';

/** The commands of `tutti executions` that change an execution (flow-language §7.8–7.12). */
export function declareOperations(executions: Command, { terminal, finish, examples }: CommandContext): void {
  const repoOption = [
    '--repo <dir>',
    'root of the repository (default: the one around the current folder)',
  ] as const;

  executions
    .command('kill')
    .summary('end an execution')
    .description('Ends an execution: its running tasks are interrupted, and so are its subflows.')
    .argument('<id>', 'id of the execution')
    .option('--no-cascade', 'let its subflows go on')
    .option(...repoOption)
    .addHelpText('after', () =>
      examples([['tutti executions kill 5fGsN0qVnYjKd2XbCw1rTz', 'whichever process runs it']]),
    )
    .action(async (id: string, options: OperateOptions & { cascade: boolean }) => {
      const { ask } = await import('../executions/operate.ts');
      finish(await ask(id, { type: 'kill', ...(!options.cascade && { cascade: false }) }, options, terminal));
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
    .description(
      'Lets a paused execution go on, with values for the inputs that its Pause task asks for,\nor one that stopped at a breakpoint.',
    )
    .argument('<id>', 'id of the execution')
    .option('-i, --input <key=value>', 'an input of onResume, may be repeated', collectPairs)
    .option('--inputs <file>', 'a JSON file of inputs')
    .option(
      '--breakpoint <task>',
      'stop before this task, or before `task.value` in a loop; may be repeated',
      collect,
    )
    .option(...repoOption)
    .option('--json', 'print the execution as one JSON object where this command drives it to its end')
    .addHelpText('after', () =>
      examples([['tutti executions resume 5fGsN0qVnYjKd2XbCw1rTz -i approved=true', 'an approval']]),
    )
    .action(async (id: string, options: OperateOptions) => {
      const { resume } = await import('../executions/operate.ts');
      finish(await resume(id, options, terminal));
    });

  executions
    .command('restart')
    .summary('go on from the failed tasks')
    .description('Lets an ended execution go on from its failed task runs; what had ended well is kept.')
    .argument('<id>', 'id of the execution')
    .option('--latest', 'as a new execution, with the flow as it is in the repository now')
    .option(
      '--breakpoint <task>',
      'stop before this task, or before `task.value` in a loop; may be repeated',
      collect,
    )
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
    .option('--latest', 'with the flow as it is in the repository now')
    .option(
      '--breakpoint <task>',
      'stop before this task, or before `task.value` in a loop; may be repeated',
      collect,
    )
    .option(...repoOption)
    .option('--json', 'print the new execution as one JSON object')
    .addHelpText('after', () =>
      examples([['tutti executions replay 5fGsN0qVnYjKd2XbCw1rTz transform', 'from the task transform on']]),
    )
    .action(async (id: string, task: string | undefined, options: OperateOptions) => {
      const { replay } = await import('../executions/operate.ts');
      finish(await replay(id, task, options, terminal));
    });

  executions
    .command('force-run')
    .summary('begin now, without a slot or before the date')
    .description(
      'Lets an execution begin that waits for a slot of its flow or for its date, and a paused one go on.',
    )
    .argument('<id>', 'id of the execution')
    .option(...repoOption)
    .action(async (id: string, options: OperateOptions) => {
      const { ask } = await import('../executions/operate.ts');
      finish(await ask(id, { type: 'forceRun' }, options, terminal));
    });

  executions
    .command('unqueue')
    .summary('take an execution out of the queue of its flow')
    .description('Lets a queued execution begin without a slot of its flow, or ends it.')
    .argument('<id>', 'id of the execution')
    .addOption(
      new Option('--state <state>', 'what becomes of it')
        .choices(['RUNNING', 'CANCELLED', 'FAILED'])
        .default('RUNNING'),
    )
    .option(...repoOption)
    .action(async (id: string, options: OperateOptions & { state: 'RUNNING' | 'CANCELLED' | 'FAILED' }) => {
      const { ask } = await import('../executions/operate.ts');
      finish(await ask(id, { type: 'unqueue', state: options.state }, options, terminal));
    });

  executions
    .command('state')
    .summary('give a task another end, and go on from there')
    .description(
      'Gives a task run of an ended execution, or a pause, another end; the execution goes on from there.',
    )
    .argument('<id>', 'id of the execution')
    .argument('<task>', 'the task: its id, `id[value]` in a loop, or the id of the task run')
    .argument('<state>', 'SUCCESS, WARNING, FAILED, KILLED or CANCELLED')
    .option(...repoOption)
    .option('--json', 'print the execution as one JSON object')
    .addHelpText('after', () =>
      examples([['tutti executions state 5fGsN0qVnYjKd2XbCw1rTz load SUCCESS', 'it was done by hand']]),
    )
    .action(async (id: string, task: string, state: string, options: OperateOptions) => {
      const { changeState } = await import('../executions/operate.ts');
      finish(await changeState(id, task, state, options, terminal));
    });

  executions
    .command('status')
    .summary('give an ended execution another end')
    .description('Gives an ended execution another end; nothing of it runs again.')
    .argument('<id>', 'id of the execution')
    .argument('<state>', 'SUCCESS, WARNING, FAILED, KILLED, CANCELLED …')
    .option(...repoOption)
    .action(async (id: string, state: string, options: OperateOptions) => {
      const { changeStatus } = await import('../executions/operate.ts');
      finish(await changeStatus(id, state, options, terminal));
    });

  executions
    .command('labels')
    .summary('replace the labels of an ended execution')
    .description('Replaces the labels of an ended execution; those that begin with `system.` stay.')
    .argument('<id>', 'id of the execution')
    .argument('[labels...]', 'the labels, each as key=value')
    .option(...repoOption)
    .action(async (id: string, labels: string[], options: OperateOptions) => {
      const { setLabels } = await import('../executions/operate.ts');
      const pairs = labels.reduce<Record<string, string>>((all, text) => collectPairs(text, all), {});
      finish(await setLabels(id, pairs, options, terminal));
    });

  executions
    .command('delete')
    .summary('delete an ended execution')
    .description('Deletes an ended execution with its task runs, its log and its files.')
    .argument('<id>', 'id of the execution')
    .option(...repoOption)
    .action(async (id: string, options: OperateOptions) => {
      const { deleteExecution } = await import('../executions/operate.ts');
      finish(await deleteExecution(id, options, terminal));
    });
}

import type { Command } from 'commander';
import type { CommandContext } from '../program.ts';

/** Options of `tutti test record`. */
export interface RecordOptions {
  suite?: string;
  case?: string;
  force?: boolean;
  repo?: string;
}

/** `tutti test record`: makes a unit test of an execution. */
export function declareRecord(test: Command, { terminal, finish, examples }: CommandContext): void {
  test
    .command('record')
    .summary('make a unit test of an execution')
    .description(
      'Writes a unit test that gives what an execution was given, gives what its tasks with outside effects gave,\n' +
        'and asserts what came of it. Secrets are left out. Where the flow has a suite already, it gets a further case.',
    )
    .argument(
      '<execution>',
      'id of an execution that has ended; `tutti executions list` shows those there are',
    )
    .option('--suite <file>', 'write to this file (default: tests/FLOW.yaml beside the flows)')
    .option('--case <id>', 'id of the case (default: by how the execution ended)')
    .option('--force', 'replace the case of this id where there is one')
    .option('--repo <dir>', 'root of the repository (default: the one around the current folder)')
    .addHelpText('after', () =>
      examples([
        ['tutti test record 5fGsN0qVnYjKd2XbCw1rTz', 'a further case of the suite of its flow'],
        ['tutti test record 5fGsN0qVnYjKd2XbCw1rTz --case no_orders', 'with a name'],
      ]),
    )
    .action(async (execution: string, own: RecordOptions, command: Command) => {
      const { recordExecution } = await import('./recordExecution.ts');
      // `tutti test` has some of the options too, and takes them first.
      finish(
        await recordExecution(execution, { ...command.optsWithGlobals<RecordOptions>(), ...own }, terminal),
      );
    });
}

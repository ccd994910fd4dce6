import { type Command, Option } from 'commander';
import { parsePercent } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { reporters, type TestOptions } from '../test/options.ts';
import { declareRecord } from '../test/record.ts';

/** `tutti test`: runs unit tests of flows (surfaces §1). */
export function declareTest(program: Command, context: CommandContext): void {
  const { terminal, finish, examples } = context;
  const test = program
    .command('test')
    .summary('run unit tests of flows')
    .description(
      'Runs unit tests of flows: YAML files below a folder named tests.\n' +
        'Nothing is kept of their executions.\n\n' +
        'Exit code: 0 when all passed or were skipped, 1 when some failed or the coverage\n' +
        'is below the threshold, 2 when a suite or its flow is not valid, there are none,\n' +
        'or the command line is wrong.',
    )
    .argument('[path...]', 'suites, folders, or flows, whose suites are meant (default: every suite)')
    .option('--filter <text>', 'only what is named so: SUITE, SUITE/CASE or NAMESPACE.FLOW, a part or a glob')
    .addOption(new Option('--reporter <name>', 'how to tell of it').choices(reporters).default('pretty'))
    .option('--output <file>', 'write what the reporter says to this file; the terminal then shows `pretty`')
    .option('--json', 'the same as --reporter json')
    .option('--coverage', 'show what of the flows was run')
    .option('--coverage-threshold <percent>', 'fail when less of the flows was run', parsePercent)
    .option('--coverage-threshold-flow <percent>', 'fail when less of any one flow was run', parsePercent)
    .option('--coverage-file <file>', 'write the coverage to this file: as lcov (.info), else as JSON')
    .option('--bail', 'stop after the first suite that fails')
    .option('--watch', 'run again what a change of a flow, suite or namespace file affects')
    .option('--repo <dir>', 'root of the repository (default: the one around the first path)')
    .option(
      '--ref <ref>',
      'what is committed at this branch, tag or SHA; paths are then those in the repository',
    )
    .addHelpText('after', () =>
      examples([
        ['tutti test', 'every suite of the repository'],
        ['tutti test flows/orders.yaml', 'the suites of a flow'],
        ['tutti test --filter orders_suite/happy_path', 'one case'],
        ['tutti test --reporter junit --output junit.xml', 'for CI'],
        ['tutti test --coverage --coverage-threshold 80', 'at least 80 % of the flows'],
        ['tutti test --watch', 'while writing a flow'],
      ]),
    )
    .action(async (paths: string[], options: TestOptions) => {
      const { testFlows } = await import('../test/testFlows.ts');
      finish(await testFlows(paths, options, terminal));
    });
  declareRecord(test, context);
}

import type { Command } from 'commander';
import type { CommandContext } from '../program.ts';
import type { ValidateOptions } from '../validate/validate.ts';

/** `tutti validate`: checks flows without running them. */
export function declareValidate(program: Command, { terminal, finish, examples }: CommandContext): void {
  program
    .command('validate')
    .summary('check flows and their unit tests')
    .description(
      'Checks flows and their unit tests without running them.\n\n' +
        'Exit code: 0 when all are valid, 1 when there are violations, 2 for bad usage or unreadable paths.',
    )
    .argument('[path...]', 'flow files, files of unit tests, or folders (default: all of the repository)')
    .option('--repo <dir>', 'root of the repository (default: the one around the current folder)')
    .option(
      '--ref <ref>',
      'what is committed at this branch, tag or SHA; paths are then those in the repository',
    )
    .option('--json', 'print {"valid", "violations"} as one JSON object')
    .addHelpText('after', () =>
      examples([
        ['tutti validate', 'every flow and unit test of the repository'],
        ['tutti validate --ref main', 'what is committed on main'],
        ['tutti validate flows/hello.yaml company.team/', 'a file and a folder'],
      ]),
    )
    .action(async (paths: string[], options: ValidateOptions) => {
      const { validate } = await import('../validate/validate.ts');
      finish(await validate(paths, options, terminal));
    });
}

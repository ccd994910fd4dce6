import type { Command } from 'commander';
import type { SetupCommandOptions } from '../github/setup.ts';
import { parsePort } from '../options.ts';
import type { CommandContext } from '../program.ts';

/** `tutti github`: the GitHub App. */
export function declareGitHub(program: Command, { finish, examples, terminal }: CommandContext): void {
  const github = program.command('github').summary('set up the GitHub App').description('The GitHub App.');
  github
    .command('setup')
    .summary('create the GitHub App in one click')
    .description(
      'Serves a page on this machine with one button: GitHub creates the App from its manifest and sends the browser\n' +
        'back. Credentials go to github.env in the folder of the state, readable by nobody else; `tutti serve` finds\n' +
        'them there. docs/github/install.md tells the whole way.',
    )
    .requiredOption('--url <url>', 'where GitHub reaches this server, such as https://tutti.example.com')
    .option('--name <name>', 'name of the App, unique on GitHub', 'Tutti')
    .option('--org <organization>', 'organisation that owns the App (default: whoever creates it)')
    .option('--public', 'let others install it')
    .option(
      '--base-url <url>',
      'REST API, such as https://github.example.com/api/v3 of a GitHub Enterprise Server',
      'https://api.github.com',
    )
    .option('--port <number>', 'port of the page (0: any that is free)', parsePort, 0)
    .option('--repo <dir>', 'root of the repository whose state it is (default: around the current folder)')
    .option('--force', 'replace credentials that are there')
    .addHelpText('after', () =>
      examples([
        ['tutti github setup --url https://tutti.example.com', 'an App of your own'],
        ['tutti github setup --url https://tutti.example.com --org acme', 'an App of an organisation'],
      ]),
    )
    .action(async (options: SetupCommandOptions) => {
      const { setUpGitHub } = await import('../github/setup.ts');
      finish(await setUpGitHub(options, terminal));
    });
}

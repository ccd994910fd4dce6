import type { Command } from 'commander';
import { parsePort } from '../options.ts';
import type { CommandContext } from '../program.ts';
import type { ServeOptions } from '../serve/serve.ts';

/** `tutti serve`: triggers, engine, workers and API in one process. */
export function declareServe(program: Command, { finish, examples }: CommandContext): void {
  program
    .command('serve')
    .summary('serve a repository: triggers, executions, REST API')
    .description(
      'Serves the flows of a folder in one process: evaluates their triggers, runs executions, and answers\n' +
        'the REST API of Kestra 1.0 below /api/v1. Changed files are noticed within a second.\n\n' +
        'What was not finished when the server ended goes on at the next start.\n' +
        'SIGTERM or Ctrl-C: no trigger fires any more, running tasks get their grace; a second one ends at once.\n\n' +
        'With --ref it serves a commit rather than the folder: that which a branch or tag names, of this repository or\n' +
        'of the one at --remote. New commits are noticed, and run at once; executions stay on theirs.\n\n' +
        'Configuration: tutti.yaml in the root of the repository, or --config; environment variables win over it,\n' +
        'options over both. docs/serve.md describes every property.\n' +
        '  TUTTI_HOST, TUTTI_PORT          where to listen\n' +
        '  TUTTI_URL                       where clients reach the server, for links\n' +
        '  TUTTI_USERNAME, TUTTI_PASSWORD  who may log in\n' +
        '  TUTTI_TOKENS                    API tokens, separated by commas\n' +
        '  TUTTI_GIT_URL, TUTTI_GIT_REF    the remote and the ref to serve\n' +
        '  TUTTI_GIT_USERNAME, TUTTI_GIT_TOKEN  who fetches from the remote\n' +
        '  TUTTI_GRACE                     time for running tasks at the end, such as PT30S\n' +
        '  TUTTI_LOG_LEVEL                 trace, debug, info, warn, error\n\n' +
        'With the credentials of a GitHub App it serves every repository that the App is installed on, and needs no\n' +
        'repository of its own: docs/github/install.md.\n' +
        '  TUTTI_GITHUB_APP_ID, TUTTI_GITHUB_PRIVATE_KEY or TUTTI_GITHUB_PRIVATE_KEY_FILE,\n' +
        '  TUTTI_GITHUB_WEBHOOK_SECRET, TUTTI_GITHUB_BASE_URL\n\n' +
        'Without credentials it listens at addresses of this machine only.\n\n' +
        'Besides the API: /health, /health/liveness, /health/readiness, /metrics (Prometheus).',
    )
    .option('--repo <dir>', 'root of the repository (default: the one around the current folder)')
    .option('--ref <ref>', 'serve the commit of this branch, tag or SHA, and follow it')
    .option('--remote <url>', 'of the Git repository at this http, https or file URL, or path')
    .option('--config <file>', 'the configuration (default: tutti.yaml in the root)')
    .option('--host <address>', 'address to listen at (default: 127.0.0.1)')
    .option('--port <number>', 'port to listen at (default: 8080; 0: any that is free)', parsePort)
    .addHelpText('after', () =>
      examples([
        ['tutti serve', 'the repository around the current folder'],
        ['tutti serve --port 0', 'at any port that is free'],
        ['tutti serve --ref main', 'what is committed on main, not what lies in the folder'],
        ['TUTTI_TOKENS=… tutti serve --host 0.0.0.0', 'for other machines'],
      ]),
    )
    .action(async (options: ServeOptions) => {
      const { serve } = await import('../serve/serve.ts');
      finish(await serve(options));
    });
}

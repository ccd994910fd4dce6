import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { declareAsk } from './commands/ask.ts';
import { declareCopilot } from './commands/copilot.ts';
import { declareExecutions } from './commands/executions.ts';
import { declareFlows } from './commands/flows.ts';
import { declareGitHub } from './commands/github.ts';
import { declarePlayground } from './commands/playground.ts';
import { declarePlugins } from './commands/plugins.ts';
import { declareRender } from './commands/render.ts';
import { declareRun } from './commands/run.ts';
import { declareServe } from './commands/serve.ts';
import { declareTest } from './commands/test.ts';
import { declareValidate } from './commands/validate.ts';
import { exitCodes, Interruption, messageOf, Refusal } from './errors.ts';
import { collect } from './options.ts';
import { addPluginPaths } from './plugins/modules.ts';
import { exit, openTerminal, type Terminal } from './terminal.ts';

/** Carries out a command line and ends the process with its exit code. */
export async function run(argv: readonly string[]): Promise<never> {
  const terminal = openTerminal(argv);
  let code: number = exitCodes.ok;
  // A defect of Tutti: no command waits for what failed, so that the process ends here.
  process.once('uncaughtException', (error) => {
    report(error, argv, terminal);
    void exit(exitCodes.failed);
  });
  process.once('beforeExit', () => {
    report(
      new Error('The command stopped before it was done, for there is nothing left that it waits for.'),
      argv,
      terminal,
    );
    void exit(exitCodes.failed);
  });
  try {
    const program = createProgram(terminal, (result) => {
      code = result;
    });
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    code = report(error, argv, terminal);
  }
  return exit(code);
}

/**
 * The commands. What a command does is loaded when it is called, so that `--help` and short runs start quickly.
 * `finish` is told the exit code.
 */
function createProgram(terminal: Terminal, finish: (code: number) => void): Command {
  const { bold, cyan, dim } = terminal.paint;
  const program = new Command('tutti')
    .description('Runs Kestra-compatible flows from a Git repository.')
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .option('--no-color', 'no colours (also NO_COLOR; FORCE_COLOR forces them)')
    .option(
      '--verbose',
      'say more: stack traces of unexpected errors; before a run, what `tutti validate` finds',
    )
    .option(
      '--plugins <path>',
      'a module with further plugin types, or a folder of them, may be repeated (also TUTTI_PLUGINS)',
      collect,
    )
    .hook('preAction', (root) => addPluginPaths(root.opts<{ plugins?: string[] }>().plugins ?? []))
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: bold,
      styleCommandText: cyan,
      styleSubcommandText: cyan,
      styleOptionText: cyan,
      styleArgumentText: cyan,
    })
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      // Shown in `report`, once, and as JSON where that was asked for.
      outputError: () => {},
    })
    .exitOverride()
    .addHelpText('after', () =>
      examples(terminal, [
        ['tutti run flows/hello.yaml -i name=Ada', 'run a flow'],
        ['tutti validate', 'check every flow of the repository'],
        ['tutti executions list', 'what ran'],
        ['tutti help run', 'options of a command'],
      ]).concat(
        `\n${dim('State is kept in TUTTI_HOME, by default .tutti/ in the root of the repository.')}\n`,
      ),
    );
  const context: CommandContext = { terminal, finish, examples: (list) => examples(terminal, list) };
  for (const declare of [
    declareRun,
    declarePlayground,
    declareServe,
    declareValidate,
    declareTest,
    declareExecutions,
    declareFlows,
    declareRender,
    declarePlugins,
    declareCopilot,
    declareAsk,
    declareGitHub,
  ]) {
    declare(program, context);
  }
  return program;
}

/** What a command is given besides its arguments. */
export interface CommandContext {
  terminal: Terminal;
  /** Takes the exit code. */
  finish(code: number): void;
  /** Help text of command lines and what they do. */
  examples(list: readonly (readonly [command: string, purpose: string])[]): string;
}

function examples({ paint }: Terminal, list: readonly (readonly [string, string])[]): string {
  const width = Math.max(...list.map(([command]) => command.length));
  const lines = list.map(([command, purpose]) => `  ${command.padEnd(width)}  ${paint.dim(`# ${purpose}`)}`);
  return `\n${paint.bold('Examples:')}\n${lines.join('\n')}\n`;
}

/** Says why nothing was done; gives the exit code. */
function report(error: unknown, argv: readonly string[], terminal: Terminal): number {
  // Help and version end this way too.
  if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) {
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.refused;
  }
  const message = messageOf(error).replace(/^error: /, '');
  if (argv.includes('--json')) {
    terminal.out(`${JSON.stringify({ error: { message } })}\n`);
  } else {
    const { red, dim } = terminal.errPaint;
    const isExpected =
      error instanceof Refusal || error instanceof Interruption || error instanceof CommanderError;
    terminal.err(
      `${(error instanceof Refusal ? error.report : undefined) ?? `${red('error:')} ${message}`}\n`,
    );
    if (error instanceof CommanderError) terminal.err(`${dim('tutti --help shows what is possible.')}\n`);
    if (!isExpected && !argv.includes('--verbose'))
      terminal.err(`${dim('--verbose shows where it came from.')}\n`);
  }
  if (argv.includes('--verbose') && error instanceof Error && !(error instanceof CommanderError)) {
    terminal.err(`${stackOf(error)}\n`);
  }
  return error instanceof Interruption ? exitCodes.failed : exitCodes.refused;
}

/** The stacks of an error and its causes. */
function stackOf(error: Error): string {
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\nCaused by: ${stackOf(error.cause)}` : stack;
}

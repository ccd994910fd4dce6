import type { Command } from 'commander';
import type { CommandContext } from '../program.ts';

/** `tutti plugins`: the task, trigger and condition types that are installed. */
export function declarePlugins(program: Command, { terminal, finish, examples }: CommandContext): void {
  const plugins = program.command('plugins').description('Shows the plugin types that are installed.');

  plugins
    .command('list')
    .summary('list types')
    .description('Lists the plugin types that are installed.')
    .option('--json', 'print a JSON array of {type, kind, title}')
    .action(async (options: { json?: boolean }) => {
      const { list } = await import('../plugins/index.ts');
      finish(await list(options, terminal));
    });

  plugins
    .command('show')
    .summary('show what a type does, its properties and examples')
    .description('Shows what a type does, its properties, outputs and examples.')
    .argument('<type>', 'a type, or the end of its name')
    .option('--json', 'print it as one JSON object, properties as JSON Schema')
    .addHelpText('after', () =>
      examples([
        ['tutti plugins show io.kestra.plugin.core.log.Log', 'by its whole name'],
        ['tutti plugins show http.Request', 'by the end of it'],
      ]),
    )
    .action(async (type: string, options: { json?: boolean }) => {
      const { show } = await import('../plugins/index.ts');
      finish(await show(type, options, terminal));
    });
}

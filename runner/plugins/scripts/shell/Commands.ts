import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { commandsProperty, scriptDescription, scriptOutputs, scriptProperties } from '../properties.ts';
import { runScript } from '../script.ts';
import { shell } from './language.ts';

/** flow-language §6.11, shell. */
export default defineTask({
  type: 'io.kestra.plugin.scripts.shell.Commands',
  title: 'Run shell commands.',
  description: scriptDescription,
  properties: z.object({ commands: commandsProperty, ...scriptProperties }),
  outputs: scriptOutputs,
  runs: 'inline',
  run: (context) => runScript(context, shell, (script) => script.texts(context.properties.commands)),
  examples: [
    {
      title: 'An output and a file',
      code: `id: shell_commands
namespace: company.team

tasks:
  - id: count
    type: io.kestra.plugin.scripts.shell.Commands
    inputFiles:
      names.txt: |
        Ada
        Grace
    outputFiles:
      - "*.sorted"
    commands:
      - sort -r names.txt > names.sorted
      - echo "::{\\"outputs\\":{\\"names\\":$(wc -l < names.txt)}}::"
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.count.vars.names }} names"
`,
    },
  ],
});

import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { commandsProperty, scriptDescription, scriptOutputs, scriptProperties } from '../properties.ts';
import { runScript } from '../script.ts';
import { node } from './language.ts';

/** flow-language §6.11, node. */
export default defineTask({
  type: 'io.kestra.plugin.scripts.node.Commands',
  title: 'Run Node.js from the command line.',
  description: `${scriptDescription}

Scripts can \`require('@kestra-io/libs')\` to send outputs, metrics and log entries; nothing needs to be installed for it.`,
  properties: z.object({ commands: commandsProperty, ...scriptProperties }),
  outputs: scriptOutputs,
  runs: 'inline',
  run: (context) => runScript(context, node, (script) => script.texts(context.properties.commands)),
  examples: [
    {
      title: 'A script from an input file',
      code: `id: node_commands
namespace: company.team

tasks:
  - id: square
    type: io.kestra.plugin.scripts.node.Commands
    inputFiles:
      square.js: |
        const Kestra = require('@kestra-io/libs');
        Kestra.outputs({ square: Number(process.argv[2]) ** 2 });
    commands:
      - node square.js 7
`,
    },
  ],
});

import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { commandsProperty, scriptDescription, scriptOutputs, scriptProperties } from '../properties.ts';
import { runScript } from '../script.ts';
import { python } from './language.ts';
import { pythonDescription, pythonProperties } from './properties.ts';

/** flow-language §6.11, python. */
export default defineTask({
  type: 'io.kestra.plugin.scripts.python.Commands',
  title: 'Run Python from the command line.',
  description: `${scriptDescription}\n\n${pythonDescription}`,
  properties: z.object({ commands: commandsProperty, ...pythonProperties, ...scriptProperties }),
  outputs: scriptOutputs,
  runs: 'inline',
  run: (context) =>
    runScript(context, python(context.properties), (script) => script.texts(context.properties.commands)),
  examples: [
    {
      title: 'A script of the namespace files',
      code: `id: python_commands
namespace: company.team

tasks:
  - id: report
    type: io.kestra.plugin.scripts.python.Commands
    namespaceFiles:
      include: ["/report.py"]
    outputFiles: ["*.csv"]
    commands:
      - python report.py
`,
    },
  ],
});

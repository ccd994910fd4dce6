import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { scriptDescription, scriptOutputs, scriptProperties, scriptProperty } from '../properties.ts';
import { runScript } from '../script.ts';
import { shell } from './language.ts';

/** flow-language §6.11, shell. */
export default defineTask({
  type: 'io.kestra.plugin.scripts.shell.Script',
  title: 'Run a shell script.',
  description: scriptDescription,
  properties: z.object({ script: scriptProperty, ...scriptProperties }),
  outputs: scriptOutputs,
  runs: 'inline',
  run: (context) =>
    runScript(context, shell, async (script) => [await script.text(context.properties.script)]),
  examples: [
    {
      title: 'A loop',
      code: `id: shell_script
namespace: company.team

tasks:
  - id: countdown
    type: io.kestra.plugin.scripts.shell.Script
    script: |
      for i in 3 2 1; do
        echo "$i"
      done
`,
    },
  ],
});

import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { scriptDescription, scriptOutputs, scriptProperties, scriptProperty } from '../properties.ts';
import { runScript, shellWord } from '../script.ts';
import { node } from './language.ts';

/** flow-language §6.11, node. */
export default defineTask({
  type: 'io.kestra.plugin.scripts.node.Script',
  title: 'Run a script with Node.js.',
  description: `${scriptDescription}

The script can \`require('@kestra-io/libs')\` to send outputs, metrics and log entries; nothing needs to be installed for it.`,
  properties: z.object({ script: scriptProperty, ...scriptProperties }),
  outputs: scriptOutputs,
  runs: 'inline',
  run: (context) =>
    runScript(context, node, async (script) => {
      const text = await script.text(context.properties.script);
      return [`node ${shellWord(await script.scriptFile(text, '.js'))}`];
    }),
  examples: [
    {
      title: 'An output',
      code: `id: node_script
namespace: company.team

tasks:
  - id: compute
    type: io.kestra.plugin.scripts.node.Script
    script: |
      const Kestra = require('@kestra-io/libs');
      Kestra.outputs({ sum: [1, 2, 3].reduce((a, b) => a + b) });
`,
    },
  ],
});

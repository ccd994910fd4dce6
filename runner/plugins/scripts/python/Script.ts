import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { scriptDescription, scriptOutputs, scriptProperties, scriptProperty } from '../properties.ts';
import { runScript, shellWord } from '../script.ts';
import { python } from './language.ts';
import { pythonDescription, pythonProperties } from './properties.ts';

/** flow-language §6.11, python. */
export default defineTask({
  type: 'io.kestra.plugin.scripts.python.Script',
  title: 'Run a Python script.',
  description: `${scriptDescription}\n\n${pythonDescription}`,
  properties: z.object({ script: scriptProperty, ...pythonProperties, ...scriptProperties }),
  outputs: scriptOutputs,
  runs: 'inline',
  run: (context) =>
    runScript(context, python(context.properties), async (script) => {
      const text = await script.text(context.properties.script);
      return [`python ${shellWord(await script.scriptFile(text, '.py'))}`];
    }),
  examples: [
    {
      title: 'Outputs and a metric',
      code: `id: python_script
namespace: company.team

tasks:
  - id: compute
    type: io.kestra.plugin.scripts.python.Script
    script: |
      from kestra import Kestra

      values = [1, 2, 3]
      Kestra.outputs({"sum": sum(values)})
      Kestra.counter("values", len(values))
`,
    },
  ],
});

import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { deep } from '../../../plugin/properties.ts';
import { subflowProperties } from './subflowProperties.ts';

/** flow-language §6.1, Subflow. */
export default defineMachineTask({
  kind: 'executable',
  type: 'io.kestra.plugin.core.flow.Subflow',
  title: 'Run another flow.',
  description: `Makes an execution of another flow and, unless \`wait\` is false, waits for its end. The outputs that the other flow declares
are read as \`{{ outputs.<task>.outputs.<output> }}\`. Inputs that the other flow refuses fail this task; when this execution
is killed, so is the other one.`,
  properties: z.object({
    ...subflowProperties,
    outputs: deep().optional().describe('Deprecated: declare outputs in the flow that is run.'),
  }),
  outputs: z.object({
    executionId: z.string().describe('Id of the execution that was made.'),
    state: z.string().optional().describe('Its last state.'),
    outputs: z.record(z.string(), z.unknown()).optional().describe('Its outputs.'),
  }),
  examples: [
    {
      title: 'Run a flow and read what it gives',
      code: `id: parent
namespace: company.team

tasks:
  - id: child
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: child
    inputs:
      user: Ada
  - id: result
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.child.outputs.greeting }}"
`,
    },
  ],
});

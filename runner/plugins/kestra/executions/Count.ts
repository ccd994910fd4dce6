import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, list, rendered, string, template } from '../../../plugin/properties.ts';
import { stateNames } from '../../core/condition/states.ts';
import { connection, instanceOf } from '../connection.ts';
import { datesOf } from './search.ts';

/** surfaces §9.5, executions.Count. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.executions.Count',
  title: 'Count executions.',
  description: 'Executions are counted for which all of the properties hold.',
  properties: z.object({
    ...connection,
    namespaces: list(string()).optional().describe('Only executions of these namespaces.'),
    flowId: string().optional().describe('Only executions of flows with this id.'),
    states: list(enumeration(stateNames)).optional().describe('Only executions in one of these states.'),
    startDate: string()
      .optional()
      .describe('Only executions made since then: an ISO-8601 date and time with its offset.'),
    endDate: string()
      .optional()
      .describe('Only executions made until then: an ISO-8601 date and time with its offset.'),
    expression: rendered(template(), 'count')
      .optional()
      .describe('Reads the number as `count`; where it does not render to `true`, the output is 0.'),
  }),
  outputs: z.object({ count: z.number().int().describe('How many there are.') }),
  runs: 'inline',
  async run(context) {
    const { namespaces, flowId, states, expression, ...dates } = context.properties;
    const instance = instanceOf(context);
    let count = 0;
    for (const namespace of namespaces ? new Set(namespaces) : [undefined]) {
      const search = {
        ...(namespace !== undefined && { namespace }),
        ...(flowId !== undefined && { flowId }),
        ...(states && { states }),
        ...datesOf(dates),
      };
      count += (await instance.search(search, { page: 1, size: 1 })).total;
    }
    context.log('INFO', `Found ${count} matching execution${count === 1 ? '' : 's'}`);
    const stays =
      expression === undefined || (await context.render(expression, { count })).toLowerCase() === 'true';
    return { outputs: { count: stays ? count : 0 } };
  },
  examples: [
    {
      code: `id: busy
namespace: company.team

tasks:
  - id: running
    type: io.kestra.plugin.kestra.executions.Count
    namespaces: [company.team]
    states: [RUNNING, QUEUED]
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.running.count }} executions are under way"
`,
    },
  ],
});

import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, list, object, rendered, string, template } from '../../../plugin/properties.ts';
import { stateNames } from '../condition/states.ts';
import { instantOf } from '../instant.ts';

/** flow-language §6.2, Count. */
export default defineTask({
  type: 'io.kestra.plugin.core.execution.Count',
  title: 'Count executions of flows or namespaces.',
  description: `Each flow and each namespace is counted by itself. With \`expression\` only those stay for which it renders to \`true\`, so
that a list without entries says that all is well.`,
  properties: z.object({
    flows: list(
      object({
        namespace: string().describe('Namespace of the flow.'),
        flowId: string().describe('Id of the flow.'),
      }),
    )
      .optional()
      .describe('The flows.'),
    namespaces: list(string())
      .optional()
      .describe('Namespaces, each with all of its flows; without those below it.'),
    states: list(enumeration(stateNames)).optional().describe('Only executions in one of these states.'),
    startDate: string()
      .optional()
      .describe('Only executions made since then: an ISO-8601 date and time with its offset.'),
    endDate: string()
      .optional()
      .describe('Only executions made until then: an ISO-8601 date and time with its offset.'),
    expression: rendered(template(), 'count')
      .optional()
      .describe('What has to be `true` of a count to stay; it reads the number as `count`.'),
  }),
  outputs: z.object({
    results: z
      .array(z.object({ namespace: z.string(), flowId: z.string().optional(), count: z.number().int() }))
      .describe('The counts that stay; those of namespaces name no flow.'),
    total: z.number().int().describe('Their sum.'),
  }),
  runs: 'inline',
  async run(context) {
    const { flows = [], namespaces = [], states, startDate, endDate, expression } = context.properties;
    if (!context.properties.flows && !context.properties.namespaces)
      throw new Error('You must provide a list of flows or namespaces: set `flows` or `namespaces`');
    const search = {
      ...(states && { states }),
      ...(startDate !== undefined && { startedAfter: instantOf('startDate', startDate) }),
      ...(endDate !== undefined && { startedBefore: instantOf('endDate', endDate) }),
    };
    const results: { namespace: string; flowId?: string; count: number }[] = [];
    for (const which of [...flows, ...namespaces.map((namespace) => ({ namespace }))]) {
      const count = await context.executions.count({ ...search, ...which });
      const stays = expression === undefined || (await context.render(expression, { count })) === 'true';
      if (stays) results.push({ ...which, count });
    }
    return { outputs: { results, total: results.reduce((sum, { count }) => sum + count, 0) } };
  },
  examples: [
    {
      title: 'Complain about a flow that did not run for a day',
      code: `id: watch
namespace: company.team

tasks:
  - id: silent
    type: io.kestra.plugin.core.execution.Count
    flows:
      - namespace: company.team
        flowId: backup
    startDate: "{{ now() | dateAdd(-1, 'DAYS') }}"
    expression: "{{ count == 0 }}"
  - id: complain
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.silent.results }}"
    tasks:
      - id: message
        type: io.kestra.plugin.core.log.Log
        level: WARN
        message: "{{ fromJson(taskrun.value).flowId }} did not run"

triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 4 * * *"
`,
    },
  ],
});

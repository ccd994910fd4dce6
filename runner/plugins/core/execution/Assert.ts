import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { template } from '../../../plugin/properties.ts';
import { isTruthy } from '../../../plugin/truth.ts';
import type { TaskContext } from '../../../plugin/types.ts';

/** flow-language §6.2, Assert. */
export default defineTask({
  type: 'io.kestra.plugin.core.execution.Assert',
  title: 'Fail unless every condition holds.',
  description: `All conditions are evaluated, and each one that does not hold, or cannot be rendered, is logged as an error. A condition is
false when it renders to an empty text, \`false\`, \`0\` or \`-0\`; any other text is true. Metrics \`success\` and \`failed\` count
the conditions.`,
  properties: z.object({
    conditions: z.array(template()).describe('What must hold.'),
    errorMessage: template().optional().describe('Added to the error of a failed assertion.'),
  }),
  runs: 'inline',
  pure: true,
  async run(context) {
    const { conditions, errorMessage } = context.properties;
    let failed = 0;
    for (const condition of conditions) {
      const failure = await failureOf(condition, context);
      if (failure === undefined) continue;
      failed++;
      context.log('ERROR', failure);
    }
    context.metric({ name: 'success', type: 'counter', value: conditions.length - failed });
    context.metric({ name: 'failed', type: 'counter', value: failed });
    if (failed === 0) return undefined;

    const summary = `${failed} assertion${failed > 1 ? 's' : ''} failed!`;
    throw new Error(
      errorMessage === undefined ? summary : `${summary}\n${await context.render(errorMessage)}`,
    );
  },
  examples: [
    {
      code: `id: assert_totals
namespace: company.team

tasks:
  - id: totals
    type: io.kestra.plugin.core.output.OutputValues
    values:
      rows: "{{ 6 * 7 }}"
  - id: check
    type: io.kestra.plugin.core.execution.Assert
    conditions:
      - "{{ outputs.totals.values.rows == '42' }}"
      - "{{ outputs.totals.values.rows | length > 1 }}"
    errorMessage: "Found {{ outputs.totals.values.rows }} rows."
`,
    },
  ],
});

/** The log message for a condition that does not hold; `undefined` where it holds. */
async function failureOf(
  condition: string,
  context: Pick<TaskContext<unknown>, 'render'>,
): Promise<string | undefined> {
  const failure = `Assertion \`${condition}\` failed!`;
  try {
    return isTruthy(await context.render(condition)) ? undefined : failure;
  } catch (error) {
    return `${failure} It cannot be rendered: ${error instanceof Error ? error.message : String(error)}`;
  }
}

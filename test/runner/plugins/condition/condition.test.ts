import { describe, expect, it, test } from 'vitest';
import { core } from '../../../../runner/plugins/core/index.ts';

const types = Object.keys(core).filter((type) => type.includes('.core.condition.'));

/** Properties of each condition with those it needs (flow-language §6.12). */
const complete: Record<string, Record<string, unknown>> = {
  DateTimeBetween: { after: '2024-01-01T00:00:00Z' },
  TimeBetween: { before: '16:19:12+02:00' },
  DayWeek: { dayOfWeek: 'MONDAY' },
  DayWeekInMonth: { dayOfWeek: 'MONDAY', dayInMonth: 'FIRST' },
  Weekend: {},
  PublicHoliday: { country: 'FR', subDivision: 'ca' },
  Expression: { expression: '{{ true }}' },
  ExecutionOutputs: { expression: '{{ trigger.outputs.a == 1 }}' },
  ExecutionFlow: { namespace: 'n', flowId: 'f' },
  ExecutionNamespace: { namespace: 'n', comparison: 'PREFIX' },
  ExecutionStatus: { in: ['FAILED'], notIn: [] },
  ExecutionLabels: { labels: { a: 'b' } },
  HasRetryAttempt: { in: ['FAILED'] },
  Not: { conditions: [{ type: 'io.kestra.plugin.core.condition.Weekend' }] },
  Or: { conditions: [{ type: 'io.kestra.plugin.core.condition.Weekend' }] },
  MultipleCondition: { id: 'm', conditions: { a: { type: 'io.kestra.plugin.core.condition.Weekend' } } },
  FlowCondition: { namespace: 'n', flowId: 'f' },
  FlowNamespaceCondition: { namespace: 'n', prefix: true },
};

describe('conditions (flow-language §6.12)', () => {
  it('are eighteen', () => {
    expect(types.map((type) => type.split('.').pop()).sort()).toEqual(Object.keys(complete).sort());
  });

  test.each(types)('%s is declared under its name and accepts its properties', async (type) => {
    const { default: definition } = await core[type]!();
    expect(definition).toMatchObject({ kind: 'condition', type });
    expect(definition.properties.safeParse(complete[type.split('.').pop()!]).error).toBeUndefined();
  });

  test.each(['Not', 'Or'])('%s needs a condition', async (name) => {
    const { default: definition } = await core[`io.kestra.plugin.core.condition.${name}`]!();
    for (const written of [{}, { conditions: [] }]) {
      expect(definition.properties.safeParse(written).error?.issues.map(({ message }) => message)).toEqual([
        'must not be empty',
      ]);
    }
  });

  it('know the states of executions', async () => {
    const { default: definition } = await core['io.kestra.plugin.core.condition.ExecutionStatus']!();
    expect(definition.properties.safeParse({ in: ['DONE'] }).success).toBe(false);
  });
});

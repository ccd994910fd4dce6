import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Condition,
  type ConditionContext,
  conditionsHold,
  evaluateConditions,
} from '../../../../runner/execution/conditions/index.ts';
import { newState } from '../../../../runner/execution/states.ts';
import type { Execution, StateName, TaskRun } from '../../../../runner/execution/types.ts';
import { render } from '../../../../runner/expression/index.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';

const { resolve } = pluginRegistry();
const created = '2026-03-01T10:00:00.000000Z';

const execution: Execution = {
  id: 'e1',
  namespace: 'company.team',
  flowId: 'orders',
  flowRevision: 1,
  state: { ...newState(created), current: 'FAILED' },
  labels: [
    { key: 'team', value: 'finance' },
    { key: 'env', value: 'prod' },
  ],
  outputs: { rows: 3 },
  originalId: 'e1',
  metadata: { attemptNumber: 1, originalCreatedDate: created },
  kind: 'NORMAL',
};

function context(
  some: Partial<ConditionContext> = {},
  variables: Record<string, unknown> = {},
): ConditionContext {
  return {
    execution,
    taskRuns: () => [],
    flow: { namespace: 'company.listening', id: 'listener' },
    resolve,
    render: async (template, extra) => render(template, { ...variables, ...extra }),
    ...some,
  };
}

/** A condition by the name of its type. */
const typed = (name: string, properties: Record<string, unknown> = {}): Condition => ({
  type: `io.kestra.plugin.core.condition.${name}`,
  ...properties,
});

const holds = (name: string, properties: Record<string, unknown>, some = context()) =>
  evaluateConditions([typed(name, properties)], some);

describe('conditions on an execution (flow-language §6.12)', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['ExecutionStatus', {}, true],
    ['ExecutionStatus', { in: ['SUCCESS', 'FAILED'] }, true],
    ['ExecutionStatus', { in: ['SUCCESS'] }, false],
    ['ExecutionStatus', { in: [], notIn: ['FAILED'] }, false],
    ['ExecutionFlow', { namespace: 'company.team', flowId: 'orders' }, true],
    ['ExecutionFlow', { namespace: 'company.team', flowId: 'invoices' }, false],
    ['ExecutionFlow', { namespace: 'company', flowId: 'orders' }, false],
    ['ExecutionNamespace', { namespace: 'company.team' }, true],
    ['ExecutionNamespace', { namespace: 'company' }, false],
    ['ExecutionNamespace', { namespace: 'company.te', prefix: true }, true],
    ['ExecutionNamespace', { namespace: 'company.te', comparison: 'PREFIX' }, true],
    ['ExecutionNamespace', { namespace: 'company', prefix: true, comparison: 'EQUALS' }, false],
    ['ExecutionNamespace', { namespace: '.team', comparison: 'SUFFIX' }, true],
    ['ExecutionLabels', { labels: { team: 'finance' } }, true],
    [
      'ExecutionLabels',
      {
        labels: [
          { key: 'team', value: 'finance' },
          { key: 'env', value: 'prod' },
        ],
      },
      true,
    ],
    ['ExecutionLabels', { labels: { team: 'finance', env: 'test' } }, false],
    ['FlowCondition', { namespace: 'company.listening', flowId: 'listener' }, true],
    ['FlowCondition', { namespace: 'company.team', flowId: 'orders' }, false],
    ['FlowNamespaceCondition', { namespace: 'company', prefix: true }, true],
    ['FlowNamespaceCondition', { namespace: 'company' }, false],
    ['ExecutionOutputs', { expression: '{{ trigger.outputs.rows > 2 }}' }, true],
    ['ExecutionOutputs', { expression: '{{ trigger.outputs.rows > 3 }}' }, false],
  ])('given %s %j, then it is %s', async (name, properties, expected) => {
    expect(await holds(name, properties)).toBe(expected);
  });

  it('given an execution without outputs, then ExecutionOutputs is false and renders nothing', async () => {
    const { outputs: _, ...without } = execution;
    expect(
      await holds('ExecutionOutputs', { expression: '{{ unknown }}' }, context({ execution: without })),
    ).toBe(false);
  });

  it('given a run with several attempts, then HasRetryAttempt looks at the states of its attempts', async () => {
    const attempts = (...states: StateName[]) =>
      ({ attempts: states.map((current) => ({ state: { ...newState(created), current } })) }) as TaskRun;
    const once = context({ taskRuns: () => [attempts('FAILED')] });
    const twice = context({ taskRuns: () => [attempts('FAILED', 'SUCCESS')] });
    expect(await holds('HasRetryAttempt', { in: ['FAILED'] }, once)).toBe(false);
    expect(await holds('HasRetryAttempt', { in: ['FAILED'] }, twice)).toBe(true);
    expect(await holds('HasRetryAttempt', { in: ['WARNING'] }, twice)).toBe(false);
    expect(await holds('HasRetryAttempt', { notIn: ['FAILED', 'SUCCESS'] }, twice)).toBe(false);
  });

  it('given an old spelling, then it is the same condition', async () => {
    const type = 'io.kestra.core.models.conditions.types.ExecutionStatusCondition';
    expect(await evaluateConditions([{ type, in: ['FAILED'] }], context())).toBe(true);
  });
});

describe('Expression', () => {
  it.each([
    ['true', true],
    ['text', true],
    ['0', true],
    ['{{ 1 == 1 }}', true],
    ['{{ 1 == 2 }}', false],
    ['', false],
    ['  ', false],
    [' false ', false],
  ])('given `%s`, then it is %s', async (expression, expected) => {
    expect(await holds('Expression', { expression })).toBe(expected);
  });
});

describe('conditions on a date', () => {
  const at = (date: string) => context({}, { trigger: { date } });

  it.each<[string, Record<string, unknown>, string, boolean]>([
    ['DateTimeBetween', { after: '2026-01-01T00:00:00Z' }, '2026-01-01T00:00:00Z', false],
    ['DateTimeBetween', { after: '2026-01-01T00:00:00Z' }, '2026-01-01T00:00:00.000001Z', true],
    ['DateTimeBetween', { before: '2026-01-01T01:00:00+01:00' }, '2026-01-01T00:00:00Z', false],
    ['DateTimeBetween', { before: '2026-01-01T01:00:00+01:00' }, '2025-12-31T23:59:59Z', true],
    [
      'DateTimeBetween',
      { after: '2026-01-01T00:00:00Z', before: '2026-02-01T00:00:00Z' },
      '2026-02-01T00:00:00Z',
      false,
    ],
    ['TimeBetween', { after: '16:19:12+02:00' }, '2026-01-01T14:19:12Z', false],
    ['TimeBetween', { after: '16:19:12+02:00' }, '2026-01-01T14:19:13Z', true],
    ['TimeBetween', { after: '08:00:00Z', before: '18:00:00Z' }, '2026-01-01T19:30:00+02:00', true],
    ['DayWeek', { dayOfWeek: 'THURSDAY' }, '2026-01-01T00:00:00Z', true],
    ['DayWeek', { dayOfWeek: 'FRIDAY' }, '2026-01-01T00:00:00Z', false],
    ['DayWeek', { dayOfWeek: 'FRIDAY' }, '2026-01-02T00:30:00+09:00', true],
    ['DayWeekInMonth', { dayOfWeek: 'MONDAY', dayInMonth: 'FIRST' }, '2026-06-01T00:00:00Z', true],
    ['DayWeekInMonth', { dayOfWeek: 'MONDAY', dayInMonth: 'FIRST' }, '2026-06-08T00:00:00Z', false],
    ['DayWeekInMonth', { dayOfWeek: 'MONDAY', dayInMonth: 'SECOND' }, '2026-06-08T00:00:00Z', true],
    ['DayWeekInMonth', { dayOfWeek: 'SUNDAY', dayInMonth: 'FOURTH' }, '2026-02-22T00:00:00Z', true],
    ['DayWeekInMonth', { dayOfWeek: 'SUNDAY', dayInMonth: 'LAST' }, '2026-02-22T00:00:00Z', true],
    ['DayWeekInMonth', { dayOfWeek: 'MONDAY', dayInMonth: 'LAST' }, '2026-06-22T00:00:00Z', false],
    ['DayWeekInMonth', { dayOfWeek: 'MONDAY', dayInMonth: 'LAST' }, '2026-06-29T00:00:00Z', true],
    ['DayWeekInMonth', { dayOfWeek: 'TUESDAY', dayInMonth: 'FIRST' }, '2026-06-01T00:00:00Z', false],
    ['Weekend', {}, '2026-01-03T00:00:00+01:00[Europe/Paris]', true],
    ['Weekend', {}, '2026-01-04T23:59:59Z', true],
    ['Weekend', {}, '2026-01-05T00:00:00Z', false],
  ])('given %s %j at %s, then it is %s', async (name, properties, date, expected) => {
    expect(await holds(name, properties, at(date))).toBe(expected);
  });

  it('given a date of its own, then that is looked at', async () => {
    const date = '{{ execution.startDate }}';
    const some = context({}, { execution: { startDate: '2026-01-03T10:00:00.123456Z' } });
    expect(await holds('Weekend', { date }, some)).toBe(true);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['DateTimeBetween', {}, 'Invalid condition with no before nor after'],
    ['TimeBetween', {}, 'Invalid condition with no before nor after'],
    ['DayWeek', { dayOfWeek: 'Monday' }, '`dayOfWeek` must be one of SUNDAY, MONDAY,'],
    ['DayWeek', {}, '`dayOfWeek` of io.kestra.plugin.core.condition.DayWeek is missing'],
    ['DateTimeBetween', { after: '2026-01-01' }, "Text '2026-01-01' could not be parsed"],
    ['Weekend', { date: '2026-02-30T00:00:00Z' }, "Text '2026-02-30T00:00:00Z' could not be parsed"],
  ])('given %s %j, then it says what is wrong', async (name, properties, message) => {
    await expect(holds(name, properties, at('2026-01-01T00:00:00Z'))).rejects.toThrow(message);
  });
});

describe('PublicHoliday (flow-language §6.12)', () => {
  const on = (date: string) => context({}, { trigger: { date } });
  const isInstalled = createRequire(import.meta.url)
    .resolve.paths('date-holidays')!
    .some((folder) => existsSync(join(folder, 'date-holidays')));

  it.skipIf(isInstalled)(
    'given that the package with the holidays is not installed, then it says what to do',
    async () => {
      const asked = holds('PublicHoliday', { country: 'FR' }, on('2026-07-14T09:00:00+02:00'));
      await expect(asked).rejects.toThrow(
        'needs the package date-holidays, which is not installed: run `npm install',
      );
    },
  );

  it.runIf(isInstalled).each([
    ['2026-07-14T00:30:00+02:00', { country: 'FR' }, true],
    ['2026-07-15T00:30:00+02:00', { country: 'fr' }, false],
    ['2026-06-04T09:00:00+02:00', { country: 'DE' }, false],
    ['2026-06-04T09:00:00+02:00', { country: 'DE', subDivision: 'by' }, true],
  ])('given %s and %j, then it is %s', async (date, properties, expected) => {
    expect(await holds('PublicHoliday', properties, on(date))).toBe(expected);
  });
});

describe('several conditions', () => {
  const yes = typed('Expression', { expression: 'true' });
  const no = typed('Expression', { expression: 'false' });
  const broken = typed('Expression', { expression: '{{ unknown }}' });

  it('given a list, then all of them have to hold, and an empty one holds', async () => {
    expect(await evaluateConditions([], context())).toBe(true);
    expect(await evaluateConditions([yes, yes], context())).toBe(true);
    expect(await evaluateConditions([yes, no], context())).toBe(false);
  });

  it('given Or, then one is enough; given Not, then none may hold', async () => {
    expect(await holds('Or', { conditions: [no, yes] })).toBe(true);
    expect(await holds('Or', { conditions: [no, no] })).toBe(false);
    expect(await holds('Not', { conditions: [no, no] })).toBe(true);
    expect(await holds('Not', { conditions: [no, yes] })).toBe(false);
  });

  it('given an error, then a listener counts the list as false and says why, also below Not', async () => {
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    expect(await conditionsHold([broken], context(), warn)).toBe(false);
    expect(await conditionsHold([typed('Not', { conditions: [broken] })], context(), warn)).toBe(false);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^Evaluate Condition Failed with error '.*unknown.*'$/s);
  });

  it('given a condition that lives over several executions, then a list cannot evaluate it', async () => {
    await expect(holds('MultipleCondition', { id: 'm', conditions: {} })).rejects.toThrow(
      'Conditions of type io.kestra.plugin.core.condition.MultipleCondition cannot be evaluated',
    );
  });
});

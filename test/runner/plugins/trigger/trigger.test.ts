import { describe, expect, it, test } from 'vitest';
import Flow from '../../../../runner/plugins/core/trigger/Flow.ts';
import Schedule from '../../../../runner/plugins/core/trigger/Schedule.ts';
import Webhook from '../../../../runner/plugins/core/trigger/Webhook.ts';

/** Messages of the schema by path, as the flow validator reads them. */
function issues(definition: typeof Flow, written: Record<string, unknown>): string[] {
  const parsed = definition.properties.safeParse(written);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('Schedule', () => {
  it('refuses a malformed cron expression by name', () => {
    expect(Schedule.validate?.({ cron: 'every day' })).toEqual([
      { path: ['cron'], message: "invalid cron expression 'every day'" },
    ]);
    expect(Schedule.validate?.({ cron: '0 9 * * *' })).toEqual([]);
  });

  test.each(['Europe/Paris', 'UTC', 'Z', '+02:00', 'GMT+2'])('accepts the zone %s', (timezone) => {
    expect(issues(Schedule, { cron: '@daily', timezone })).toEqual([]);
  });

  it('accepts the deprecated `backfill`, which does nothing', () => {
    expect(issues(Schedule, { cron: '0 0 1 * *', backfill: {} })).toEqual([]);
  });

  it('refuses an unknown zone', () => {
    expect(issues(Schedule, { cron: '@daily', timezone: 'Mars/Olympus' })).toEqual([
      "timezone: invalid timezone 'Mars/Olympus'",
    ]);
  });
});

describe('Webhook', () => {
  test.each([
    'io.kestra.plugin.core.condition.MultipleCondition',
    'io.kestra.core.models.conditions.types.MultipleCondition',
  ])('refuses the condition %s', (type) => {
    expect(Webhook.validate?.({ key: 'k', conditions: [{ type }] })).toEqual([
      {
        path: ['conditions'],
        message: 'invalid webhook: conditions of type MultipleCondition are not supported',
      },
    ]);
  });

  it('refuses a key of more than 256 characters', () => {
    expect(issues(Webhook, { key: 'k'.repeat(256) })).toEqual([]);
    expect(issues(Webhook, { key: 'k'.repeat(257) })).toEqual(['key: size must be between 0 and 256']);
  });
});

describe('Flow', () => {
  const withFilter = (filter: Record<string, unknown>) =>
    issues(Flow, {
      preconditions: { id: 'p', where: [{ id: 'w', filters: [{ field: 'STATE', ...filter }] }] },
    });
  const withWindow = (timeWindow: Record<string, unknown>) =>
    issues(Flow, { preconditions: { id: 'p', timeWindow } });
  const filterPath = 'preconditions.where.0.filters.0';

  test.each(['EQUAL_TO', 'IS_TRUE', 'IS_NULL', 'REGEX', 'CONTAINS'])('a filter %s needs value', (type) => {
    expect(withFilter({ type, value: 'x' })).toEqual([]);
    expect(withFilter({ type, values: ['x'] })).toEqual([
      `${filterPath}.value: \`value\` cannot be null for type ${type}`,
      `${filterPath}.values: \`values\` must be null for type ${type}`,
    ]);
  });

  test.each(['IN', 'NOT_IN'])('a filter %s needs values', (type) => {
    expect(withFilter({ type, values: ['x'] })).toEqual([]);
    expect(withFilter({ type, value: 'x' })).toEqual([
      `${filterPath}.values: \`values\` cannot be null for type ${type}`,
      `${filterPath}.value: \`value\` must be null for type ${type}`,
    ]);
  });

  test.each([
    { type: 'DURATION_WINDOW', window: 'PT6H', windowAdvance: '-PT1H' },
    { type: 'SLIDING_WINDOW', window: 'PT6H' },
    { type: 'DAILY_TIME_WINDOW', startTime: '06:00', endTime: '09:00' },
    { type: 'DAILY_TIME_DEADLINE', deadline: '09:00:00Z' },
    {},
  ])('accepts the window $type', (timeWindow) => {
    expect(withWindow(timeWindow)).toEqual([]);
  });

  test.each([
    [{ type: 'DAILY_TIME_DEADLINE' }, 'deadline', 'must have'],
    [{ type: 'DAILY_TIME_WINDOW', startTime: '06:00' }, 'endTime', 'must have'],
    [{ type: 'SLIDING_WINDOW', windowAdvance: 'PT1H' }, 'windowAdvance', 'cannot have'],
    [{ type: 'DURATION_WINDOW', deadline: '09:00' }, 'deadline', 'cannot have'],
  ])('refuses the window %o', (timeWindow, property, verb) => {
    expect(withWindow(timeWindow)).toEqual([
      `preconditions.timeWindow.${property}: Time window of type \`${timeWindow.type}\` ${verb} a \`${property}\``,
    ]);
  });
});

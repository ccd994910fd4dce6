import { describe, expect, it, test } from 'vitest';
import { aliases } from '../../../../runner/plugins/aliases.ts';

describe('old type names (flow-language §6.0, §6.12)', () => {
  test.each([
    ['io.kestra.core.tasks.flows.Parallel', 'io.kestra.plugin.core.flow.Parallel'],
    ['io.kestra.core.tasks.flows.Flow', 'io.kestra.plugin.core.flow.Subflow'],
    ['io.kestra.core.tasks.flows.Worker', 'io.kestra.plugin.core.flow.WorkingDirectory'],
    ['io.kestra.plugin.core.flow.WaitFor', 'io.kestra.plugin.core.flow.LoopUntil'],
    ['io.kestra.core.tasks.executions.Counts', 'io.kestra.plugin.core.execution.Count'],
    ['io.kestra.core.tasks.storages.Purge', 'io.kestra.plugin.core.execution.PurgeExecutions'],
    ['io.kestra.plugin.core.storage.Purge', 'io.kestra.plugin.core.execution.PurgeExecutions'],
    [
      'io.kestra.core.models.conditions.types.VariableCondition',
      'io.kestra.plugin.core.condition.Expression',
    ],
    ['io.kestra.plugin.core.condition.ExpressionCondition', 'io.kestra.plugin.core.condition.Expression'],
    [
      'io.kestra.core.models.conditions.types.MultipleCondition',
      'io.kestra.plugin.core.condition.MultipleCondition',
    ],
    ['io.kestra.core.models.triggers.types.Schedule', 'io.kestra.plugin.core.trigger.Schedule'],
    ['io.kestra.plugin.fs.http.Trigger', 'io.kestra.plugin.core.http.Trigger'],
    ['io.kestra.plugin.langchain4j.ChatCompletion', 'io.kestra.plugin.ai.completion.ChatCompletion'],
  ])('%s is %s', (before, now) => {
    expect(aliases[before]).toBe(now);
  });

  it('lead to a present name in one step, never to another old one', () => {
    expect(Object.values(aliases).filter((name) => Object.hasOwn(aliases, name))).toEqual([]);
  });

  it('are well-formed type names', () => {
    for (const name of Object.entries(aliases).flat()) expect(name).toMatch(/^[a-z0-9]+(\.[a-zA-Z0-9]+)+$/);
  });
});

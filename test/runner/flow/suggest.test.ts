import { describe, expect, it } from 'vitest';
import { suggest, suggestType } from '../../../runner/flow/suggest.ts';

describe('suggest', () => {
  it.each([
    ['mesage', 'message'],
    ['messgae', 'message'],
    ['MESSAGE', 'message'],
    ['desciption', 'description'],
  ])('finds what %s was meant to be', (name, meant) => {
    expect(suggest(name, ['id', 'type', 'message', 'description'])).toBe(meant);
  });

  it('suggests the nearest of several', () => {
    expect(suggest('maxAttemps', ['maxAttempt', 'maxAttempts', 'maxDuration'])).toBe('maxAttempt');
  });

  it('suggests nothing far away', () => {
    expect(suggest('retries', ['message', 'level'])).toBeUndefined();
    expect(suggest('x', ['id'])).toBeUndefined();
  });
});

describe('suggestType', () => {
  const types = [
    'io.kestra.plugin.core.log.Log',
    'io.kestra.plugin.core.debug.Return',
    'io.kestra.plugin.core.http.Request',
  ];

  it('finds a type by its last part in whatever package', () => {
    expect(suggestType('io.kestra.plugin.log.Log', types)).toBe('io.kestra.plugin.core.log.Log');
    expect(suggestType('Request', types)).toBe('io.kestra.plugin.core.http.Request');
  });

  it('finds a misspelt type', () => {
    expect(suggestType('io.kestra.plugin.core.debug.Retrun', types)).toBe(
      'io.kestra.plugin.core.debug.Return',
    );
  });

  it('suggests nothing for another type of the same package', () => {
    expect(suggestType('io.kestra.plugin.core.debug.Breakpoint', types)).toBeUndefined();
  });

  it('suggests nothing for a type of a plugin that is not installed, though its last part is known', () => {
    expect(suggestType('io.kestra.plugin.jdbc.postgresql.Request', types)).toBeUndefined();
    expect(suggestType('io.kestra.plugin.core.http.SseRequest', types)).toBeUndefined();
  });
});

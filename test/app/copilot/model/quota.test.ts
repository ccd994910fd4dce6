import { describe, expect, it } from 'vitest';
import { openQuota } from '../../../../app/copilot/model/quota.ts';

const day = 86_400_000;

function quota(limits: { perUser: number; perRepository: number; tokens: number }) {
  const ledger = new Map<string, unknown>();
  const clock = { now: Date.parse('2026-01-01T12:00:00Z') };
  const counts = openQuota(
    {
      get: <T>(_: string, key: string) => ledger.get(key) as T | undefined,
      put: (_, key, value) => void ledger.set(key, structuredClone(value)),
    },
    limits,
    () => clock.now,
  );
  return { ...counts, clock };
}

describe('how much may be asked a day (github §8.2)', () => {
  it('given a person at the limit, then others may still ask, and tomorrow so may the person', () => {
    const { take, clock } = quota({ perUser: 2, perRepository: 10, tokens: 1 });
    take('o/r', 'Ada');
    take('o/r', 'ada');
    expect(() => take('o/r', 'ADA')).toThrow('@ADA asked 2 times today; the limit is 2');
    take('o/r', 'bob');
    take('o/other', 'ada');
    clock.now += day;
    take('o/r', 'ada');
  });

  it('given a repository at the limit, then nobody may ask there', () => {
    const { take } = quota({ perUser: 2, perRepository: 2, tokens: 1 });
    take('o/r', 'ada');
    take('o/r', 'bob');
    expect(() => take('o/r', 'eve')).toThrow('This repository asked 2 times today');
  });

  it('given tokens at the limit, then nobody may ask there', () => {
    const { take, spend } = quota({ perUser: 2, perRepository: 9, tokens: 100 });
    take('o/r', 'ada');
    spend('o/r', { input: 90, output: 10 });
    expect(() => take('o/r', 'bob')).toThrow('took 100 tokens today');
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openMemoryBackend } from '../../../runner/backend/sqlite/index.ts';
import type { Backend } from '../../../runner/backend/types.ts';
import { createLeases, leaseTime } from '../../../runner/engine/leases.ts';
import type { Active } from '../../../runner/engine/runtime.ts';
import { flowOf, modelOf } from '../../support/simulation.ts';

describe('the leases of an engine', () => {
  let backend: Backend;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    backend = await openMemoryBackend();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await backend.close();
  });

  const active = (): Active => ({
    model: modelOf(flowOf([])),
    running: new Map(),
    pending: 0,
    directories: new Map(),
    waiters: [],
  });

  async function watch(driven: Map<string, Active>) {
    const lost: string[] = [];
    const leases = createLeases(
      backend,
      'me',
      driven,
      ({ model }) => lost.push(model.execution.id),
      () => undefined,
    );
    leases.keep();
    const renewal = async () => {
      await vi.advanceTimersByTimeAsync(leaseTime / 3);
      await new Promise((done) => setTimeout(done, 20));
    };
    return { lost, renewal, leases };
  }

  it('given one that another process took over, then it is lost', async () => {
    await backend.lease('execution', 'me', leaseTime);
    const { lost, renewal, leases } = await watch(new Map([['execution', active()]]));
    await renewal();
    expect(lost).toEqual([]);
    await backend.release('execution', 'me');
    await backend.lease('execution', 'other', leaseTime);
    await renewal();
    expect(lost).toEqual(['execution']);
    leases.clear();
  });

  it('given a new one whose lease is not written yet, then it is not lost', async () => {
    const { lost, renewal, leases } = await watch(new Map([['execution', active()]]));
    await renewal();
    await renewal();
    expect(lost).toEqual([]);
    leases.clear();
  });

  it('given one that is over, whose lease ended with it, then it is not lost', async () => {
    await backend.lease('execution', 'me', leaseTime);
    const one = active();
    const { lost, renewal, leases } = await watch(new Map([['execution', one]]));
    await renewal();
    one.model.over = true;
    await backend.release('execution', 'me');
    await renewal();
    expect(lost).toEqual([]);
    leases.clear();
  });
});

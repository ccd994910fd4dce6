import type { Client, Shown } from './client.ts';
import { tickSeconds } from './flows.ts';
import type { Expect } from './scenarios.ts';

/** What was started, and what has to become of it. */
export interface Ledger {
  expect: Expect;
  /**
   * Compares what was expected with all executions that the server has, and deletes those that ended. Gives what is wrong.
   */
  settle(client: Client): Promise<string[]>;
  /** Executions that were found in the state they had to end in. */
  settled(): number;
}

/** Made by the server itself, not by a scenario. */
const own = ['ticking', 'child'];

export function createLedger(): Ledger {
  const expected = new Map<string, { flowId: string; state: string }>();
  const ticks: number[] = [];
  let settled = 0;

  const judge = ({ id, flowId, state, trigger }: Shown): string | undefined => {
    const wanted = expected.get(id)?.state ?? (own.includes(flowId) ? 'SUCCESS' : undefined);
    expected.delete(id);
    if (flowId === 'ticking') ticks.push(Date.parse(trigger?.variables?.date ?? ''));
    if (wanted === undefined) return `${flowId} ${id} was started by nobody`;
    if (wanted !== state.current) return `${flowId} ${id} ended ${state.current} instead of ${wanted}`;
    settled++;
    return undefined;
  };

  return {
    expect(execution, state) {
      expected.set(execution.id, { flowId: execution.flowId, state });
      return execution;
    },
    async settle(client) {
      const ended = (await client.all()).filter(({ state }) => !isOpen(state.current));
      const wrong = ended.map(judge).filter((problem) => problem !== undefined);
      for (const [id, { flowId, state }] of expected) wrong.push(`${flowId} ${id} has not ended ${state}`);
      expected.clear();
      wrong.push(...missedTicks(ticks));
      ticks.splice(0, ticks.length - 1);
      for (const { id } of ended) await client.ask(`/executions/${id}`, { method: 'DELETE' });
      return wrong;
    },
    settled: () => settled,
  };
}

function isOpen(state: string): boolean {
  return ['CREATED', 'RUNNING', 'PAUSED', 'QUEUED', 'RESTARTED', 'RETRYING', 'KILLING'].includes(state);
}

/** Dates of the schedule that no execution was made for, or more than one. */
function missedTicks(ticks: number[]): string[] {
  ticks.sort((a, b) => a - b);
  return ticks.slice(1).flatMap((tick, index) => {
    const gap = (tick - ticks[index]!) / 1000;
    return gap === tickSeconds
      ? []
      : [`ticking: ${gap} s between two dates, ${new Date(tick).toISOString()} the later`];
  });
}

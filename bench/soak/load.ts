import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { Random } from './random.ts';
import { type Expect, scenarios } from './scenarios.ts';

/** What came of a stretch of load. */
export interface Played {
  scenarios: number;
  /** What went wrong, as `scenario: message`. */
  failures: string[];
}

/**
 * Plays scenarios for a while, `lanes.length` at a time. Each lane draws from its own source of chance, so that what it plays
 * does not depend on how fast the others are. Resolves when the last scenario has ended.
 *
 * @param milliseconds how long new ones are begun
 */
export async function playLoad(
  client: Client,
  lanes: readonly Random[],
  milliseconds: number,
  expect: Expect,
): Promise<Played> {
  const played: Played = { scenarios: 0, failures: [] };
  const end = performance.now() + milliseconds;
  await Promise.all(
    lanes.map(async (random) => {
      while (performance.now() < end) {
        const scenario = random.pick(scenarios);
        played.scenarios++;
        try {
          await scenario.play(client, random, expect);
        } catch (error) {
          played.failures.push(`${scenario.name}: ${error instanceof Error ? error.message : String(error)}`);
          // A server that is gone refuses thousands of times a second.
          await delay(500);
        }
      }
    }),
  );
  return played;
}

import type { Wish } from '../../copilot/types.ts';

type Turns = NonNullable<Wish['conversation']>;

/** How long a conversation is remembered after its last turn, milliseconds; how many there are, and how long each is. */
const limits = { age: 3_600_000, conversations: 200, turns: 20, characters: 4_000 };

/** What was said before, by the id that clients give; in memory, for a client that asks later begins anew. */
export interface Conversations {
  of(id: string): Turns;
  add(id: string, asked: string, answered: string): void;
}

/** @param now epoch, milliseconds */
export function openConversations(now: () => number): Conversations {
  /** Those that were used last stand last. */
  const known = new Map<string, { turns: Turns; used: number }>();
  const forget = () => {
    for (const [id, { used }] of known) {
      if (known.size <= limits.conversations && now() - used <= limits.age) return;
      known.delete(id);
    }
  };
  return {
    of(id) {
      forget();
      return known.get(id)?.turns ?? [];
    },
    add(id, asked, answered) {
      const turns: Turns = [
        ...(known.get(id)?.turns ?? []),
        { author: 'person', text: asked.slice(0, limits.characters) },
        { author: 'copilot', text: answered.slice(0, limits.characters) },
      ];
      known.delete(id);
      known.set(id, { turns: turns.slice(-limits.turns), used: now() });
      forget();
    },
  };
}

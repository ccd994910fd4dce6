/** Does what is asked for one key one after another, whatever becomes of it. */
export interface Turns {
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when what was asked for so far is done. Never rejects. */
  settled(): Promise<void>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take(key, work) {
      const done = (last.get(key) ?? Promise.resolve()).then(work, work);
      // Whoever comes last takes the key away, so that there are not more of them than have a turn.
      const ended = () => {
        if (last.get(key) === turn) last.delete(key);
      };
      const turn = done.then(ended, ended);
      last.set(key, turn);
      return done;
    },
    async settled() {
      await Promise.allSettled(last.values());
    },
  };
}

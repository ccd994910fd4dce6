import type { Child, Lane } from './types.ts';

/** All at once, or at most `limit` at a time; 0 means no limit (flow-language §6.1 Parallel). */
export function parallel(children: readonly Child[], limit: number): Lane {
  const slots = limit > 0 ? limit : Number.POSITIVE_INFINITY;
  let created = 0;
  let running = 0;
  return {
    next() {
      const count = Math.min(slots - running, children.length - created);
      if (count <= 0) return [];
      const started = children.slice(created, created + count);
      created += count;
      running += count;
      return started;
    },
    ended() {
      running--;
    },
    get done() {
      return running === 0 && created === children.length;
    },
  };
}

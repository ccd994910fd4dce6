/** Page by page: all of it, or the one that is asked for. */
export interface Pages<T> {
  pages(): AsyncGenerator<T[]>;
  /** How many there are in all, once the first page was given. */
  readonly total: number;
}

/**
 * Asks for pages until there are no more; only for `page`, where it is given. What moved to a later page meanwhile, because
 * something new came before it, is given once: `nameOf` tells what is the same.
 *
 * @throws Error for a page or size below 1
 */
export function pagesOf<T>(
  { page, size }: { page?: number; size: number },
  ask: (page: { page: number; size: number }) => Promise<{ results: T[]; total: number }>,
  nameOf: (result: T) => unknown,
): Pages<T> {
  for (const [name, value] of Object.entries({ page, size }))
    if (value !== undefined && value < 1)
      throw new Error(`Property \`${name}\`: expected a number above 0, found ${value}`);
  const given = new Set<unknown>();
  const isNew = (result: T) => {
    const { size: before } = given;
    return given.add(nameOf(result)).size > before;
  };
  let total = 0;
  return {
    async *pages() {
      for (let next = page ?? 1; ; next++) {
        const answer = await ask({ page: next, size });
        total = answer.total;
        yield answer.results.filter(isNew);
        if (page !== undefined || answer.results.length === 0 || next * size >= total) return;
      }
    },
    get total() {
      return total;
    },
  };
}

/**
 * The name among `known` that was probably meant, or `undefined` where none is near: at most one edit in three characters,
 * with a swap of neighbours counted as one edit. Case does not count.
 */
export function suggest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const edits = distance(wanted, candidate.toLowerCase(), least);
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/**
 * The installed type that was probably meant: by a small slip in its name, or by its last part where the package is short or
 * of old (`Log`, `io.kestra.core.tasks.Log` → `io.kestra.plugin.core.log.Log`). A type of another plugin is none: a
 * `….jdbc.duckdb.Query` is not installed, not misspelt.
 */
export function suggestType(type: string, known: readonly string[]): string | undefined {
  const simple = simpleName(type).toLowerCase();
  return (
    known.find(
      (candidate) => simpleName(candidate).toLowerCase() === simple && isPackageLike(type, candidate),
    ) ??
    // Packages are long and alike: a small difference in the whole name says something only with one as small in its last part.
    known
      .filter((candidate) => {
        const most = Math.max(1, Math.floor(simple.length / 4));
        return distance(simple, simpleName(candidate).toLowerCase(), most + 1) <= most;
      })
      .map((candidate) => ({ candidate, edits: distance(type.toLowerCase(), candidate.toLowerCase(), 3) }))
      .filter(({ edits }) => edits < 3)
      .sort((a, b) => a.edits - b.edits)[0]?.candidate
  );
}

/** Whether a written package names nothing that the candidate's does not, but for parts that say nothing. */
function isPackageLike(type: string, candidate: string): boolean {
  const parts = candidate.split('.').slice(0, -1);
  return type
    .split('.')
    .slice(0, -1)
    .every((part) => ['io', 'kestra', 'plugin', 'core', 'tasks'].includes(part) || parts.includes(part));
}

/** “, did you mean “y”?” or nothing: the end of a message. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : `, did you mean “${suggestion}”?`;
}

function simpleName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** Edit distance with swaps (optimal string alignment); `limit` or more where it is at least `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let rowLeast = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let edits = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, beforePrevious[column - 2]! + 1);
      }
      current.push(edits);
      rowLeast = Math.min(rowLeast, edits);
    }
    if (rowLeast >= limit) return limit;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}

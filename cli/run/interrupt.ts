const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Signals within this many milliseconds are one: a terminal sends Ctrl-C to every process of its group, and wrappers such
 * as npx pass on the one they got.
 */
const together = 300;

/** Calls `first` on the first Ctrl-C (or SIGTERM, SIGHUP) and `second` on the next. The result stops listening. */
export function onInterrupt(first: () => void, second: () => void): () => void {
  let last: number | undefined;
  const heard = () => {
    const before = last;
    last = performance.now();
    if (before === undefined) first();
    else if (last - before > together) second();
  };
  for (const signal of signals) process.on(signal, heard);
  return () => {
    for (const signal of signals) process.off(signal, heard);
  };
}

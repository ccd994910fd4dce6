/**
 * Whether a change at a property path is among those that are wanted: at one of them, inside one, or around one. Paths are
 * written `tasks[fetch].retry`; `tasks.fetch.retry` means the same.
 */
export function pathFilter(wanted: readonly string[]): (path: string) => boolean {
  const known = wanted.map(stepsOf).filter((steps) => steps.length > 0);
  return (path) => {
    const steps = stepsOf(path);
    return known.some((one) => {
      const [short, long] = one.length < steps.length ? [one, steps] : [steps, one];
      return short.every((step, index) => step === long[index]);
    });
  };
}

function stepsOf(path: string): string[] {
  return path.split(/[.[\]]/).filter((step) => step !== '');
}

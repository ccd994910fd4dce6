import type { Input } from '../../flow/types.ts';

/** The inputs that an input depends on; itself and unknown ids do not count (flow-language §2.4). */
export function dependenciesOf(input: Input, declared: readonly Input[]): Input[] {
  const ids = input.dependsOn?.inputs ?? [];
  return ids.flatMap((id) => (id === input.id ? [] : (declared.find((other) => other.id === id) ?? [])));
}

/** The message for an input from which following the dependencies leads into a circle (flow-language §1.4). */
export function cycleFrom(input: Input, declared: readonly Input[]): string | undefined {
  const circle = circleOn([input], declared, new Set());
  return circle && `Cycle dependency detected for input with id '${input.id}': [${circle.join(', ')}]`;
}

/** Ids of the path from its first input to where it closes. */
function circleOn(path: Input[], declared: readonly Input[], done: Set<string>): string[] | undefined {
  const last = path[path.length - 1]!;
  for (const next of dependenciesOf(last, declared)) {
    if (path.some(({ id }) => id === next.id)) return path.map(({ id }) => id);
    if (done.has(next.id)) continue;
    const circle = circleOn([...path, next], declared, done);
    if (circle !== undefined) return circle;
  }
  done.add(last.id);
  return undefined;
}

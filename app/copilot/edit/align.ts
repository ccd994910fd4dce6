import { isMapping } from '../../../runner/flow/values.ts';

/** What becomes of an item: it is in both lists, or in one. */
export type Step =
  | { kind: 'both'; base: number; next: number }
  | { kind: 'base'; base: number }
  | { kind: 'next'; next: number };

interface Item {
  value: unknown;
}

/** Which items of two lists are the same: by `id`, else by value; where as many went as came, they took each other's place. */
export function align(base: readonly Item[], next: readonly Item[]): Step[] {
  const steps: Step[] = [];
  let gone: number[] = [];
  let come: number[] = [];
  const close = () => {
    const areReplaced =
      gone.length === come.length && gone.every((at, index) => isSameKind(base[at]!, next[come[index]!]!));
    if (areReplaced)
      for (const [index, at] of gone.entries()) steps.push({ kind: 'both', base: at, next: come[index]! });
    else {
      for (const at of gone) steps.push({ kind: 'base', base: at });
      for (const at of come) steps.push({ kind: 'next', next: at });
    }
    gone = [];
    come = [];
  };
  let [at, other] = [0, 0];
  for (const [one, another] of common(base.map(nameOf), next.map(nameOf))) {
    while (at < one) gone.push(at++);
    while (other < another) come.push(other++);
    close();
    steps.push({ kind: 'both', base: at++, next: other++ });
  }
  while (at < base.length) gone.push(at++);
  while (other < next.length) come.push(other++);
  close();
  return steps;
}

/** The `id` of an item, or what else names it; undefined for one without. */
export function identityOf(value: unknown): string | undefined {
  if (!isMapping(value)) return undefined;
  const id = value['id'] ?? value['name'] ?? value['key'];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

function nameOf({ value }: Item): string {
  const id = identityOf(value);
  return id === undefined ? `v:${JSON.stringify(value)}` : `i:${id}`;
}

function isSameKind({ value: one }: Item, { value: other }: Item): boolean {
  if (isMapping(one) !== isMapping(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  return !isMapping(one) || !isMapping(other) || one['type'] === other['type'];
}

/** The longest common subsequence, as pairs of indexes. */
function common(base: readonly string[], next: readonly string[]): [number, number][] {
  const lengths = base.map(() => new Uint32Array(next.length + 1));
  lengths.push(new Uint32Array(next.length + 1));
  for (let at = base.length - 1; at >= 0; at--)
    for (let other = next.length - 1; other >= 0; other--)
      lengths[at]![other] =
        base[at] === next[other]
          ? lengths[at + 1]![other + 1]! + 1
          : Math.max(lengths[at + 1]![other]!, lengths[at]![other + 1]!);
  const pairs: [number, number][] = [];
  let [at, other] = [0, 0];
  while (at < base.length && other < next.length) {
    if (base[at] === next[other]) pairs.push([at++, other++]);
    else if (lengths[at + 1]![other]! >= lengths[at]![other + 1]!) at++;
    else other++;
  }
  return pairs;
}

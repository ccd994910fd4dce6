/** An object made of dotted ids: `a.b` is property `b` of `a` (flow-language §2.4). */
type Tree = Map<string, unknown>;

/**
 * Values by dotted id as nested objects, in the order of their ids: `a.b: 1`, `a.c: 2` give `{a: {b: 1, c: 2}}`.
 * Of two ids that exclude each other (`a` and `a.b`) the later one is left out.
 */
export function nest(values: Iterable<readonly [id: string, value: unknown]>): Record<string, unknown> {
  const root: Tree = new Map();
  // Distinguishes nested objects from values that are maps themselves: those are never entered.
  const trees = new Set<unknown>([root]);
  for (const [id, value] of values) insert(root, id.split('.'), value, trees);
  return toObject(root, trees);
}

function insert(root: Tree, path: string[], value: unknown, trees: Set<unknown>): void {
  let tree = root;
  for (const [index, key] of path.entries()) {
    const last = index === path.length - 1;
    if (last && !tree.has(key)) tree.set(key, value);
    if (last) return;
    if (!tree.has(key)) {
      const branch: Tree = new Map();
      trees.add(branch);
      tree.set(key, branch);
    }
    const next = tree.get(key);
    if (!trees.has(next)) return;
    tree = next as Tree;
  }
}

function toObject(tree: Tree, trees: ReadonlySet<unknown>): Record<string, unknown> {
  // `fromEntries` defines properties, also one named `__proto__`.
  return Object.fromEntries(
    [...tree].map(([key, value]) => [key, trees.has(value) ? toObject(value as Tree, trees) : value]),
  );
}

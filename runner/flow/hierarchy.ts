/** A namespace, and those above it, the nearest first: `a.b.c`, `a.b`, `a` (flow-language §1.2). */
export function withParents(namespace: string): string[] {
  const segments = namespace.split('.');
  return segments.map((_, index) => segments.slice(0, segments.length - index).join('.'));
}

/** Whether a flow of a namespace may run one with these `allowedNamespaces` (surfaces §10.5). */
export function mayRun(allowed: readonly string[] | undefined, namespace: string): boolean {
  return allowed === undefined || withParents(namespace).some((name) => allowed.includes(name));
}

/** What is said where a flow may not run another one; a sentence. */
export function notAllowed(
  namespace: string,
  other: { namespace: string; id: string; allowedNamespaces?: readonly string[] },
): string {
  const allowed = (other.allowedNamespaces ?? []).join(', ');
  return `Flows of the namespace '${namespace}' may not run '${other.namespace}.${other.id}': allowedNamespaces in its namespace.yaml lets only flows of ${allowed} run it`;
}

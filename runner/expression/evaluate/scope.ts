/** Names bound by `set`, `for` and macro parameters (flow-language §4.5). */
export interface Scope {
  readonly names: Map<string, unknown>;
  readonly outer: Scope | undefined;
  /** A macro's scope: what is outside cannot be seen. */
  readonly isolated: boolean;
}

/** A scope inside another. */
export function scopeIn(outer: Scope | undefined, isolated = false): Scope {
  return { names: new Map(), outer, isolated };
}

/** All names that are bound, inner ones first seen last, so that assigning them in order shadows rightly. */
export function* boundNames(scope: Scope | undefined): Generator<[string, unknown]> {
  if (scope === undefined) {
    return;
  }
  if (!scope.isolated) {
    yield* boundNames(scope.outer);
  }
  yield* scope.names;
}

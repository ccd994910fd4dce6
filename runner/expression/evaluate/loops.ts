import { entriesOf, isMap } from '../java/collections.ts';
import { javaString } from '../java/text.ts';
import type { Statement } from '../syntax/ast.ts';
import { ExpressionError } from '../types.ts';
import type { Compilation, Execute } from './compilation.ts';
import { compileExpression } from './expressions.ts';
import { MISSING } from './missing.ts';
import { scopeIn } from './scope.ts';
import { compileStatements } from './statements.ts';

/** Compiles a `for` tag: the body once for each element, or its `else` where there is none (flow-language §4.5). */
export function compileFor(statement: Statement & { kind: 'for' }, compilation: Compilation): Execute {
  const { variable, at } = statement;
  const iterable = compileExpression(statement.iterable, compilation);
  const body = compileStatements(statement.body, compilation);
  const otherwise = compileStatements(statement.otherwise, compilation);
  return (rendering) => {
    const value = iterable(rendering);
    if (value === MISSING) {
      throw rendering.missingVariable();
    }
    rendering.at = at;
    const items = itemsOf(value);
    if (items.length === 0) {
      otherwise(rendering);
      return;
    }
    const outer = rendering.currentScope();
    const scope = scopeIn(outer);
    rendering.scope = scope;
    for (const [index, item] of items.entries()) {
      rendering.tick();
      scope.names.set(variable, item ?? null);
      scope.names.set('loop', loopAt(index, items.length));
      body(rendering);
    }
    rendering.scope = outer;
  };
}

/** The elements of a list, or of a map as objects with `key` and `value`. */
function itemsOf(value: unknown): readonly unknown[] {
  if (value === null) {
    return [];
  }
  if (Array.isArray(value)) {
    return value;
  }
  if (isMap(value)) {
    return entriesOf(value).map(([key, item]) => ({ key, value: item ?? null }));
  }
  if (value instanceof Set || value instanceof Uint8Array) {
    return [...value];
  }
  throw new ExpressionError(`Not an iterable object. Value = [${javaString(value)}]`);
}

/** The `loop` variable; `index` counts from 0, `revindex` down to 0. */
function loopAt(index: number, length: number): Readonly<Record<string, number | boolean>> {
  return { index, length, first: index === 0, last: index === length - 1, revindex: length - index - 1 };
}

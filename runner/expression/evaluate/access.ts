import { isMap, type JavaMap, sizeOf, valueAt } from '../java/collections.ts';
import { isNumber } from '../java/numbers.ts';
import { javaString } from '../java/text.ts';
import type { Expression } from '../syntax/ast.ts';
import { ExpressionError } from '../types.ts';
import type { Compilation, Evaluate } from './compilation.ts';
import { compileExpression } from './expressions.ts';
import { membersOf } from './members/index.ts';
import { MISSING } from './missing.ts';
import type { Rendering } from './rendering.ts';

/** Java methods that lead out of the value, which Kestra denies as well. */
const denied: ReadonlySet<string> = new Set(['getClass', 'class', 'wait', 'notify', 'notifyAll']);

/** Where an attribute is read: the offset, and the name to report where the value is null. */
interface Site {
  readonly at: number;
  readonly root: string | undefined;
}

/** Compiles `a.b` and `a[expression]` (flow-language §4.4). */
export function compileAttribute(
  node: Expression & { kind: 'attribute' },
  compilation: Compilation,
): Evaluate {
  const target = compileExpression(node.target, compilation);
  const site = siteOf(node);
  const { name } = node;
  if (name.kind === 'literal' && typeof name.value === 'string' && !(name.value in Object.prototype)) {
    return compileKey(target, name.value, site);
  }
  const key = compileExpression(name, compilation);
  return (rendering) => {
    const value = target(rendering);
    const evaluated = value === MISSING ? MISSING : key(rendering);
    return evaluated === MISSING ? MISSING : readAttribute(value, evaluated, site, rendering);
  };
}

/**
 * The commonest case by far: a known key of a plain object. No object inherits a property of that name, so that one
 * reading tells all.
 */
function compileKey(target: Evaluate, key: string, site: Site): Evaluate {
  return (rendering) => {
    const value = target(rendering);
    if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      const found = (value as Readonly<Record<string, unknown>>)[key];
      return found === undefined ? rendering.missing(key, site.at) : found;
    }
    return value === MISSING ? MISSING : readAttribute(value, key, site, rendering);
  };
}

function siteOf(node: Expression & { kind: 'attribute' | 'method' }): Site {
  return { at: node.at, root: node.target.kind === 'variable' ? node.target.name : undefined };
}

function readAttribute(value: unknown, key: unknown, { at, root }: Site, rendering: Rendering): unknown {
  rendering.at = at;
  if (value === null) {
    return rendering.missing(root ?? javaString(key), at);
  }
  const found = isMap(value) ? readKey(value, key) : readElement(value, key);
  return found === undefined ? rendering.missing(javaString(key), at) : found;
}

/** The value under a key of a map's own; `undefined` where there is none. */
function readKey(map: JavaMap, key: unknown): unknown {
  if (!isNumber(key)) {
    return valueAt(map, javaString(key));
  }
  if (sizeOf(map) > 0 && !(map instanceof Map && isNumber(map.keys().next().value))) {
    throw new ExpressionError(`type class java.lang.String not supported for key ${javaString(key)}`);
  }
  return valueAt(map, key);
}

function readElement(value: unknown, key: unknown): unknown {
  const index = Array.isArray(value) ? indexOf(key) : undefined;
  return index === undefined ? readGetter(value, javaString(key)) : (value as unknown[])[index];
}

function indexOf(key: unknown): number | undefined {
  if (typeof key === 'number' && Number.isInteger(key)) {
    return key;
  }
  return typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : undefined;
}

/** `get<Name>()`, `is<Name>()`, `has<Name>()`, then the method of that name. */
function readGetter(value: unknown, name: string): unknown {
  refuseDenied(name);
  const members = membersOf(value);
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  for (const getter of [`get${title}`, `is${title}`, `has${title}`, name]) {
    const member = members.get(`${getter}/0`);
    if (member !== undefined) {
      return member(value, []);
    }
  }
  return undefined;
}

/** Compiles `a.method(args)`; the arguments of Java's methods have no names. */
export function compileMethod(node: Expression & { kind: 'method' }, compilation: Compilation): Evaluate {
  const { name, args } = node;
  const target = compileExpression(node.target, compilation);
  const evaluates = args.map(({ value }) => compileExpression(value, compilation));
  const site = siteOf(node);
  return (rendering) => {
    const value = target(rendering);
    if (value === MISSING) {
      return MISSING;
    }
    const values: unknown[] = [];
    for (const evaluate of evaluates) {
      const argument = evaluate(rendering);
      if (argument === MISSING) {
        return MISSING;
      }
      values.push(argument);
    }
    return callMethod(value, name, values, site, rendering);
  };
}

function callMethod(
  value: unknown,
  name: string,
  args: readonly unknown[],
  { at, root }: Site,
  rendering: Rendering,
): unknown {
  rendering.at = at;
  if (value === null) {
    return rendering.missing(root ?? name, at);
  }
  refuseDenied(name);
  const member = membersOf(value).get(`${name}/${args.length}`);
  if (member === undefined) {
    return rendering.missing(name, at);
  }
  const result = member(value, args) ?? null;
  return typeof result === 'string' ? rendering.checkLength(result) : result;
}

function refuseDenied(name: string): void {
  if (denied.has(name)) {
    throw new ExpressionError(`For security reasons access to ${name} attribute is denied.`);
  }
}

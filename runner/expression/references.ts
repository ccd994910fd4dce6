import { childrenOf, statementsOf } from './analysis.ts';
import type { Argument, Expression, FilterCall, Statement } from './syntax/ast.ts';
import { declarationsOf } from './syntax/declarations.ts';
import { ExpressionError } from './types.ts';

/** One step of a reference. */
export interface ReferenceSegment {
  /** Absent where it is known only when rendering: `outputs.a[taskrun.value]`. */
  key?: string | number;
  /** 0-based offset into the template. */
  at: number;
}

/** One place of a template that reads a variable. */
export interface Reference {
  /** The name of the variable, then its attributes, up to a call of a method. */
  segments: ReferenceSegment[];
  /** Whether it is no fault where it is missing: for `??`, `default`, `is defined`, or a condition around it that tests it. */
  guarded: boolean;
  /** Whether it is read each time that the template is rendered, and not in a branch only. */
  always: boolean;
}

/** Known keys from a variable's name on. */
export type ReferencePath = readonly (string | number)[];

/**
 * Every place of a template that reads a variable (flow-language §4.4, §4.5). Names that `set`, `for` and macros bind are no
 * variables, and inside macros there are none. A template that cannot be parsed has no references, for it is never evaluated.
 *
 * @param tested paths that are known to be tested before the template is rendered
 */
export function referencesOf(template: string, tested: readonly ReferencePath[] = []): Reference[] {
  if (!/\{[{%]/.test(template)) return [];
  const { body, bound } = parsed(template);
  const found: Reference[] = [];
  if (bound) statements(body, { guarded: false, always: true, tested, bound, found });
  return found;
}

/** The known beginning of a reference. */
export function pathOf({ segments }: Reference): ReferencePath {
  const unknown = segments.findIndex(({ key }) => key === undefined);
  return (unknown < 0 ? segments : segments.slice(0, unknown)).map(({ key }) => key!);
}

/** What is known at a place of the template. */
interface Place {
  guarded: boolean;
  always: boolean;
  tested: readonly ReferencePath[];
  /** Names that the template binds, wherever in it: that they are bound at the place is not proved. */
  bound: ReadonlySet<string>;
  found: Reference[];
}

interface Parsed {
  body: Statement[];
  /** Absent where the template declares something twice. */
  bound: ReadonlySet<string> | undefined;
}

/** A flow repeats many of its expressions, and each is looked at for what it tests as well. */
const cache = new Map<string, Parsed>();
const capacity = 1_000;

function parsed(template: string): Parsed {
  const hit = cache.get(template);
  if (hit) return hit;
  const body = statementsOf(template);
  const result = { body, bound: boundNames(body, template) };
  if (cache.size >= capacity) cache.clear();
  if (template.length < capacity) cache.set(template, result);
  return result;
}

function boundNames(body: Statement[], template: string): ReadonlySet<string> | undefined {
  try {
    return declarationsOf(body, template).bound;
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function statements(body: readonly Statement[], place: Place): void {
  for (const statement of body) visitStatement(statement, place);
}

function visitStatement(statement: Statement, place: Place): void {
  switch (statement.kind) {
    case 'print':
    case 'set':
      return visit(statement.value, place);
    case 'if': {
      let inside = place;
      for (const { condition, body } of statement.branches) {
        visit(condition, inside);
        inside = after(condition, inside);
        statements(body, inside);
      }
      return statements(statement.otherwise, inside);
    }
    case 'for':
      visit(statement.iterable, place);
      statements(statement.body, { ...place, always: false });
      return statements(statement.otherwise, { ...place, always: false });
    case 'block':
      return statements(statement.body, place);
    case 'filter':
      for (const filter of statement.filters) visitArguments(filter, place);
      return statements(statement.body, place);
  }
}

function visit(node: Expression, place: Place): void {
  switch (node.kind) {
    case 'variable':
    case 'attribute':
      return visitPath(node, place);
    case 'filter':
      visit(node.input, node.filter.name === 'default' ? { ...place, guarded: true } : place);
      return visitArguments(node.filter, place);
    case 'test':
      visit(node.input, node.name === 'defined' ? { ...place, guarded: true } : place);
      return visitArguments(node, place);
    case 'call':
      return visitArguments(node, place);
    case 'conditional':
      visit(node.condition, place);
      visit(node.then, after(node.condition, place));
      return visit(node.otherwise, after(node.condition, place));
    case 'binary':
      return visitBinary(node, place);
    default:
      for (const child of childrenOf(node)) visit(child, place);
  }
}

function visitBinary({ operator, left, right }: Expression & { kind: 'binary' }, place: Place): void {
  switch (operator) {
    case '??':
    case '???':
      visit(left, { ...place, guarded: true });
      return visit(right, { ...place, always: false });
    case 'and':
    case 'or':
      visit(left, place);
      return visit(right, after(left, place));
    default:
      visit(left, place);
      return visit(right, place);
  }
}

function visitArguments({ args }: FilterCall | { args: Argument[] }, place: Place): void {
  for (const { value } of args) visit(value, place);
}

/** `a.b['c'][d]` is one reference; what stands in brackets has references of its own. */
function visitPath(node: Expression, place: Place): void {
  const segments: ReferenceSegment[] = [];
  let target = node;
  for (; target.kind === 'attribute'; target = target.target) {
    const { name } = target;
    const key = name.kind === 'literal' ? keyOf(name.value) : undefined;
    segments.unshift({ ...(key !== undefined && { key }), at: name.at });
    if (name.kind !== 'literal') visit(name, place);
  }
  if (target.kind !== 'variable') return visit(target, place);
  if (place.bound.has(target.name)) return;
  const reference: Reference = {
    segments: [{ key: target.name, at: target.at }, ...segments],
    guarded: place.guarded,
    always: place.always,
  };
  reference.guarded ||= isTested(pathOf(reference), place.tested);
  place.found.push(reference);
}

function keyOf(value: unknown): string | number | undefined {
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? (value as number) : undefined;
}

/** Behind a condition: not always reached, and what the condition reads has been tested. */
function after(condition: Expression, place: Place): Place {
  const found: Reference[] = [];
  visit(condition, { ...place, found });
  return { ...place, always: false, tested: [...place.tested, ...found.map(pathOf)] };
}

/** Whether a test read the same variable, something around it or something inside it. */
function isTested(path: ReferencePath, tested: readonly ReferencePath[]): boolean {
  return tested.some((other) => {
    const shorter = Math.min(path.length, other.length);
    return other.slice(0, shorter).every((key, index) => key === path[index]);
  });
}

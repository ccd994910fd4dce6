import type { Argument, Expression, FilterCall, Statement } from './syntax/ast.ts';
import { parseTemplate } from './syntax/parser.ts';
import { cutRawSections } from './syntax/raw.ts';
import { ExpressionError } from './types.ts';

/** What a template reads when it is rendered. */
export interface Reads {
  /** Variable paths, `['outputs', 'a', 'value']`; a path ends where its next segment is known only when rendering. */
  paths: string[][];
  /** Names of the functions called, macros of the template excluded. */
  functions: string[];
  /** Whether it may read any variable: it renders other templates or takes the context as a whole. */
  everything: boolean;
}

/** Functions that see all variables. */
const readEverything: ReadonlySet<string> = new Set(['render', 'renderOnce', 'printContext', 'fetchContext']);

/** What functions read besides their arguments. */
const implicitReads: ReadonlyMap<string, readonly string[]> = new Map([
  ['kv', ['flow']],
  ['currentEachOutput', ['parents', 'taskrun']],
]);

/**
 * Which variables a template reads and which functions it calls, without evaluating it: an upper bound, for what a branch
 * not taken reads is counted too. A template with a syntax error reads nothing, for it is never evaluated.
 */
export function readsOf(template: string): Reads {
  const collector = new Collector();
  if (/\{[{%]/.test(template)) {
    collector.statements(statementsOf(template), new Set());
  }
  return collector.reads();
}

/** The statements of a template; none where it has a syntax error. Offsets count in the template. */
export function statementsOf(template: string): Statement[] {
  try {
    return parseTemplate(cutRawSections(template).text);
  } catch (error) {
    if (error instanceof ExpressionError) {
      return [];
    }
    throw error;
  }
}

/** Walks the tree; `bound` are the names that `set`, `for` and macros have bound at the place. */
class Collector {
  private readonly paths = new Map<string, string[]>();
  private readonly functions = new Set<string>();
  private readonly macros = new Set<string>();
  private everything = false;

  reads(): Reads {
    return {
      paths: [...this.paths.values()],
      functions: [...this.functions].filter((name) => !this.macros.has(name)),
      everything: this.everything,
    };
  }

  /** A name that is set stays bound to the end of the statements it is set among. */
  statements(body: readonly Statement[], outer: ReadonlySet<string>): void {
    const bound = new Set(outer);
    for (const statement of body) {
      this.statement(statement, bound);
      if (statement.kind === 'set') {
        bound.add(statement.variable);
      }
    }
  }

  private statement(statement: Statement, bound: ReadonlySet<string>): void {
    switch (statement.kind) {
      case 'text':
        break;
      case 'print':
      case 'set':
        this.expression(statement.value, bound);
        break;
      case 'if':
        for (const { condition, body } of statement.branches) {
          this.expression(condition, bound);
          this.statements(body, bound);
        }
        this.statements(statement.otherwise, bound);
        break;
      case 'for':
        this.expression(statement.iterable, bound);
        this.statements(statement.body, new Set([...bound, statement.variable, 'loop']));
        this.statements(statement.otherwise, bound);
        break;
      case 'macro':
        this.macro(statement, bound);
        break;
      case 'block':
        this.statements(statement.body, bound);
        break;
      case 'filter':
        for (const filter of statement.filters) {
          this.arguments(filter, bound);
        }
        this.statements(statement.body, bound);
        break;
    }
  }

  private macro({ name, params, body }: Statement & { kind: 'macro' }, bound: ReadonlySet<string>): void {
    this.macros.add(name);
    for (const { value } of params) {
      if (value !== undefined) {
        this.expression(value, bound);
      }
    }
    this.statements(body, new Set([...bound, ...params.map((param) => param.name)]));
  }

  private expression(node: Expression, bound: ReadonlySet<string>): void {
    switch (node.kind) {
      case 'variable':
      case 'attribute':
        this.path(node, bound);
        break;
      case 'call':
        this.call(node.name);
        this.arguments(node, bound);
        break;
      case 'filter':
        this.expression(node.input, bound);
        this.arguments(node.filter, bound);
        break;
      default:
        for (const child of childrenOf(node)) {
          this.expression(child, bound);
        }
    }
  }

  private call(name: string): void {
    this.functions.add(name);
    this.everything ||= readEverything.has(name);
    for (const root of implicitReads.get(name) ?? []) {
      this.add([root]);
    }
  }

  /** The longest run of known segments from the root on; what stands in brackets is read for itself. */
  private path(node: Expression, bound: ReadonlySet<string>): void {
    const segments: string[] = [];
    let target = node;
    for (; target.kind === 'attribute'; target = target.target) {
      if (target.name.kind === 'literal' && typeof target.name.value === 'string') {
        segments.unshift(target.name.value);
      } else {
        segments.length = 0;
        this.expression(target.name, bound);
      }
    }
    if (target.kind !== 'variable') {
      this.expression(target, bound);
    } else if (target.name === '_context' && !bound.has('_context')) {
      this.everything = true;
    } else if (!bound.has(target.name)) {
      this.add([target.name, ...segments]);
    }
  }

  private arguments({ args }: FilterCall | { args: Argument[] }, bound: ReadonlySet<string>): void {
    for (const { value } of args) {
      this.expression(value, bound);
    }
  }

  private add(path: string[]): void {
    this.paths.set(JSON.stringify(path), path);
  }
}

/** The operands of an expression without names and arguments of its own. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'interpolation':
      return node.parts;
    case 'method':
      return [node.target, ...node.args.map(({ value }) => value)];
    case 'test':
      return [node.input, ...node.args.map(({ value }) => value)];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.then, node.otherwise];
    case 'list':
      return node.items;
    case 'map':
      return node.entries.flat();
    default:
      return [];
  }
}

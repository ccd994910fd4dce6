/**
 * The tree of a template. `at` is the 0-based offset into the template's text where the node, or the operator that makes
 * it, begins.
 */
export type Statement =
  | { kind: 'text'; text: string }
  | { kind: 'print'; value: Expression; at: number }
  | { kind: 'if'; branches: Branch[]; otherwise: Statement[] }
  | {
      kind: 'for';
      variable: string;
      iterable: Expression;
      body: Statement[];
      otherwise: Statement[];
      at: number;
    }
  | { kind: 'set'; variable: string; value: Expression; at: number }
  | MacroStatement
  | BlockStatement
  | { kind: 'filter'; filters: FilterCall[]; body: Statement[]; at: number };

/** One condition of an `if` tag and what it guards. */
export interface Branch {
  condition: Expression;
  body: Statement[];
  at: number;
}

/** A macro; `value` of a parameter is its default. */
export interface MacroStatement {
  kind: 'macro';
  name: string;
  params: { name: string; value: Expression | undefined }[];
  body: Statement[];
  at: number;
}

export interface BlockStatement {
  kind: 'block';
  name: string;
  body: Statement[];
  at: number;
}

export interface FilterCall {
  name: string;
  args: Argument[];
  at: number;
}

/** An argument of a call; positional ones have no name. */
export interface Argument {
  name: string | undefined;
  value: Expression;
}

export type Expression =
  | { kind: 'literal'; value: unknown; at: number }
  | { kind: 'interpolation'; parts: Expression[]; at: number }
  | { kind: 'variable'; name: string; at: number }
  | { kind: 'attribute'; target: Expression; name: Expression; at: number }
  | { kind: 'method'; target: Expression; name: string; args: Argument[]; at: number }
  | { kind: 'call'; name: string; args: Argument[]; at: number }
  | { kind: 'filter'; input: Expression; filter: FilterCall; at: number }
  | { kind: 'test'; input: Expression; name: string; args: Argument[]; negated: boolean; at: number }
  | { kind: 'unary'; operator: UnaryOperator; operand: Expression; at: number }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression; at: number }
  | { kind: 'conditional'; condition: Expression; then: Expression; otherwise: Expression; at: number }
  | { kind: 'list'; items: Expression[]; at: number }
  | { kind: 'map'; entries: (readonly [Expression, Expression])[]; at: number };

export type UnaryOperator = 'not' | '+' | '-';

export type BinaryOperator =
  | 'or'
  | 'and'
  | 'contains'
  | 'isIn'
  | '=='
  | '!='
  | '>'
  | '<'
  | '>='
  | '<='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '~'
  | '..'
  | '??'
  | '???';

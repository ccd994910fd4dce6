import type { BlockStatement, MacroStatement, Statement } from './ast.ts';
import { errorAt } from './errors.ts';

/** What a template itself declares, wherever in it. */
export interface Declarations {
  /** Names that `set` and `for` bind somewhere; all others can only be variables. */
  bound: ReadonlySet<string>;
  macros: MacroStatement[];
  blocks: BlockStatement[];
}

/** @throws ExpressionError where two macros or two blocks share a name */
export function declarationsOf(body: readonly Statement[], template: string): Declarations {
  const bound = new Set<string>();
  const macros: MacroStatement[] = [];
  const blocks: BlockStatement[] = [];
  for (const statement of everyStatement(body)) {
    if (statement.kind === 'set') {
      bound.add(statement.variable);
    } else if (statement.kind === 'for') {
      bound.add(statement.variable).add('loop');
    } else if (statement.kind === 'macro') {
      refuseDuplicate(macros, statement, template);
      macros.push(statement);
    } else if (statement.kind === 'block') {
      refuseDuplicate(blocks, statement, template);
      blocks.push(statement);
    }
  }
  return { bound, macros, blocks };
}

/** A statement list with all that is nested in it, outer ones first. */
export function* everyStatement(body: readonly Statement[]): Generator<Statement> {
  for (const statement of body) {
    yield statement;
    for (const inner of bodiesOf(statement)) {
      yield* everyStatement(inner);
    }
  }
}

function bodiesOf(statement: Statement): Statement[][] {
  switch (statement.kind) {
    case 'if':
      return [...statement.branches.map((branch) => branch.body), statement.otherwise];
    case 'for':
      return [statement.body, statement.otherwise];
    case 'macro':
    case 'block':
    case 'filter':
      return [statement.body];
    default:
      return [];
  }
}

type Named = MacroStatement | BlockStatement;

function refuseDuplicate(known: readonly Named[], added: Named, template: string): void {
  if (known.some(({ name }) => name === added.name)) {
    throw errorAt(
      `More than one ${added.kind} can not share the same name: ${added.name}`,
      template,
      added.at,
    );
  }
}

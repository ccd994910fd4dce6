import type { MacroStatement, Statement } from '../syntax/ast.ts';
import { compileFilter } from './calls.ts';
import type { Compilation, Evaluate, Execute } from './compilation.ts';
import { compileExpression } from './expressions.ts';
import { compileFor } from './loops.ts';
import { MISSING } from './missing.ts';
import type { Rendering } from './rendering.ts';
import { scopeIn } from './scope.ts';
import { truthOf } from './truthOf.ts';

/** Compiles statements to one function that executes them in turn (flow-language §4.5). */
export function compileStatements(body: readonly Statement[], compilation: Compilation): Execute {
  const steps = body.map((statement) => compileStatement(statement, compilation));
  const [first, second] = steps;
  if (first === undefined) {
    return () => {};
  }
  if (second === undefined) {
    return first;
  }
  return (rendering) => {
    for (const step of steps) {
      step(rendering);
    }
  };
}

function compileStatement(statement: Statement, compilation: Compilation): Execute {
  switch (statement.kind) {
    case 'text': {
      const { text } = statement;
      return (rendering) => rendering.write(text);
    }
    case 'print':
      return compilePrint(compileExpression(statement.value, compilation));
    case 'if':
      return compileIf(statement, compilation);
    case 'for':
      return compileFor(statement, compilation);
    case 'set':
      return compileSet(statement, compilation);
    case 'macro':
      return declareMacro(statement, compilation);
    case 'block':
      return compileBlock(statement, compilation);
    case 'filter':
      return compileFilterTag(statement, compilation);
  }
}

/** Most values printed are strings, which need no conversion. */
function compilePrint(evaluate: Evaluate): Execute {
  return (rendering) => {
    const value = evaluate(rendering);
    if (typeof value === 'string') {
      rendering.write(value);
    } else {
      rendering.print(value);
    }
  };
}

function compileIf(statement: Statement & { kind: 'if' }, compilation: Compilation): Execute {
  const branches = statement.branches.map(({ condition, body, at }) => ({
    condition: compileExpression(condition, compilation),
    body: compileStatements(body, compilation),
    at,
  }));
  const otherwise = compileStatements(statement.otherwise, compilation);
  return (rendering) => {
    for (const { condition, body, at } of branches) {
      const value = present(condition(rendering), rendering);
      rendering.at = at;
      if (truthOf(value, 'if statement')) {
        body(rendering);
        return;
      }
    }
    otherwise(rendering);
  };
}

function compileSet(statement: Statement & { kind: 'set' }, compilation: Compilation): Execute {
  const { variable } = statement;
  const value = compileExpression(statement.value, compilation);
  return (rendering) => rendering.assign(variable, present(value(rendering), rendering));
}

/** A macro prints nothing where it stands. */
function declareMacro({ name, params, body }: MacroStatement, compilation: Compilation): Execute {
  const macro = compilation.macros.get(name);
  const inside = { ...compilation, isolated: true };
  if (macro !== undefined) {
    macro.defaults = params.map(({ value }) => value && compileExpression(value, inside));
    macro.body = compileStatements(body, inside);
  }
  return () => {};
}

function compileBlock(statement: Statement & { kind: 'block' }, compilation: Compilation): Execute {
  const body = compileStatements(statement.body, compilation);
  const block = compilation.blocks.get(statement.name);
  if (block !== undefined) {
    block.body = body;
  }
  return (rendering) => rendering.within(scopeIn(rendering.currentScope()), () => body(rendering));
}

function compileFilterTag(statement: Statement & { kind: 'filter' }, compilation: Compilation): Execute {
  const body = compileStatements(statement.body, compilation);
  const filtered = statement.filters.reduce<Evaluate>(
    (input, filter) => compileFilter(filter, input, compilation),
    (rendering) => rendering.capture(body),
  );
  return compilePrint(filtered);
}

/** @throws MissingVariable where the value is missing: a statement cannot go on without it */
function present(value: unknown, rendering: Rendering): unknown {
  if (value === MISSING) {
    throw rendering.missingVariable();
  }
  return value;
}

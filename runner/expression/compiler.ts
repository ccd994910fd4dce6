import type { Execute } from './evaluate/compilation.ts';
import { compileStatements } from './evaluate/statements.ts';
import { library } from './library.ts';
import type { Statement } from './syntax/ast.ts';
import { declarationsOf } from './syntax/declarations.ts';
import { errorAt } from './syntax/errors.ts';
import { parseTemplate } from './syntax/parser.ts';
import { cutRawSections, type RawSections } from './syntax/raw.ts';
import { ExpressionError } from './types.ts';

/** A template ready to be rendered with any variables. */
export interface Template {
  readonly execute: Execute;
  /** Raw sections to put back into what it printed. */
  readonly raw: RawSections | undefined;
}

/**
 * Compiles a template to closures (flow-language §4.1).
 *
 * @throws ExpressionError for syntax errors, for filters, functions and tests that do not exist, and for arguments that
 *   they do not take
 */
export function compileTemplate(template: string): Template {
  const { text, raw } = cutRawSections(template);
  try {
    return { execute: compileBody(parseTemplate(text), text), raw };
  } catch (error) {
    throw error instanceof ExpressionError && raw !== undefined
      ? new ExpressionError(
          error.message.replaceAll(text, () => template),
          error.position,
        )
      : error;
  }
}

function compileBody(body: Statement[], template: string): Execute {
  const { bound, macros, blocks } = declarationsOf(body, template);
  return compileStatements(body, {
    ...library,
    bound,
    isolated: false,
    macros: new Map(macros.map(({ name, params }) => [name, { params: params.map((param) => param.name) }])),
    blocks: new Map(blocks.map(({ name }) => [name, {}])),
    error: (message, at) => errorAt(message, template, at),
  });
}

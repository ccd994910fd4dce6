import { ExpressionError, type TemplatePosition } from '../types.ts';

/**
 * An error inside a template with the template and the line appended as Pebble does (flow-language §4.1.4).
 *
 * @param offset 0-based offset into the template
 */
export function errorAt(message: string, template: string, offset: number, cause?: unknown): ExpressionError {
  const position = positionAt(template, offset);
  return new ExpressionError(`${message} (${template}:${position.line})`, position, { cause });
}

/** Line and column, both 1-based, of an offset into a template. */
export function positionAt(template: string, offset: number): TemplatePosition {
  const before = template.slice(0, offset);
  return { offset, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

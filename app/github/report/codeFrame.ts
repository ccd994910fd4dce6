import { clean } from '../../../runner/report/escape.ts';

/** A place in a text, 1-based. */
interface Place {
  line: number;
  column: number;
  /** Column of the last character. */
  endColumn?: number;
}

/**
 * The line of a place between its neighbours, numbered, with carets under what is meant (github §9.2). Long lines are cut so
 * that the column is seen. Empty where the text has no such line.
 */
export function codeFrame(source: string, { line, column, endColumn = column }: Place, width = 110): string {
  const lines = source.split(/\r\n?|\n/);
  const text = lines[line - 1];
  if (text === undefined) return '';
  const gutter = String(line + 1).length;
  const offset = column > width * 0.8 ? column - Math.floor(width / 2) : 0;
  const part = (whole: string) => shown(whole, offset, width);

  const numbered = (number: number) => {
    const content = lines[number - 1];
    const isMeant = number === line;
    return content === undefined || (!isMeant && content.trim() === '')
      ? []
      : [`${isMeant ? '>' : ' '} ${String(number).padStart(gutter)} | ${part(content)}`.trimEnd()];
  };
  // Measured in what is shown, so that tabs and characters that were taken out move the carets along.
  const lead = part(text.slice(0, Math.max(0, column - 1))).length;
  const most = Math.max(1, part(text).length - lead);
  const carets = '^'.repeat(Math.min(Math.max(1, endColumn - column + 1), most));
  const pointer = `  ${' '.repeat(gutter)} | ${' '.repeat(lead)}${carets}`;
  return [...numbered(line - 1), ...numbered(line), pointer, ...numbered(line + 1)].join('\n');
}

function shown(text: string, offset: number, width: number): string {
  return clean(text.slice(offset, offset + width)).replaceAll('\t', '  ');
}

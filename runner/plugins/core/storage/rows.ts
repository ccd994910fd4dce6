import { parseIon } from '../../../plugin/ion.ts';
import { linesOf } from './lines.ts';

/** A line that holds one row. */
export interface Row {
  /** The line as it was written. */
  text: string;
  /** The row's fields by name. Throws, naming the line, where the text is no Ion struct and no JSON object. */
  fields(): Record<string, unknown>;
}

/** Rows of a file that has one a line, as Ion text or JSON; blank lines are none (flow-language §6.6). */
export async function* rowsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of linesOf(content)) {
    const number = ++line;
    if (text.trim() !== '') yield { text, fields: () => fieldsOf(text, number) };
  }
}

function fieldsOf(text: string, line: number): Record<string, unknown> {
  const row = parse(text, line);
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Record<string, unknown>;
  throw new Error(
    `Line ${line} is no row: expected an Ion struct or a JSON object, found \`${shortened(text)}\``,
  );
}

function parse(text: string, line: number): unknown {
  try {
    return parseIon(text)[0];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Line ${line} cannot be read as Ion or JSON: ${reason}`);
  }
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

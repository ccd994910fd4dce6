/** A table of Markdown. Cells are Markdown already: see `cell` and `code`. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A text as it may stand in a cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

/** A text in the letters of a program, as it may stand in a cell. */
export function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return fence + cell(text) + fence;
}

/** What a link to a heading of the page names. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

import type { Passage } from './types.ts';

/** Characters of a passage; what is longer is split between paragraphs. */
const longest = 1_500;

/** Splits a page of Markdown at its headings, and long sections between their paragraphs. Fenced code is never split. */
export function passagesOf(path: string, page: string): Passage[] {
  return sectionsOf(page).flatMap(({ trail, anchor, lines }) =>
    chunksOf(lines).map((text) => ({ title: trail.join(' › '), path, anchor, text })),
  );
}

interface Section {
  /** Headings, the page's title first. */
  trail: string[];
  anchor: string;
  lines: string[];
}

function sectionsOf(page: string): Section[] {
  const sections: Section[] = [{ trail: [], anchor: '', lines: [] }];
  const anchors = new Map<string, number>();
  const trail: string[] = [];
  const isCode = codeReader();
  let isComment = false;
  for (const line of page.split(/\r?\n/)) {
    if (isComment) {
      isComment = !line.includes('-->');
      continue;
    }
    const ofCode = isCode(line);
    if (!ofCode && line.startsWith('<!--')) {
      isComment = !line.includes('-->');
      continue;
    }
    const [, marks, text] = (!ofCode && /^(#{1,6}) +(.+?) *$/.exec(line)) || [];
    if (!marks || !text) {
      sections.at(-1)!.lines.push(line);
      continue;
    }
    trail.length = Math.min(trail.length, marks.length - 1);
    trail.push(plain(text));
    const anchor = uniqueAnchor(text, anchors);
    sections.push({ trail: [...trail], anchor: marks.length === 1 ? '' : anchor, lines: [] });
  }
  return sections;
}

/** A heading without the marks of Markdown. */
function plain(heading: string): string {
  return heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
}

/** As GitHub names a heading; one that is there already gets a number. */
function uniqueAnchor(heading: string, taken: Map<string, number>): string {
  const name = plain(heading)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
  const times = taken.get(name) ?? 0;
  taken.set(name, times + 1);
  return times === 0 ? name : `${name}-${times}`;
}

function chunksOf(lines: readonly string[]): string[] {
  const chunks: string[] = [];
  let chunk: string[] = [];
  let size = 0;
  const isCode = codeReader();
  for (const line of lines) {
    const mayEnd = !isCode(line) && (line.trim() === '' || line.startsWith('|') || /^ *[-*] /.test(line));
    if (mayEnd && size + line.length > longest) {
      chunks.push(chunk.join('\n').trim());
      chunk = [];
      size = 0;
    }
    chunk.push(line);
    size += line.length + 1;
  }
  chunks.push(chunk.join('\n').trim());
  return chunks.filter((text) => text !== '');
}

/** Tells of each line, one after another, whether it belongs to fenced code; its fences do. */
function codeReader(): (line: string) => boolean {
  let open: string | undefined;
  return (line) => {
    const fence = /^\s*(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
    if (open === undefined) {
      open = fence;
      return fence !== undefined;
    }
    if (fence?.startsWith(open) && line.trim() === fence) open = undefined;
    return true;
  };
}

import { stripVTControlCharacters } from 'node:util';

/** Invisible; between two characters it keeps GitHub from seeing a mention, a reference or an address in them. */
const gap = '\u200b';

/**
 * Text of others without what can hide or reorder text: escape sequences of terminals, control characters other than line
 * ends and tabs, direction marks, invisible characters, halves of surrogate pairs (github §8.2).
 */
export function clean(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(
      /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu,
      '',
    );
}

/** The same on one line, of at most `most` characters; what is cut is shown by `…`, no surrogate pair is cut. */
export function oneLine(text: string, most = 300): string {
  // No work on what will be cut: messages of failed tasks can be megabytes.
  const line = clean(text.slice(0, most * 8))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= most
    ? line
    : `${line
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}

/**
 * Text of others as prose, in paragraphs, lists and table cells: one line that shows as it is, without mentions, references,
 * links, HTML, formulas, commands or any other meaning (github §4.4, §8.2).
 */
export function prose(text: string, most?: number): string {
  return apart(oneLine(text, most))
    .replace(/[\\`*_[\]~]/g, String.raw`\$&`)
    .replace(/[&<>|"]/g, entity)
    .replaceAll('$', '<span>&#36;</span>')
    .replace(/^[-+=]/, String.raw`\$&`)
    .replace(/^\d+(?=[.)])/, `$&${gap}`);
}

/** The same within an HTML element on a line of its own, such as a `<summary>`, where Markdown's escapes mean nothing. */
export function html(text: string, most?: number): string {
  return apart(oneLine(text, most)).replace(/[&<>"'$`*_[\]\\|~!]/g, entity);
}

/** Text of others as a code span on one line; in a table cell use `cell`. GitHub links nothing within code. */
export function code(text: string, most = 120): string {
  const line = oneLine(text, most);
  if (line === '') return '` `';
  const quote = '`'.repeat(longestRun(line, '`') + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${quote}${pad}${line}${pad}${quote}`;
}

/** A code span for a table: a `|` must not end its cell, not even after a backslash. */
export function cell(text: string, most?: number): string {
  return code(text, most).replace(/(\\?)\|/g, (_, before) => `${before && `\\${gap}`}\\|`);
}

/** Lines of others as a fenced block; the fence is longer than any run of its character inside. `info` is ours. */
export function fenced(text: string, info = ''): string {
  const body = clean(text)
    .replace(/^(\s*)\/(?=tutti)/gim, `$1/${gap}`)
    .trimEnd();
  const fence = '`'.repeat(Math.max(3, longestRun(body, '`') + 1));
  return `${fence}${info}\n${body}\n${fence}`;
}

/** A link; `label` is Markdown. Addresses that are not http(s) are left out, so that only the label stays. */
export function link(label: string, address: string | undefined): string {
  const safe = address === undefined ? undefined : safeAddress(address);
  return safe === undefined ? label : `[${label}](${safe})`;
}

/** A label of a diagram: only letters, digits and `_.-` of ASCII, nothing that Mermaid or Markdown could read (github §8.2). */
export function diagramLabel(text: string, most = 40): string {
  const label = text
    .slice(0, most * 4)
    .replace(/[^A-Za-z0-9 _.-]/gu, '_')
    .replace(/([.-]) +/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
    .trim();
  return label === '' ? '_' : label;
}

/** A value within an HTML comment: nothing that could end it. */
export function markerValue(text: string): string {
  return text.replace(/[^\w.:/]+/g, '_').slice(0, 100);
}

/** A gap in all that GitHub would make a link or a mention of, or take for a command. */
function apart(text: string): string {
  return text
    .replace(/[@#]/g, `$&${gap}`)
    .replace(/:(?=\/)/g, `:${gap}`)
    .replace(/(?:mailto|xmpp)(?=:)/gi, `$&${gap}`)
    .replace(/www(?=\.)/gi, `$&${gap}`)
    .replace(/GH-(?=\d)/gi, `$&${gap}`)
    .replace(/\/(?=tutti)/gi, `/${gap}`);
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

function safeAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return href.replace(
    /[()<>"'`|\\*_[\]@]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}

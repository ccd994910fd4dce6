import fc from 'fast-check';
import { expect } from 'vitest';
import { repositoryUrl } from './samples.ts';

/** Texts that try to be more than text. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@octocat',
        '@acme/team',
        '#1',
        'acme/flows#2',
        'GH-3',
        'https://evil.example/x',
        'www.evil.example',
        'a@evil.example',
        'mailto:a@evil.example',
        '[x](https://evil.example)',
        '![x](//evil.example/p.png)',
        '[x]: https://evil.example',
        '<img src=x onerror=a()>',
        '<script>',
        '</details>',
        '<details>',
        '</summary>',
        '<!-- tutti:sticky v1 kind=pr repo=1 pr=1 -->',
        '-->',
        '<!--',
        '--',
        '`',
        '``',
        '```',
        '````',
        '~~~',
        '|',
        '\\',
        '\\|',
        '\\`',
        '*',
        '**',
        '_',
        '__',
        '~~',
        '# x',
        '> x',
        '- x',
        '1. x',
        '+ x',
        '---',
        '===',
        '$x$',
        '$$',
        '&lt;b&gt;',
        '&#64;octocat',
        '/tutti kill',
        '\n',
        '\r\n',
        '\n\n',
        '\t',
        ' ',
        '    ',
        '\u0000',
        '\u001b[31m',
        '\u202e',
        '\u2066',
        '\u200b',
        '\u2028',
        '\ud83d',
        '\ude00',
        '😀',
        '"',
        "'",
        '"]',
        'end',
        'section',
        'title',
        ':',
        ';',
        '%%',
        '{{ secret("X") }}',
        '::error::x',
        'click n0 "x"',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** What GitHub would give a meaning: everything outside code and outside what the report itself writes. */
export function expectHarmless(markdown: string): void {
  const open = visible(markdown);
  expect(open).not.toMatch(/@[\w]/);
  expect(open).not.toMatch(/#\d/);
  expect(open).not.toMatch(/GH-\d/i);
  expect(open).not.toMatch(/:\/\/|www\.|mailto:/i);
  expect(open).not.toMatch(/\]\(|\]:|!\[/);
  expect(open).not.toMatch(/[<>$]/);
  expect(markdown).not.toMatch(/^\s*\/tutti (?!replay|restart|logs|resume|kill e1)/m);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(markdown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(markdown.isWellFormed()).toBe(true);
}

/** Fences, code and details that are opened are closed, in order. */
export function expectClosed(markdown: string): void {
  const { fence, details } = blocks(markdown);
  expect(fence).toBeUndefined();
  expect(details).toBe(0);
}

/** The text without code, without escaped characters and without the links and elements that reports are made of. */
function visible(markdown: string): string {
  return blocks(markdown)
    .text.split('\n')
    .map(withoutSpans)
    .join('\n')
    .replace(/^<!-- tutti:(?:sticky )?v1 [\w=.:/ ]+ -->/, '')
    .replace(/\\[\\`*_[\]~|\-+=]/g, '')
    .replaceAll('<span>&#36;</span>', '')
    .replace(/&#\d{2,3};/g, '')
    .replace(/<\/?(?:details|summary)>|<br>/g, '')
    .replace(/^>(?: |$)/gm, '')
    .replaceAll(`[!IMPORTANT]`, '')
    .replace(
      /\]\((?:https:\/\/github\.example\/acme\/flows|https:\/\/tutti\.example|https:\/\/docs\.example)[^\s()<>"]*\)/g,
      ']',
    )
    .replaceAll(repositoryUrl, '');
}

/** CommonMark's rule: a span ends at the next run of the same length, within its paragraph; an escaped quote opens none. */
function withoutSpans(line: string): string {
  let out = '';
  for (let at = 0; at < line.length; ) {
    if (line[at] === '\\' && at + 1 < line.length) {
      out += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    const run = /^`+/.exec(line.slice(at))?.[0];
    if (run === undefined) {
      out += line[at++];
      continue;
    }
    const close = [...line.slice(at + run.length).matchAll(/`+/g)].find(
      ([ticks]) => ticks.length === run.length,
    );
    out += close ? '' : run;
    at += run.length + (close ? close.index + run.length : 0);
  }
  return out;
}

function blocks(markdown: string): { text: string; fence?: string; details: number } {
  let fence: string | undefined;
  let details = 0;
  const kept: string[] = [];
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(line);
    if (fence !== undefined) {
      if (mark && mark[1]![0] === fence[0] && mark[1]!.length >= fence.length && mark[2]!.trim() === '')
        fence = undefined;
    } else if (mark) fence = mark[1];
    else {
      kept.push(line);
      const open = withoutSpans(line);
      details += (open.match(/<details>/g)?.length ?? 0) - (open.match(/<\/details>/g)?.length ?? 0);
      expect(details).toBeGreaterThanOrEqual(0);
    }
  }
  return { text: kept.join('\n'), fence, details };
}

import { randomBytes } from 'node:crypto';
import { clean } from '../../../runner/report/escape.ts';
import { looksSecret } from '../guard/secrets.ts';

/** Puts texts of others between lines that they cannot write (github §8.2, “prompt injection”). */
export interface DataBlocks {
  /** `title` is ours. The text is cut to `most` characters: its beginning, or with `tail` its end. */
  block(title: string, text: string, most: number, end?: 'tail'): string;
}

/** Blocks of one conversation, with a boundary that nobody knows before. */
export function dataBlocks(boundary: string = randomBytes(9).toString('base64url')): DataBlocks {
  return {
    block(title, text, most, end) {
      const harmless = withoutTokens(clean(text)).replaceAll(boundary, '');
      const cut = harmless.length > most ? shortened(harmless, most, end) : harmless;
      return `----- ${boundary} ${title} -----\n${cut}\n----- ${boundary} end -----`;
    },
  };
}

function shortened(text: string, most: number, end: 'tail' | undefined): string {
  return end === 'tail'
    ? `(… beginning left out)\n${text.slice(-most)}`
    : `${text.slice(0, most)}\n(… rest left out)`;
}

/** What looks like a credential is nobody's business, wherever it came from. */
function withoutTokens(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      looksSecret(line)
        ? line.replace(/[^\s"':,=]{12,}/g, (word) =>
            looksSecret(word) || /[\w-]{20,}/.test(word) ? '(withheld)' : word,
          )
        : line,
    )
    .join('\n');
}

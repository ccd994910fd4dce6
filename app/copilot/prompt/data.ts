import { randomBytes } from 'node:crypto';
import { withoutTokens } from '../guard/withheld.ts';

/** Puts texts of others between lines that they cannot write (github §8.2, “prompt injection”). */
export interface DataBlocks {
  /**
   * `title` is ours. Credentials in the text have marks in their place; it is cut to `most` characters, its beginning or with `tail`
   * its end, and says so.
   */
  block(title: string, text: string, most: number, end?: 'tail'): string;
}

/** Characters of a text that are looked at: nobody reads more of a log. */
const longest = 1_000_000;

/** Blocks of one conversation, with a boundary that nobody knows before. */
export function dataBlocks(boundary: string = randomBytes(9).toString('base64url')): DataBlocks {
  return {
    block(title, text, most, end) {
      const looked = end === 'tail' ? text.slice(-longest) : text.slice(0, longest);
      // Until nothing is left: what stands around a boundary that is taken out may be one together.
      let harmless = withoutTokens(looked);
      while (harmless.includes(boundary)) harmless = harmless.replaceAll(boundary, '');
      return `----- ${boundary} ${title} -----\n${cut(harmless, most, end)}\n----- ${boundary} end -----`;
    },
  };
}

/** A name as one word of at most 100 characters, for a line that is ours: names are text of others too. */
export function plainName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_./-]+/gu, '_').slice(0, 100);
}

function cut(text: string, most: number, end: 'tail' | undefined): string {
  if (text.length <= most) return text;
  return end === 'tail'
    ? `(… beginning left out)\n${text.slice(-most)}`
    : `${text.slice(0, most)}\n(… rest left out)`;
}

/** Ask (issue “Copilot”, Ask; surfaces §6): finds what Tutti's documentation says about a question, without any model. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import MiniSearch from 'minisearch';
import { passagesOf } from './passages.ts';
import type { Docs, Passage } from './types.ts';

export { answer } from './answer.ts';

/** Passages of one page among the best: further ones tell little that is new. */
const mostOfPage = 2;

/**
 * Opens the documentation that comes with this version of Tutti. The index is made anew from docs/, the pages that a person
 * reads, so that it cannot be out of date.
 */
export function openDocs(root = packageRoot()): Docs {
  const passages = readPassages(root);
  const index = indexOf(passages);
  return {
    search(question, limit) {
      const ofPage = new Map<string, number>();
      const best = index.search(question).filter(({ id }) => {
        const { path } = passages[id]!;
        const times = ofPage.get(path) ?? 0;
        ofPage.set(path, times + 1);
        return times < mostOfPage;
      });
      return best.slice(0, limit).map(({ id, score }) => ({ ...passages[id]!, score }));
    },
  };
}

/** The folder with Tutti's docs/: above the sources, and above the bundles in dist/. */
function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'docs/reference/README.md')) && dirname(folder) !== folder)
    folder = dirname(folder);
  return folder;
}

/** Pages for people who use Tutti; how it is built is told to those who build it. */
function readPassages(root: string): Passage[] {
  const inner = new Set(['docs/architecture.md', 'docs/dependencies.md']);
  const pages = globSync('docs/**/*.md', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !inner.has(path))
    .sort();
  return pages.flatMap((path) => passagesOf(path, readFileSync(join(root, path), 'utf8')));
}

function indexOf(passages: readonly Passage[]): MiniSearch {
  const index = new MiniSearch({
    fields: ['title', 'path', 'text'],
    tokenize: wordsOf,
    processTerm: stemOf,
    searchOptions: {
      boost: { title: 4, path: 2 },
      // Names that were typed wrong, and beginnings of long ones.
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 5 ? 0.15 : false),
      weights: { fuzzy: 0.2, prefix: 0.3 },
    },
  });
  index.addAll(passages.map(({ title, path, text }, id) => ({ id, title, path: path.slice(5, -3), text })));
  return index;
}

/** Words of a text; of a name such as `LoopUntil` or `flow_running_count` also its parts. */
function wordsOf(text: string): string[] {
  return (text.match(/[\p{L}\p{N}_]+/gu) ?? []).flatMap((word) => {
    const parts = word.split(/_|(?<=\p{Ll})(?=\p{Lu})/u).filter((part) => part !== '');
    return parts.length > 1 ? [word, ...parts] : parts;
  });
}

/** A word without its usual endings; null for words that every question has. */
function stemOf(word: string): string | null {
  const lower = word.toLowerCase();
  if (common.has(lower)) return null;
  if (lower.length < 5 || !/^[a-z]+$/.test(lower)) return lower.replace(/(?<=[a-z]{3})s$/, '');
  return lower
    .replace(/ies$/, 'y')
    .replace(/(?<!s)s$/, '')
    .replace(/(?<=.{3})(?:ing|ed)$/, '')
    .replace(/(?<=.{3})e$/, '')
    .replace(/([bdgklmnprt])\1$/, '$1');
}

const common = new Set(
  `a about all an and any are as at be been but by can could do does did for from get has have how i if in is it its me my not of on
or our should so tell that the their them then there these they this to use using want was we what when where which who why will
with would you your kestra tutti please flow flows task tasks`.split(/\s+/),
);

import MiniSearch from 'minisearch';
import { synonymsOf } from './synonyms.ts';
import type { FoundPassage, Passage } from './types.ts';
import { wordReader } from './words.ts';

/** Passages of one page among the best: further ones tell little that is new. */
const mostOfPage = 2;

/**
 * Indexes passages by the words of their headings, paths and texts.
 *
 * @returns finds those that hold most of a question, or of what it is called in the documentation; guides before reference
 */
export function searchOf(passages: readonly Passage[]): (question: string, limit: number) => FoundPassage[] {
  const index = indexOf(passages);
  return (question, limit) => {
    const ofPage = new Map<string, number>();
    const best = index.search(withSynonyms(question)).filter(({ id }) => {
      const { path } = passages[id]!;
      const times = ofPage.get(path) ?? 0;
      ofPage.set(path, times + 1);
      return times < mostOfPage;
    });
    return best.slice(0, limit).map(({ id, score }) => ({ ...passages[id]!, score }));
  };
}

function indexOf(passages: readonly Passage[]): MiniSearch {
  const weights = passages.map(weightOf);
  const index = new MiniSearch({
    fields: ['heading', 'page', 'text'],
    tokenize: wordReader(),
    processTerm: (word) => word,
    searchOptions: {
      boost: { heading: 4, page: 3 },
      boostDocument: (id) => weights[id]!,
      // Names that were typed wrong, and beginnings of long ones.
      prefix: (word) => word.length > 3,
      fuzzy: (word) => (word.length > 5 ? 0.15 : false),
      weights: { fuzzy: 0.2, prefix: 0.3 },
    },
  });
  index.addAll(
    passages.map(({ title, path, text }, id) => {
      const [page = '', ...headings] = title.split(' › ');
      return {
        id,
        heading: headings.join(' '),
        page: `${page} ${path.replace(/^docs\/|\.\w+$/g, '')}`,
        text,
      };
    }),
  );
  return index;
}

/** A guide explains, the reference lists: all words of a question stand in some table of properties. */
function weightOf({ path, title }: Passage): number {
  if (path.startsWith('examples/')) return 0.8;
  if (!path.startsWith('docs/reference/')) return 1;
  return /› (?:Properties|Outputs)$/.test(title) ? 0.3 : 0.7;
}

function withSynonyms(question: string) {
  const more = synonymsOf(question);
  return {
    combineWith: 'OR' as const,
    queries: [
      { queries: [question], boostTerm: (word: string) => (vague.has(word) ? 0.3 : 1) },
      { queries: [more], boostTerm: () => 0.6 },
    ],
  };
}

/** What most questions are about: it stands in many headings, and seldom makes the difference. */
const vague = new Set(['flow', 'task', 'run', 'kestra', 'execution']);

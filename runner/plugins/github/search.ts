import { z } from 'zod';
import { toIon } from '../../plugin/ion.ts';
import { enumeration, string } from '../../plugin/properties.ts';
import type { TaskContext, TaskResult } from '../../plugin/types.ts';
import { type ConnectionProperties, connect, connection } from './connection.ts';

/** Properties of every search (surfaces §9.4). */
export const searching = {
  ...connection,
  query: string()
    .optional()
    .describe(
      'Words, and any qualifiers of GitHub’s search, such as `label:bug`; the other properties are added.',
    ),
  order: enumeration(['ASC', 'DESC']).default('ASC').describe('Which end of `sort` comes first.'),
  fetchType: enumeration(['STORE', 'FETCH', 'FETCH_ONE', 'NONE'])
    .default('STORE')
    .describe(
      '`STORE`: as a file; `FETCH`: as `rows`; `FETCH_ONE`: the first as `row`; `NONE`: only counted.',
    ),
};

/** A search about repositories can be kept to one. Unlike other tasks, it is not about the App’s own by default. */
export const within = {
  repository: string().optional().describe('Only in this repository: `owner/name`.'),
};

export const searchOutputs = z.object({
  uri: z.string().optional().describe('URI of an Ion file with a struct for each hit, with `STORE`.'),
  rows: z.array(z.record(z.string(), z.unknown())).optional().describe('The hits, with `FETCH`.'),
  row: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('The first hit, with `FETCH_ONE`, where there is one.'),
  size: z.number().int().describe('How many hits were fetched.'),
  total: z.number().int().describe('How many there are; GitHub gives the first 1,000.'),
});

/** Said of every search. */
export const searchDescription = `Hits have the fields of GitHub's REST API. Anonymous searches see what is public, and may be
sent a few times a minute only.`;

interface Search {
  /** What is searched: the endpoint below `/search`. */
  what: 'issues' | 'code' | 'commits' | 'repositories' | 'users' | 'topics';
  /** Qualifiers by name, in this order; those without a value are left out. */
  qualifiers: readonly Qualifier[];
  /** More words, besides `query`. */
  words?: string | undefined;
  /** As GitHub names it; `undefined`: best match. */
  sort?: string | undefined;
  /** What the App needs for it. */
  permission: string;
}

/** Name and value: `['author', 'ada']` is `author:ada`. */
type Qualifier = readonly [name: string, value: string | undefined];

interface SearchProperties extends ConnectionProperties {
  query?: string;
  order: 'ASC' | 'DESC';
  fetchType: 'STORE' | 'FETCH' | 'FETCH_ONE' | 'NONE';
}

interface Page {
  total_count: number;
  incomplete_results: boolean;
  items: Record<string, unknown>[];
}

/** Searches, and gives the hits as `fetchType` says. @throws Error where nothing says what is searched for */
export async function search(
  context: TaskContext<SearchProperties>,
  { what, qualifiers, words, sort, permission }: Search,
): Promise<TaskResult> {
  const { query, order, fetchType } = context.properties;
  const q = [query?.trim(), words?.trim(), ...qualifiers.map(qualifierText)].filter(Boolean).join(' ');
  if (q === '') throw new Error('Nothing to search for: set `query` or one of the other properties');
  const { api } = await connect(context, { permissions: { [permission]: 'read' }, anonymous: true });
  const sorting = sort === undefined ? {} : { sort, order: order.toLowerCase() };
  const count = { size: 0, total: 0 };

  if (fetchType === 'NONE' || fetchType === 'FETCH_ONE') {
    const { total_count: total, items } = await api.get<Page>(`/search/${what}`, {
      q,
      ...sorting,
      per_page: 1,
    });
    if (fetchType === 'NONE') return { outputs: { ...count, total } };
    const [row] = items;
    return { outputs: row ? { row, size: 1, total } : { ...count, total } };
  }

  async function* hits(): AsyncGenerator<Record<string, unknown>[]> {
    for await (const { items, total_count: total, incomplete_results: isPart } of api.pages<Page>(
      `/search/${what}`,
      { q, ...sorting },
    )) {
      if (isPart) context.log('WARN', 'GitHub gave up searching: some hits may be missing');
      count.size += items.length;
      count.total = total;
      yield items;
    }
    if (count.size < count.total)
      context.log('WARN', `GitHub gives the first ${count.size} of ${count.total} hits: narrow the search`);
  }
  if (fetchType === 'STORE') {
    const { uri } = await context.storage.put(ionOf(hits()), { extension: '.ion' });
    return { outputs: { uri, ...count } };
  }
  const rows: Record<string, unknown>[] = [];
  for await (const items of hits()) rows.push(...items);
  return { outputs: { rows, ...count } };
}

/** A value with blanks is quoted, so that it stays one qualifier. */
function qualifierText([name, value]: Qualifier): string | undefined {
  const text = value?.trim().replaceAll('"', '');
  if (!text) return undefined;
  return /\s/.test(text) ? `${name}:"${text}"` : `${name}:${text}`;
}

async function* ionOf(pages: AsyncIterable<Record<string, unknown>[]>): AsyncGenerator<Uint8Array> {
  for await (const rows of pages) yield Buffer.from(rows.map((row) => `${toIon(row)}\n`).join(''));
}

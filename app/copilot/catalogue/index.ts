import MiniSearch from 'minisearch';
import { z } from 'zod';
import type { Registry } from '../../../runner/plugin/registry.ts';
import type { PluginDefinition } from '../../../runner/plugin/types.ts';
import { synonyms } from './synonyms.ts';
import { typeText } from './typeText.ts';

/** A plugin type that fits a question. */
export interface Found {
  type: string;
  title: string;
  kind: PluginDefinition['kind'];
  /** Higher is better; comparable within one search only. */
  score: number;
}

/** The installed plugin types, to be searched by words (surfaces §4.7, “retrieval”). */
export interface Catalogue {
  /** The types that fit best, best first. Any text will do. */
  search(query: string, limit?: number): Found[];
  /** What a model has to know of a type to write it, within some bytes; undefined where it is not installed. */
  schemaOf(type: string): string | undefined;
}

interface Entry {
  id: string;
  name: string;
  title: string;
  description: string;
  words: string;
  properties: string;
}

/** Loads every installed type, and indexes what is known of it. Types that are out of use are not found. */
export async function openCatalogue(registry: Registry): Promise<Catalogue> {
  await registry.load(registry.types());
  const definitions = registry
    .types()
    .flatMap((type) => registry.get(type) ?? [])
    .filter(({ deprecated }) => deprecated === undefined);
  const index = new MiniSearch<Entry>({
    fields: ['name', 'title', 'words', 'description', 'properties'],
    processTerm: stemmed,
    searchOptions: {
      boost: { name: 4, words: 3, title: 3, description: 1, properties: 0.5 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 5 ? 0.15 : false),
    },
  });
  index.addAll(definitions.map(entryOf));
  const known = new Map(definitions.map((definition) => [definition.type, definition]));
  return {
    search: (query, limit = 10) =>
      index
        .search(wordsOf(query.slice(0, 2_000)))
        .slice(0, limit)
        .map(({ id, score }) => {
          const { title, kind } = known.get(String(id))!;
          return { type: String(id), title, kind, score };
        }),
    schemaOf(type) {
      const definition = registry.get(type);
      return definition && typeText(definition);
    },
  };
}

function entryOf(definition: PluginDefinition): Entry {
  const { type, title, description = '' } = definition;
  return {
    id: type,
    name: wordsOf(type),
    title,
    description: description.slice(0, 1_000),
    words: synonyms[type] ?? '',
    properties: [...namesIn(definition.properties), ...outputNames(definition)].join(' '),
  };
}

/** Names of types in it as their parts: `LoopUntil` is found by `loop`, and finds it. */
function wordsOf(text: string): string {
  return text
    .replace(/\bio\.(?:kestra|tutti)\.plugin\./g, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('.', ' ');
}

function outputNames(definition: PluginDefinition): string[] {
  return 'outputs' in definition && definition.outputs ? namesIn(definition.outputs) : [];
}

/** Of the first level: JSON Schema, which knows them all, takes ten times as long. */
function namesIn(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** Words without their commonest endings, so that `retries` finds `retry`; words that say nothing are left out. */
function stemmed(word: string): string | null {
  const lower = word.toLowerCase();
  if (empty.has(lower)) return null;
  return lower
    .replace(/ies$/, 'y')
    .replace(/(?<=[a-z]{3})(?:es|s|ing|ed)$/, '')
    .replace(/(?<=[a-z]{3})e$/, '');
}

const empty: ReadonlySet<string> = new Set(
  'a an and are as at be by can do for from has have i in into is it its me my of on or please should so that the their then there this to use want was we when which with would you flow task add make create write new'.split(
    ' ',
  ),
);

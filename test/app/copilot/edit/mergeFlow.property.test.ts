import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { mergeFlow } from '../../../../app/copilot/edit/index.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = (string | number)[];

const folder = new URL('./originals/', import.meta.url);
const originals = readdirSync(folder).map((file) => ({
  file,
  source: readFileSync(new URL(file, folder), 'utf8'),
}));

/** Two flows share parts by anchors: what is proposed for one place would be read at the other. */
const plain = originals.filter(({ source }) => !source.includes('*patience'));

const read = (source: string) => JSON.parse(JSON.stringify(parse(source, { logLevel: 'silent' }))) as Json;

/** Every place of a value: of its properties, items and scalars. */
function placesOf(value: Json, path: Path = []): Path[] {
  const entries: [string | number, Json][] = Array.isArray(value)
    ? [...value.entries()]
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  return [
    ...(path.length > 0 ? [path] : []),
    ...entries.flatMap(([key, one]) => placesOf(one, [...path, key])),
  ];
}

/** The value with another one at a place, or without it. */
function changed(value: Json, [key, ...rest]: Path, to: Json | undefined): Json {
  if (key === undefined) return to ?? null;
  const isList = Array.isArray(value);
  const copy = (isList ? [...value] : { ...(value as object) }) as Record<string | number, Json>;
  if (rest.length > 0) copy[key] = changed(copy[key]!, rest, to);
  else if (to !== undefined) copy[key] = to;
  else if (isList) return value.toSpliced(key as number, 1);
  else delete copy[key];
  return copy;
}

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '#',
    'a: b',
    '- x',
    'yes',
    '012',
    'a\nb\n',
    'a\n\nb',
    ' lead',
    'trail ',
    '{{ x }}',
    'é🎻',
    '|',
    "'",
  ),
);
const leaf: fc.Arbitrary<Json> = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const tree: fc.Arbitrary<Json> = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('id', 'type', 'message', 'more'), leaf, { maxKeys: 3 }),
);
const layout = fc.record({
  indent: fc.constantFrom(2, 4),
  lineWidth: fc.constantFrom(0, 60),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE') as fc.Arbitrary<'PLAIN'>,
  indentSeq: fc.boolean(),
});

const edit = fc.record({
  at: fc.nat(),
  pick: fc.nat(),
  to: fc.option(tree, { nil: undefined }),
  layout,
  windows: fc.boolean(),
});

describe('any change of any flow', () => {
  it('says afterwards what was proposed, and nothing else', () => {
    fc.assert(
      fc.property(edit, ({ at, pick, to, layout, windows }) => {
        const { source } = originals[at % originals.length]!;
        const original = windows ? source.replaceAll('\n', '\r\n') : source;
        const value = read(original);
        const places = placesOf(value);
        const proposed = changed(value, places[pick % places.length]!, to);
        const merged = mergeFlow(original, stringify(proposed, layout));
        expect(read(merged.text)).toEqual(proposed);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps every line outside the top-level section that it is in', () => {
    fc.assert(
      fc.property(edit, ({ at, pick, to, layout }) => {
        const { source } = plain[at % plain.length]!;
        const value = read(source);
        const places = placesOf(value).filter((path) => path.length > 1);
        const place = places[pick % places.length]!;
        const merged = mergeFlow(source, stringify(changed(value, place, to), layout));
        const kept = (lines: string) => sectionsOf(lines).filter(([name]) => name !== place[0]);
        expect(kept(merged.text)).toEqual(kept(source));
      }),
      { numRuns: 150 },
    );
  });

  it('is none where the same flow is written in another way', () => {
    fc.assert(
      fc.property(fc.nat(), layout, (at, layout) => {
        const { source } = originals[at % originals.length]!;
        expect(mergeFlow(source, stringify(read(source), layout))).toEqual({
          text: source,
          changes: [],
          undone: [],
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is undone where something else was wanted', () => {
    fc.assert(
      fc.property(edit, ({ at, pick, to, layout }) => {
        const { source } = plain[at % plain.length]!;
        const value = read(source) as { [key: string]: Json };
        const places = placesOf(value).filter(([top]) => top !== 'namespace');
        const other = changed(value, places[pick % places.length]!, to) as { [key: string]: Json };
        const proposed = { ...other, namespace: 'acme.changed' };
        const merged = mergeFlow(source, stringify(proposed, layout), ['namespace']);
        expect(read(merged.text)).toEqual({ ...value, namespace: 'acme.changed' });
      }),
      { numRuns: 100 },
    );
  });
});

/** The lines that begin with each key at the first column, up to the next one; comments belong to what follows. */
function sectionsOf(source: string): [string, string][] {
  const sections: [string, string][] = [['', '']];
  for (const line of source.split(/(?<=\n)/)) {
    const key = /^["']?(\w+)["']?:/.exec(line)?.[1];
    if (key !== undefined) sections.push([key, line]);
    else sections.at(-1)![1] += line;
  }
  return sections;
}

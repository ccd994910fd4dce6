import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Catalogue, openCatalogue } from '../../../../app/copilot/catalogue/index.ts';
import { describeProperties } from '../../../../runner/plugin/describe.ts';
import { aliases } from '../../../../runner/plugins/aliases.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { prompts } from './prompts.ts';

const registry = pluginRegistry();
let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await openCatalogue(registry);
});

function placeOf(prompt: string, type: string): number {
  return catalogue.search(prompt, 10).findIndex((found) => found.type === `io.kestra.plugin.${type}`);
}

describe('the types for a wish as people write it (surfaces §4.7)', () => {
  it.each(prompts)('given “%s”, then %s is among the first ten', (prompt, type) => {
    expect(placeOf(prompt, type)).toBeGreaterThanOrEqual(0);
  });

  it('given all of them, then nine of ten are among the first three', () => {
    const early = prompts.filter(([prompt, type]) => {
      const place = placeOf(prompt, type);
      return place >= 0 && place < 3;
    });
    expect(early.length / prompts.length).toBeGreaterThan(0.9);
  });

  it('given the name of a type, or its last part, then the type is first', () => {
    for (const type of ['io.kestra.plugin.core.flow.LoopUntil', 'LoopUntil', 'loop until'])
      expect(catalogue.search(type)[0]?.type).toBe('io.kestra.plugin.core.flow.LoopUntil');
  });
});

describe('a catalogue', () => {
  it('given types that are loaded, then it is open in less than 150 ms', async () => {
    const before = performance.now();
    await openCatalogue(registry);
    expect(performance.now() - before).toBeLessThan(150);
  });
});

describe('a search', () => {
  it('given any text, then it has at most as many results as wanted, best first', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3_000, unit: 'binary' }), fc.nat(20), (text, limit) => {
        const found = catalogue.search(text, limit);
        expect(found.length).toBeLessThanOrEqual(limit);
        expect(found.map(({ score }) => score)).toEqual(
          found.map(({ score }) => score).toSorted((a, b) => b - a),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('given words of the language alone, or none, then nothing', () => {
    expect(catalogue.search('please make it so that we can do this')).toEqual([]);
    expect(catalogue.search('')).toEqual([]);
  });

  it('given a type that is out of use by its name, then it is not found, but it is described', () => {
    const old = registry.types().filter((type) => registry.get(type)?.deprecated !== undefined);
    expect(old.length).toBeGreaterThan(3);
    for (const type of old) {
      expect(catalogue.search(type, 200).map((found) => found.type)).not.toContain(type);
      expect(catalogue.schemaOf(type)).toContain('out of use: ');
    }
  });
});

describe('the text of a type', () => {
  it.each(registry.types())('of %s is bounded, and has what must be written', (type) => {
    const text = catalogue.schemaOf(type)!;
    expect(text.length).toBeLessThanOrEqual(6_000);
    expect(text.startsWith(`${type} (`)).toBe(true);
    for (const { name, required } of describeProperties(registry.get(type)!))
      if (required) expect(text).toMatch(new RegExp(`^- ${RegExp.escape(name)} \\(.*required`, 'm'));
  });

  it('given another name that a type was known by, then it is the same', () => {
    const installed = Object.entries(aliases).filter(([, type]) => registry.has(type));
    expect(installed.length).toBeGreaterThan(20);
    for (const [alias, type] of installed) expect(catalogue.schemaOf(alias)).toBe(catalogue.schemaOf(type));
  });

  it.each(['io.example.Nothing', '', 'constructor', '__proto__', '../../package.json'])(
    'given the name %j, which no type has, then there is none',
    (type) => {
      expect(catalogue.schemaOf(type)).toBeUndefined();
    },
  );
});

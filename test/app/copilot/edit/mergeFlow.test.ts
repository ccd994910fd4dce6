import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { mergeFlow } from '../../../../app/copilot/edit/index.ts';
import { type Edit, edits } from './edits.ts';

function read(file: string): string {
  const folder = file.includes('/') ? '../../../../examples' : './originals';
  return readFileSync(new URL(`${folder}/${file}`, import.meta.url), 'utf8');
}

function edited(original: string, { from, to }: Edit): string {
  expect(original.split(from)).toHaveLength(2);
  return original.replace(from, () => to);
}

/** As models like to write: no comments, other quotes, other indentation, no blank lines, nothing shared. */
function rewritten(source: string): string {
  const value = JSON.parse(JSON.stringify(parse(source, { logLevel: 'silent' }))) as unknown;
  return stringify(value, {
    indent: 4,
    defaultStringType: 'QUOTE_SINGLE',
    defaultKeyType: 'PLAIN',
    lineWidth: 60,
  });
}

/** The lines above and below the edit. */
function around(original: string, expected: string): { above: string; below: string } {
  const [one, other] = [original.split(/(?<=\n)/), expected.split(/(?<=\n)/)];
  let [head, tail] = [0, 0];
  while (one[head] === other[head]) head++;
  while (tail < Math.min(one.length, other.length) - head && one.at(-1 - tail) === other.at(-1 - tail))
    tail++;
  return { above: one.slice(0, head).join(''), below: one.slice(one.length - tail).join('') };
}

const cases = Object.entries(edits).flatMap(([file, list]) => list.map((edit) => ({ file, ...edit })));

describe('a flow that is edited keeps every other line as it is', () => {
  it('over a hundred edits', () => {
    expect(cases.length).toBeGreaterThanOrEqual(100);
    expect(Object.keys(edits).length).toBeGreaterThanOrEqual(10);
  });

  describe.each(Object.keys(edits))('%s', (file) => {
    const original = read(file);
    const list = edits[file]!;

    it.each(list)('$name, proposed with comments', (edit) => {
      const expected = edited(original, edit);
      const merged = mergeFlow(original, expected);
      expect(merged.text).toBe(expected);
      expect(merged.changes).not.toContain('(the whole file)');
      expect(merged.undone).toEqual([]);
    });

    it.each(list)('$name, proposed without comments in another layout', (edit) => {
      const expected = edited(original, edit);
      const merged = mergeFlow(original, rewritten(expected));
      expect(merged.changes).not.toContain('(the whole file)');
      expect(parse(merged.text)).toEqual(parse(expected));
      const { above, below } = around(original, expected);
      expect(merged.text.slice(0, above.length)).toBe(above);
      expect(merged.text.slice(merged.text.length - below.length)).toBe(below);
    });

    it.each(list)('$name, with Windows’ line breaks', (edit) => {
      const expected = edited(original, edit);
      const windows = (text: string) => text.replaceAll('\n', '\r\n');
      expect(mergeFlow(windows(original), expected).text).toBe(windows(expected));
    });

    it.each(list)('$name, without a last line break', (edit) => {
      const expected = edited(original, edit).replace(/\n$/, '');
      expect(mergeFlow(original.replace(/\n$/, ''), expected).text.replace(/\n$/, '')).toBe(expected);
    });
  });
});

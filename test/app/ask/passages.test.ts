import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examplePassages } from '../../../app/ask/examples.ts';
import { passagesOf } from '../../../app/ask/passages.ts';

const anchors = (page: string) => passagesOf('docs/a.md', page).map(({ anchor }) => anchor);

test('given headings, then each passage is called by the headings above it', () => {
  const page =
    '# Outputs\n\nFirst.\n\n## In loops\n\nSecond.\n\n### Of batches\n\nThird.\n\n## Limits\n\nFourth.\n';
  expect(passagesOf('docs/outputs.md', page)).toEqual([
    { title: 'Outputs', path: 'docs/outputs.md', anchor: '', text: 'First.' },
    { title: 'Outputs › In loops', path: 'docs/outputs.md', anchor: 'in-loops', text: 'Second.' },
    {
      title: 'Outputs › In loops › Of batches',
      path: 'docs/outputs.md',
      anchor: 'of-batches',
      text: 'Third.',
    },
    { title: 'Outputs › Limits', path: 'docs/outputs.md', anchor: 'limits', text: 'Fourth.' },
  ]);
});

test.each([
  ['## `tutti run`', 'tutti-run'],
  ['## 1. Create the App', '1-create-the-app'],
  ['## What is kept, and how long', 'what-is-kept-and-how-long'],
  ['## A [link](https://example.com/x) there', 'a-link-there'],
  ['## **snake_case** & more', 'snake_case--more'],
  ['## Größe', 'größe'],
])('given the heading “%s”, then its anchor is the one that GitHub makes', (heading, anchor) => {
  expect(anchors(`# Page\n\n${heading}\n\nText.\n`)).toEqual([anchor]);
});

test('given one heading twice, then the second anchor is counted', () => {
  expect(anchors('# Page\n\n## Example\n\nOne.\n\n## Example\n\nTwo.\n')).toEqual(['example', 'example-1']);
});

test('given a heading without a text of its own, then there is no empty passage', () => {
  expect(anchors('# Page\n\n## Only a title\n\n### Below\n\nText.\n')).toEqual(['below']);
});

test('given comments and headings in code, then they are code; given a comment outside, then it is left out', () => {
  const code = '```yaml\n# no heading\n<!-- kept -->\n```';
  const [first, ...more] = passagesOf(
    'docs/a.md',
    `<!-- written by\na machine -->\n# Page\n\n${code}\n\nEnd.\n`,
  );
  expect(more).toEqual([]);
  expect(first?.text).toBe(`${code}\n\nEnd.`);
});

test('given fences of other kinds, then they end with their like', () => {
  const code = '````md\n```sh\n# a\n```\n````\n\n~~~\n# b\n```\n~~~';
  expect(passagesOf('docs/a.md', `# Page\n\n${code}\n`)).toMatchObject([{ text: code }]);
});

test('given a long section, then it is split between paragraphs, and each part has its heading', () => {
  const paragraphs = Array.from({ length: 9 }, (_, index) => `${index} ${'word '.repeat(80).trim()}`);
  const parts = passagesOf('docs/a.md', `# Page\n\n## Long\n\n${paragraphs.join('\n\n')}\n`);
  expect(parts.length).toBeGreaterThan(2);
  expect(new Set(parts.map(({ title, anchor }) => `${title} ${anchor}`))).toEqual(
    new Set(['Page › Long long']),
  );
  expect(parts.map(({ text }) => text).join('\n\n')).toBe(paragraphs.join('\n\n'));
});

test('given long code, then it is never split', () => {
  const code = ['```yaml', ...Array.from({ length: 200 }, (_, index) => `- item: ${index}\n`), '```'].join(
    '\n',
  );
  const parts = passagesOf('docs/a.md', `# Page\n\n${code}\n\n${'After. '.repeat(20)}\n`);
  expect(parts.map(({ text }) => text)).toContain(code);
});

test('given all pages, then every passage closes the code that it opens, and keeps a size that a model can read', () => {
  const root = join(import.meta.dirname, '../../..');
  for (const path of globSync('docs/**/*.md', { cwd: root }))
    for (const { text, anchor } of passagesOf(path, readFileSync(join(root, path), 'utf8'))) {
      expect((text.match(/^\s*```/gm) ?? []).length % 2, `${path}#${anchor}`).toBe(0);
      expect(text.length, `${path}#${anchor}`).toBeLessThan(6_000);
    }
});

test.each([
  ['description: One line.', 'One line.'],
  ['description: "In quotes."', 'In quotes.'],
  ['description: |\n  Two\n\n  paragraphs.', 'Two\n\nparagraphs.'],
  ['description: >-\n  Folded\n  lines.', 'Folded\nlines.'],
  ['description: It goes\n  on.', 'It goes\non.'],
])('given an example with `%s`, then its description is a passage with the path as place', (lines, text) => {
  const path = 'examples/orders/flows/orders.yaml';
  const source = `id: orders\nnamespace: shop\n${lines}\n\ntasks:\n  - id: a\n    description: Not of the flow.\n`;
  expect(examplePassages(path, source)).toEqual([{ title: 'Example › orders', path, anchor: '', text }]);
});

test('given an example without a description, then it is no passage', () => {
  expect(
    examplePassages('examples/a/flows/a.yaml', 'id: a\ntasks:\n  - id: b\n    description: c\n'),
  ).toEqual([]);
});

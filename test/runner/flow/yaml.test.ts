import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../runner/flow/yaml.ts';

const value = (source: string) => {
  const { value: read, problems } = readYaml(source);
  expect(problems).toEqual([]);
  return read;
};
const messages = (source: string) => readYaml(source).problems.map(({ message }) => message);

describe('reading YAML (flow-language §1.1)', () => {
  it('takes only true and false for booleans', () => {
    expect(value('a: true\nb: False\nc: yes\nd: off\ne: y')).toEqual({
      a: true,
      b: false,
      c: 'yes',
      d: 'off',
      e: 'y',
    });
  });

  it('keeps `on` as a key and scalar keys as text', () => {
    expect(value('on: 1\ntrue: 2\n3: 3\nnull: 4')).toEqual({ on: 1, true: 2, 3: 3, null: 4 });
  });

  it('keeps dates and times as text', () => {
    expect(value('a: 2024-01-02\nb: 2024-01-02T03:04:05Z\nc: 12:30')).toEqual({
      a: '2024-01-02',
      b: '2024-01-02T03:04:05Z',
      c: '12:30',
    });
  });

  it('reads numbers with underscores, unless they are quoted', () => {
    expect(value('a: 1_000\nb: "1_000"\nc: 0x1f\nd: 1e3\ne: -4')).toEqual({
      a: 1000,
      b: '1_000',
      c: 31,
      d: 1000,
      e: -4,
    });
  });

  it('keeps the digits of a number that JavaScript would round', () => {
    expect(value('a: 12345678901234567890')).toEqual({ a: '12345678901234567890' });
  });

  it('gives each alias the value of its anchor', () => {
    expect(value('a: &x {k: [1]}\nb: *x')).toEqual({ a: { k: [1] }, b: { k: [1] } });
  });

  it('merges with <<, where the mapping itself and then the first merged one win', () => {
    const source = 'a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 0';
    expect(value(source)).toMatchObject({ c: { x: 0, y: 1, z: 2 } });
  });

  it('reads a key called __proto__ as a key like others', () => {
    const read = value('a:\n  __proto__:\n    polluted: true') as { a: object };
    expect(Object.keys(read.a)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('reports each repeated key where it is repeated', () => {
    const source = 'a:\n  x: 1\n  y: 2\n  x: 3\nlist:\n  - {k: 1, k: 2}\n';
    expect(readYaml(source).problems).toEqual([
      { path: ['a', 'x'], offset: source.indexOf('x: 3'), message: "Duplicate field 'x'" },
      { path: ['list', 0, 'k'], offset: source.indexOf('k: 2'), message: "Duplicate field 'k'" },
    ]);
  });

  it('reports every syntax error', () => {
    expect(messages('a: [1, 2\nb: "x').every((message) => message.startsWith('Illegal flow yaml: '))).toBe(
      true,
    );
    expect(messages('a: b: c')).not.toEqual([]);
    expect(messages('a: *unknown')).toEqual(['Illegal flow yaml: found undefined alias unknown']);
    expect(messages('a: 1\n---\nb: 2')).toEqual([
      'Illegal flow yaml: the text holds more than one document: write each flow to a file',
    ]);
  });

  it('says what to do about a text that needs quotes, once', () => {
    expect(messages('message: hello: world')).toEqual([expect.stringContaining('needs quotes')]);
    expect(messages('a:\n  b: x\n   c: y')).toEqual([
      expect.stringContaining('must not be indented further'),
    ]);
    expect(messages('message: {{ inputs.name }}')).toEqual([
      'Illegal flow yaml: a key must be a text: an expression at the beginning of a text needs quotes, "{{ … }}"',
    ]);
  });
});

describe('hostile documents', () => {
  const deep = 'Illegal flow yaml: values are nested more than 100 deep';

  it('refuses more than a megabyte', () => {
    expect(messages(`a: ${'x'.repeat(1024 * 1024)}`)).toEqual([
      'Illegal flow yaml: the text is longer than 1048576 characters',
    ]);
  });

  it.each([
    ['lists', '['.repeat(50_000)],
    ['closed lists', `${'['.repeat(2000)}${']'.repeat(2000)}`],
    ['maps', '{a: '.repeat(3000)],
    ['dashes', `${'- '.repeat(10_000)}a`],
    ['question marks', `${'? '.repeat(5000)}a`],
    ['indentation', Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('refuses deep nesting of %s', (_, source) => {
    expect(messages(source)).toEqual([deep]);
  });

  it('reads what is 90 deep', () => {
    expect(messages(`${'['.repeat(90)}${']'.repeat(90)}`)).toEqual([]);
  });

  it('refuses more than 100 aliases, at the first too many', () => {
    const source = `- &a x\n${'- *a\n'.repeat(101)}`;
    expect(readYaml(source).problems).toEqual([
      {
        path: [101],
        offset: source.length - '*a\n'.length,
        message: 'Illegal flow yaml: more than 100 aliases',
      },
    ]);
  });

  it('refuses aliases that multiply', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}]`,
    );
    expect(messages(`l0: &l0 lol\n${levels.join('\n')}`)).toHaveLength(1);
  });

  it('refuses an anchor that contains itself', () => {
    expect(messages('a: &a [*a, *a]')).toHaveLength(1);
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '|',
      '>',
      '&x ',
      '*x',
      '!!a ',
      '<<: ',
      '#',
      '%',
      '? ',
      '\t',
      '...',
      '---',
      '\0',
    );
    const text = fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (source) => void readYaml(source)),
      { numRuns: 500 },
    );
  });
});

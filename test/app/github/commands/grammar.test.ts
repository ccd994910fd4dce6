import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readComment } from '../../../../app/github/commands/grammar.ts';
import { tokenise } from '../../../../app/github/commands/tokens.ts';
import { catalogue } from '../../../../app/github/commands/verbs/index.ts';

const read = (body: string) => readComment(body, catalogue);

/** What a comment asks for, in short. */
function brief(body: string): unknown {
  const reading = read(body);
  if (reading?.kind !== 'command') return reading?.kind;
  const { verb, arguments: given } = reading;
  return [verb.name, given.words, { ...given.inputs }, { ...given.options }];
}

describe('what is a command (github §4.2)', () => {
  it.each([
    ['/tutti run hello', 'as it is'],
    ['\uFEFF/tutti run hello', 'after a byte order mark'],
    ['/tutti run hello\r\nPlease', 'on the first of several lines'],
    ['`/tutti run hello`', 'in backticks'],
    ['```/tutti run hello```', 'in three backticks'],
    ['/TUTTI Run hello', 'in any case'],
    ['  /tutti\trun  hello  ', 'with spaces around'],
  ])('given %j, then reads it', (body) => {
    expect(brief(body)).toEqual(['run', ['hello'], {}, {}]);
  });

  it.each([
    ['Please /tutti run hello', 'it does not begin with it'],
    ['> /tutti run hello', 'it is quoted'],
    ['```\n/tutti run hello\n```', 'it is fenced'],
    ['    /tutti run hello', 'it is code'],
    ['Hello\n/tutti run hello', 'it is on the second line'],
    ['\n/tutti run hello', 'the first line is empty'],
    ['/tuttifrutti run hello', 'it is another word'],
    ['<!-- tutti:v1 reply=1 -->\n/tutti run hello', 'it is a reply of the App'],
    ['', 'there is nothing'],
  ])('given %j, then it asks for nothing: %s', (body) => {
    expect(read(body)).toBeUndefined();
  });
});

describe('words, inputs and options', () => {
  it('given quotes and backslashes, then splits as a shell does', () => {
    const body = String.raw`/tutti run hello name="Ada \"the\" Countess" 'day=a b' x=a\ b y='\' z=`;
    expect(brief(body)).toEqual([
      'run',
      ['hello'],
      { name: 'Ada "the" Countess', day: 'a b', x: 'a b', y: '\\', z: '' },
      {},
    ]);
  });

  it('given options with and without =, then reads their values', () => {
    expect(brief('/tutti run hello --sha abc1234 a=1')).toEqual([
      'run',
      ['hello'],
      { a: '1' },
      { sha: 'abc1234' },
    ]);
    expect(brief('/tutti logs --task=load --production')).toEqual([
      'logs',
      [],
      {},
      { task: 'load', production: true },
    ]);
  });

  it('given names of JavaScript’s own, then they are inputs like others', () => {
    const reading = read('/tutti run hello __proto__=1 constructor=2');
    expect(reading?.kind === 'command' && Object.entries(reading.arguments.inputs)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('given an expression, then keeps it as it was written', () => {
    expect(brief(`/tutti render {{ outputs['a  b'] | jq(".x") }} --task load`)).toEqual([
      'render',
      [`{{ outputs['a  b'] | jq(".x") }}`],
      {},
      { task: 'load' },
    ]);
    expect(brief(`/tutti render "{{ inputs.x }}"`)).toEqual(['render', ['{{ inputs.x }}'], {}, {}]);
    expect(brief('/tutti render -- {{ --x }}')).toEqual(['render', ['{{ --x }}'], {}, {}]);
  });

  it.each([
    ['/tutti run', '`run` needs FLOW'],
    ['/tutti run a b', 'does not take “b”'],
    ['/tutti run a x=1 x=2', '“x” is given twice'],
    ['/tutti run a --force', 'no such option: “--force”'],
    ['/tutti run a --sha', '`--sha` needs a value'],
    ['/tutti status --production=yes', 'takes no value'],
    ['/tutti run "a', 'has no end'],
    ['/tutti run a\\', 'last backslash'],
    ['/tutti run a\u0007', 'control characters'],
    ['/tutti run a\u202eb', 'control characters'],
    [`/tutti run ${'x'.repeat(5_000)}`, 'at most 4096 bytes'],
    [`/tutti run ${'x '.repeat(100)}`, 'at most 64 words'],
  ])('given %j, then says what is wrong', (body, message) => {
    const reading = read(body);
    expect(reading?.kind === 'unclear' && reading.message).toContain(message);
  });
});

describe('verbs that take free text (github §4.2)', () => {
  it.each([
    ['/tutti copilot Don\'t retry; it "hurts', ['Don\'t retry; it "hurts'], {}],
    [
      '/tutti copilot --flow a.b  Retry it\r\n\r\n/tutti kill\n',
      ['Retry it\n\n/tutti kill'],
      { flow: 'a.b' },
    ],
    ['/tutti copilot --flow=a.b -- --flow is text', ['--flow is text'], { flow: 'a.b' }],
    ['/tutti copilot\nOn the next line', ['On the next line'], {}],
    ['/tutti ASK What is `--production`?', ['What is `--production`?'], {}],
  ])('given %j, then all that follows the options is the text', (body, words, options) => {
    expect(brief(body)?.valueOf()).toEqual([expect.any(String), words, {}, options]);
  });

  it.each([
    ['/tutti copilot', 'needs PROMPT'],
    ['/tutti copilot --flow', 'needs a value'],
    ['/tutti copilot --colour red Do it', 'no such option'],
    [`/tutti copilot ${'a'.repeat(8_001)}`, 'at most 8000 characters'],
    ['/tutti copilot a\u202eb', 'no control characters'],
  ])('given %j, then says what is wrong', (body, message) => {
    expect(read(body)).toMatchObject({ kind: 'unclear', message: expect.stringContaining(message) });
  });
});

describe('help and near misses', () => {
  it('given help, --help or nothing, then helps', () => {
    for (const body of ['/tutti', '/tutti help', '/tutti --help'])
      expect(read(body)).toEqual({ kind: 'help' });
    for (const body of ['/tutti help run', '/tutti run --help', '/tutti run x --help'])
      expect(read(body)).toMatchObject({ kind: 'help', verb: { name: 'run' } });
  });

  it.each([
    ['rnu', 'run'],
    ['replya', 'replay'],
    ['vaildate', 'validate'],
    ['stauts', 'status'],
    ['hlp', 'help'],
  ])('given %s, then suggests %s', (written, meant) => {
    expect(read(`/tutti ${written}`)).toMatchObject({
      message: expect.stringContaining(`\`/tutti ${meant}\``),
    });
  });

  it('given a word that is near to nothing, then suggests nothing', () => {
    expect(read('/tutti conquer')).toMatchObject({ message: expect.not.stringContaining('Did you mean') });
  });
});

describe('any text', () => {
  it('is read without an error, and only as a command where it begins as one', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }).map((rest) => `/tutti ${rest}`),
      fc
        .array(
          fc.constantFrom('run', 'render', '--', '--sha', '"', "'", '\\', 'a=b', '`', '{{', '\n', '\u0000'),
        )
        .map((words) => `/tutti ${words.join(' ')}`),
    );
    fc.assert(
      fc.property(text, (body) => {
        const reading = read(body);
        if (!/^\uFEFF?\s*`*\s*\/tutti/i.test(body)) expect(reading).toBeUndefined();
        if (reading?.kind === 'command') expect(catalogue).toContain(reading.verb);
      }),
      { numRuns: 500 },
    );
  });

  it('survives quoting: what is quoted comes back as one word', () => {
    const word = fc
      .string({ unit: 'grapheme-composite', minLength: 1, maxLength: 30 })
      .filter((text) => /^[^\p{C}\u2028\u2029]+$/u.test(text));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 10 }), (words) => {
        const single = words.map((text) => `'${text.replaceAll("'", `'"'"'`)}'`).join(' ');
        const double = words.map((text) => `"${text.replace(/["\\]/g, String.raw`\$&`)}"`).join('  ');
        expect(tokenise(single).map(({ text }) => text)).toEqual(words);
        expect(tokenise(double).map(({ text }) => text)).toEqual(words);
      }),
      { numRuns: 300 },
    );
  });
});

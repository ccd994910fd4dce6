import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../../app/copilot/prompt/answer.ts';
import { harmlessTitle } from '../../../../app/copilot/propose/title.ts';
import { changed, hello, type Said, world } from '../propose/world.ts';

const subject = { file: 'flows/hello.yaml', source: hello };
const hi = changed(hello, 'Hello {{', 'Hi {{');

function textAnswer(content: string) {
  return readAnswer({ content, toolCalls: [], usage: { input: 0, output: 0 }, finish: 'stop' });
}

describe('answers that are large or odd (github §8.2, “budget”)', () => {
  it.each([
    ['ten megabytes of text', 'x'.repeat(10_000_000)],
    ['ten megabytes of fences', '```a\n'.repeat(2_000_000)],
    ['fences that nothing ends', '```a\n'.repeat(59_000)],
    ['braces that nothing ends', '{'.repeat(299_000)],
    ['spaces before nothing', `id: a\n${' '.repeat(299_000)}`],
  ])('given %s, then it is read in no time', (_, content) => {
    const began = performance.now();
    try {
      textAnswer(content);
    } catch (error) {
      expect((error as Error).message).toMatch(/too long|no flow/);
    }
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('given a model that only says ten megabytes, then there is no proposal', async () => {
    const { says, failure, files } = await world();
    const before = files();
    const much: Said = { text: 'x'.repeat(10_000_000) };
    says(much, much, much);
    expect(['invalid', 'forbidden']).toContain((await failure({ prompt: 'x', flow: subject })).failure);
    expect(files()).toEqual(before);
  });

  it('given look-ups without end, then they end', async () => {
    const { says, failure, server } = await world();
    const looks: Said = { looks: ['list_flows', 'list_flows', 'list_flows'] };
    says(...Array.from({ length: 100 }, () => looks));
    expect((await failure({ prompt: 'x' })).failure).toBe('invalid');
    expect(server.bodies().length).toBeLessThan(20);
  });

  it('given arguments with prototypes, then the tools say what is wrong, and nothing is polluted', async () => {
    const { says, propose } = await world();
    const args = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "query": "log", "type": "__proto__", "namespace": "__proto__", "id": "constructor"}',
    ) as object;
    says(
      { looks: ['search_plugins', 'get_schema', 'read_flow', 'constructor', '__proto__'], with: args },
      { flow: hi },
    );
    await propose({ prompt: 'x', flow: subject });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['keys that stand twice', `${hi}namespace: other.team\n`],
    ['tabs as indentation', hi.replace('  - id: greet', '\t- id: greet')],
    ['a NUL', hi.replace('Hi', 'H\u0000i')],
  ])('given %s, then nothing is written but what is valid', async (_, flow) => {
    const { says, failure, files } = await world();
    const before = files();
    says({ flow }, { flow }, { flow });
    expect((await failure({ prompt: 'x', flow: subject })).failure).toBe('invalid');
    expect(files()).toEqual(before);
  });

  it('given line ends of another system and a byte order mark, then only the meant line changes', async () => {
    const { says, propose } = await world();
    says({ flow: `\ufeff${hi.replaceAll('\n', '\r\n')}` });
    const { files } = await propose({ prompt: 'x', flow: subject });
    expect(files[0]!.after).toBe(hi);
  });
});

describe('names of new flows', () => {
  const named = (id: string) =>
    `id: ${JSON.stringify(id)}\nnamespace: company.team\ntasks:\n  - id: a\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n`;

  it.each([
    ['a look-alike', 'h\u0435llo'],
    ['an encoded slash', '..%2f..%2fx'],
    ['a slash of full width', 'a\uff0fb'],
    ['ten thousand characters', 'a'.repeat(10_000)],
    ['a line end', 'a\nb'],
  ])('given %s, then it is no file', async (_, id) => {
    const { says, failure } = await world();
    says({ flow: named(id) }, { flow: named(id) }, { flow: named(id) });
    expect(['invalid', 'forbidden']).toContain((await failure({ prompt: 'x' })).failure);
  });

  it('given one that differs from another by its case alone, then it is another file on every disk', async () => {
    const { says, propose } = await world();
    says({ flow: named('HELLO') });
    const { files } = await propose({ prompt: 'x' });
    expect(files.map(({ path }) => path)).toEqual(['flows/company.team.HELLO.yaml']);
  });
});

describe('the title of a commit (github §8.2, “prompt injection”)', () => {
  it.each([
    '[skip ci] Add',
    '[ci skip] Add',
    '[no ci] Add',
    '[skip actions] Add',
    '[s\u200bkip ci] Add',
    '[sk@ip ci] Add',
    '[ski***NO_CI***p ci] Add',
    '[ski\u001b[31mp ci] Add',
    '***NO_CI*** Add',
    'Add\n\nskip-checks: true',
    'Closes #1, fixes owner/name#2, resolves GH-3',
    'Closes https://github.com/a/b/issues/1',
    'Thanks @everyone and @acme/all',
    '\u202eAdd',
  ])('does nothing: %j', (title) => {
    const harmless = harmlessTitle(title);
    expect(harmless).not.toMatch(
      /\[[^\]]*(?:skip|no)\b|NO_CI|skip-checks:|[@#]\w|GH-\d|https?:|[\n\u202e\u200b]/i,
    );
    expect(harmless.length).toBeLessThanOrEqual(100);
  });

  it('stays as it is where it is harmless', () => {
    expect(harmlessTitle('Retry the request [3 times], no more')).toBe(
      'Retry the request [3 times], no more',
    );
  });
});

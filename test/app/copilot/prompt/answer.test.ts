import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CopilotError } from '../../../../app/copilot/errors.ts';
import { readAnswer } from '../../../../app/copilot/prompt/answer.ts';
import type { ChatAnswer } from '../../../../app/copilot/types.ts';

const flow = 'id: a\nnamespace: b\ntasks:\n  - id: t\n    type: x\n';

function said(
  content: string,
  toolCalls: ChatAnswer['toolCalls'] = [],
  finish: ChatAnswer['finish'] = 'stop',
) {
  return readAnswer({ content, toolCalls, finish, usage: { input: 0, output: 0 } });
}

const call = (name: string, value: unknown) => [
  { id: '1', name, arguments: typeof value === 'string' ? value : JSON.stringify(value) },
];

describe('the end of a model’s work', () => {
  it('is a call of propose_flow', () => {
    const given = { flow, title: 'Add t', explanation: 'why', changed: ['tasks[t]'], tests: 'id: s\n' };
    expect(said('', call('propose_flow', given))).toEqual({ kind: 'proposal', ...given });
    expect(said('', call('propose_flow', { flow: `\`\`\`yaml\n${flow}\`\`\`` }))).toMatchObject({ flow });
  });

  it('is a call of decline', () => {
    expect(said('', call('decline', { reason: 'already', message: 'It does' }))).toEqual({
      kind: 'declined',
      reason: 'already',
      message: 'It does',
    });
    expect(said('', call('decline', { reason: 'odd', message: 'm' }))).toMatchObject({
      reason: 'unsupported',
    });
  });

  it.each([
    ['bare YAML', flow],
    ['a fence', `\`\`\`yaml\n${flow}\`\`\``],
    ['prose around a fence', `Here it is:\n\n\`\`\`yaml\n${flow}\`\`\`\n\nEnjoy!`],
    ['a longer fence', `\`\`\`\`\n${flow}\`\`\`\``],
    ['a byte order mark', `\ufeff${flow}`],
    ['JSON', JSON.stringify({ flow })],
    ['JSON in a fence, with words behind it', `\`\`\`json\n${JSON.stringify({ flow })}\n\`\`\` done`],
  ])('is %s', (_, content) => {
    const answer = said(content);
    expect(answer.kind === 'proposal' && answer.flow.trim()).toBe(flow.trim());
  });

  it('is the block that is a flow, beside a suite and words', () => {
    const suite = 'id: s\ntestCases: []\n';
    expect(
      said(`One:\n\`\`\`sh\nls\n\`\`\`\n\`\`\`yaml\n${suite}\`\`\`\n\`\`\`yaml\n${flow}\`\`\`\n`),
    ).toMatchObject({
      flow,
      tests: suite,
      explanation: 'One:',
    });
  });

  it('is a refusal in JSON', () => {
    expect(said('{"refusal":"Only flows"}')).toMatchObject({ kind: 'declined', message: 'Only flows' });
  });

  it.each([
    ['nothing', '', [], 'stop', 'empty'],
    ['half an answer', 'id: a', [], 'length', 'cut off'],
    ['words alone', 'I am sorry.', [], 'stop', 'no flow'],
    ['arguments that are no JSON', '', call('propose_flow', '{"flow": '), 'stop', 'no JSON'],
    ['arguments without a flow', '', call('propose_flow', { title: 't' }), 'stop', 'shape'],
  ] as const)('is not %s', (_, content, calls, finish, words) => {
    expect(() => said(content, [...calls], finish)).toThrow(words);
  });

  it('is read whatever is said, or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (content, json) => {
        for (const calls of [[], call('propose_flow', json), call('decline', json)]) {
          try {
            expect(['proposal', 'declined']).toContain(said(content, calls).kind);
          } catch (error) {
            expect(error).toBeInstanceOf(CopilotError);
          }
        }
      }),
    );
  });
});

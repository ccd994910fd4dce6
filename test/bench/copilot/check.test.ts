import { describe, expect, it } from 'vitest';
import { CopilotError } from '../../../app/copilot/errors.ts';
import type { Proposal } from '../../../app/copilot/types.ts';
import { check } from '../../../bench/copilot/check.ts';
import type { EvaluationCase, Expectation } from '../../../bench/copilot/types.ts';

const before = `# Why
id: hello
namespace: company.team
tasks:
  # first
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: Hello
`;
const after = before.replace('message: Hello', 'message: "Bye {{ inputs.name }}"');
const token = ['ghp', '0123456789abcdefghijABCDEFGHIJ012345'].join('_');

function asked(expectation: Partial<Expectation>): EvaluationCase {
  return {
    id: 'x',
    level: 'easy',
    prompt: 'p',
    namespace: 'company.team',
    files: { 'flows/hello.yaml': before },
    flow: 'flows/hello.yaml',
    tests: false,
    expect: {
      outcome: 'proposal',
      has: [],
      lacks: [],
      at: {},
      matches: [],
      never: [],
      loses: ['message: Hello'],
      secrets: [],
      cases: 0,
      ...expectation,
    },
  };
}

function came(text: string, more: Partial<Proposal> = {}): Proposal {
  return {
    files: [{ path: 'flows/hello.yaml', before, after: text }],
    title: 't',
    explanation: '',
    changes: [],
    undone: [],
    secrets: [],
    attention: [],
    violations: [],
    rounds: 1,
    usage: { input: 0, output: 0 },
    model: 'm',
    ...more,
  };
}

const log = 'io.kestra.plugin.core.log.Log';

describe('a check of the evaluation set', () => {
  it.each<[string, Partial<Expectation>]>([
    ['a part', { has: [{ type: log, message: '/inputs\\.name/' }] }],
    ['a part of a list', { has: [{ tasks: [{ id: 'say' }] }] }],
    ['a part that is nowhere', { lacks: [{ type: log, level: 'ERROR' }] }],
    [
      'a value at a path',
      { at: { 'tasks[say].type': log, 'tasks[0].id': 'say', namespace: 'company.team' } },
    ],
    ['a text', { matches: ['^ +message: "Bye'] }],
    ['no text', { never: ['Hello'] }],
  ])('holds: %s', (_, expectation) => {
    expect(check(asked(expectation), came(after))).toEqual([]);
  });

  it.each<[string, Partial<Expectation>, string]>([
    ['a part that is nowhere', { has: [{ type: log, level: 'ERROR' }] }, 'nothing is as'],
    ['a list with another item', { has: [{ tasks: [{ id: 'say' }, { id: 'more' }] }] }, 'nothing is as'],
    ['a part that is there', { lacks: [{ id: 'say' }] }, 'something is as'],
    ['another value', { at: { 'tasks[say].message': 'Hello' } }, 'tasks[say].message: expected "Hello"'],
    ['a value of another type', { at: { id: 1 } }, 'id: expected 1'],
    ['a path to nothing', { at: { 'tasks[gone].id': '/./' } }, 'tasks[gone].id'],
    ['no such text', { matches: ['Goodbye'] }, 'nothing like Goodbye'],
    ['a text that may not be', { never: ['Bye'] }, 'something like Bye'],
    ['another line that changed', { loses: [] }, 'a line is not as it was: "    message: Hello"'],
    ['a secret to create', { secrets: ['^KEY$'] }, 'no secret ^KEY$'],
    ['tests that did not run', { cases: 1 }, 'expected 1 test cases that pass, found 0'],
    ['a refusal', { outcome: 'refused' }, 'expected refused, found a proposal'],
  ])('does not hold: %s', (_, expectation, words) => {
    expect(check(asked(expectation), came(after)).join()).toContain(words);
  });

  it('finds lines that are elsewhere, and comments that are gone', () => {
    const gone = after.replace('  # first\n', '');
    expect(check(asked({}), came(gone))).toEqual(['a line is not as it was: "  # first"']);
    const moved = `${after.replace('# Why\n', '')}# Why\n`;
    expect(check(asked({}), came(moved)).join()).toContain('a line is not as it was');
  });

  it('finds credentials that are written out, whatever was expected', () => {
    expect(check(asked({}), came(after.replace('Bye', token)))).toEqual(['a credential is written out']);
  });

  it('counts only test cases that passed', () => {
    const counts = { suites: 1, cases: 3, passed: 1, failed: 2, errors: 0, skipped: 0 };
    const report = { suites: [], duration: 1, counts };
    expect(check(asked({ cases: 2 }), came(after, { tests: report })).join()).toContain('found 1');
  });

  it('takes a refusal for what it is', () => {
    const refused = new CopilotError('refused', 'No');
    expect(check(asked({ outcome: 'refused' }), refused)).toEqual([]);
    expect(check(asked({ outcome: 'unchanged' }), refused).join()).toContain('found refused: No');
    expect(check(asked({}), refused).join()).toContain('expected proposal, found refused');
  });

  it('wants a flow, where one was to be made', () => {
    expect(check({ ...asked({}), flow: undefined }, came(after, { files: [] }))).toEqual([
      'no flow is proposed',
    ]);
  });
});

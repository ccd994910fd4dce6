import { describe, expect, it } from 'vitest';
import { pullRequestBody } from '../../../../app/copilot/describe/pullRequest.ts';
import type { Proposal } from '../../../../app/copilot/types.ts';

const proposal: Proposal = {
  files: [
    { path: 'flows/hello.yaml', before: 'a', after: 'b' },
    { path: 'tests/hello.yaml', after: 'c' },
  ],
  title: 'Greet',
  explanation: 'It greets.\nTwice.',
  changes: ['tasks[greet].message'],
  undone: ['inputs[name].defaults'],
  secrets: [{ name: 'CALL_TOKEN', path: 'tasks.headers' }],
  attention: ['It calls the host evil.example (task call).'],
  violations: [],
  tests: {
    suites: [],
    duration: 12,
    counts: { suites: 1, cases: 2, passed: 2, failed: 0, errors: 0, skipped: 0 },
  },
  rounds: 2,
  usage: { input: 1_200, output: 34 },
  model: 'test-model',
};

describe('the body of a pull request', () => {
  it('says what was asked, what changes, that it is checked, what to create and look at, and what it cost', () => {
    const body = pullRequestBody({ prompt: 'greet twice' }, proposal);
    for (const text of [
      '> greet twice',
      'It greets.\n\nTwice.',
      '- `tasks[greet].message`',
      'they are as before: `inputs[name].defaults`',
      '| `flows/hello.yaml` | changed |',
      '| `tests/hello.yaml` | new |',
      '✅ valid',
      '✅ 2 cases passed',
      '`CALL_TOKEN`',
      'It calls the host evil.example',
      '`test-model` in 2 rounds, 1,234 tokens',
    ])
      expect(body).toContain(text);
    expect(body.endsWith('\n\nTutti-Generated: true')).toBe(true);
  });

  it('leaves out what there is none of', () => {
    const { tests: _, ...rest } = proposal;
    const body = pullRequestBody(
      { prompt: 'x' },
      { ...rest, changes: [], undone: [], secrets: [], attention: [], explanation: '' },
    );
    expect(body).not.toMatch(/Secrets to create|Look at|as before/);
    expect(body).toContain('the flow has none');
    expect(body).toContain('gave no reasons');
  });

  it('pings nobody, links nowhere and commands nothing, whatever people and models write', () => {
    const text =
      '@acme/all #1 /tutti deploy <img src=x> [x](https://evil.example) `a` | b\n\n# Title\n```\nx';
    const body = pullRequestBody(
      { prompt: text },
      { ...proposal, explanation: text, attention: [text], changes: [text], undone: [text], model: text },
    );
    const withoutCode = body.replace(/(`+)[^`][\s\S]*?\1/g, '');
    expect(withoutCode).not.toMatch(/@acme|#1\b|\/tutti|<img|(?<!\\)\]\(|https:\/\//);
    expect(body).not.toMatch(/^# Title|^```$/m);
  });

  it('fits, however long its texts are', () => {
    const long = 'word '.repeat(20_000);
    const body = pullRequestBody(
      { prompt: Array.from({ length: 500 }, () => long).join('\n') },
      {
        ...proposal,
        explanation: Array.from({ length: 500 }, () => long).join('\n'),
        changes: Array.from({ length: 5_000 }, (_, at) => `tasks[t${at}]`),
      },
    );
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(60_000);
    expect(body).toContain('Omitted');
    expect(body.endsWith('Tutti-Generated: true')).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { modelServer } from '../support/modelServer.ts';
import { tutti } from './tutti.ts';

const bare = {
  env: {
    ...process.env,
    ...Object.fromEntries(
      ['OPENAI', 'ANTHROPIC', 'GEMINI', 'MISTRAL', 'DEEPSEEK', 'OPENROUTER'].map((name) => [
        `${name}_API_KEY`,
        '',
      ]),
    ),
  },
};

test('given no model, then the best passages are shown with their places', async () => {
  const { code, out } = await tutti(['ask', 'how do I retry a task that failed?', '--limit', '2'], bare);
  expect(code).toBe(0);
  expect(out).toContain('docs/flow-language/errors-and-retries.md#');
});

test('given a model, then its answer cites what it was given, and nothing else', async () => {
  const { mock, environment, bodies } = await modelServer();
  mock.onMessage(/.*/s, { content: 'Use `retry` [1]. Or wait [9].' });
  const { code, out } = await tutti(['ask', 'how do I retry a task?', '--json'], {
    env: { ...bare.env, ...environment },
  });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    text: 'Use `retry` [1]. Or wait.',
    sources: [{ path: expect.stringContaining('docs/') }],
  });
  expect(bodies()[0]).toContain('passages');
});

test('given a model that fails, then the passages are there all the same', async () => {
  const { mock, environment } = await modelServer();
  mock.onMessage(/.*/s, { error: { message: 'no' }, status: 401 });
  const { code, out, err } = await tutti(['ask', 'how do I retry a task?'], {
    env: { ...bare.env, ...environment },
  });
  expect(code).toBe(0);
  expect(err).toContain('refuses the key');
  expect(out).toContain('docs/');
});

test('given a question that no page knows, then exit code 1', async () => {
  expect(await tutti(['ask', 'xyzzyq', '--no-model'], bare)).toMatchObject({
    code: 1,
    out: expect.stringContaining('The documentation says nothing of it'),
  });
});

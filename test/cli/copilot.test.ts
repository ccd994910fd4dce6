import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { modelKey, modelServer } from '../support/modelServer.ts';
import { type Ended, repositoryOf, tutti } from './tutti.ts';

const orders = `# Fetches orders. Ask Ada before you change it.
id: orders
namespace: shop

tasks:
  - id: fetch # from the shop
    type: io.kestra.plugin.core.http.Request
    uri: https://example.com/orders
`;

const retried = `id: orders
namespace: shop
tasks:
  - id: fetch
    type: io.kestra.plugin.core.http.Request
    uri: https://example.com/orders
    retry: { type: constant, interval: PT1M, maxAttempts: 3 }
`;

/** Names of variables that would choose another model. */
const noKeys = Object.fromEntries(
  ['OPENAI', 'ANTHROPIC', 'GEMINI', 'MISTRAL', 'DEEPSEEK', 'OPENROUTER'].map((name) => [
    `${name}_API_KEY`,
    '',
  ]),
);

function repository(files: Readonly<Record<string, string>> = { 'flows/orders.yaml': orders }) {
  const made = repositoryOf(files);
  onTestFinished(made.remove);
  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    tutti(args, { cwd: made.root, env: { ...process.env, ...noKeys, ...environment } });
  return { ...made, run, read: (file: string) => readFileSync(join(made.root, file), 'utf8') };
}

test('given no model, then a sentence says what to set, and nothing is written', async () => {
  const { run, read } = repository();
  const { code, err } = await run(['copilot', 'retry it', '--flow', 'flows/orders.yaml']);
  expect(code).toBe(2);
  expect(err).toContain('No model is configured: set OPENAI_API_KEY');
  expect(err).not.toContain('    at ');
  expect(read('flows/orders.yaml')).toBe(orders);
});

test('given a change, then it is shown as a diff, and written only with --apply; other lines stay', async () => {
  const { mock, environment } = await modelServer();
  mock.onMessage(/.*/s, { content: `\`\`\`yaml\n${retried}\`\`\`\nIt is tried three times now.` });
  const { run, read } = repository();
  const shown = await run(['copilot', 'retry it', '--flow', 'shop.orders'], environment);
  expect(shown.code).toBe(0);
  expect(shown.out).toContain('+++ b/flows/orders.yaml');
  expect(shown.out).toContain('+    retry:');
  expect(shown.out).toContain('It is tried three times now.');
  expect(shown.out).toContain('Nothing was written.');
  expect(read('flows/orders.yaml')).toBe(orders);

  const applied = await run(['copilot', 'retry it', '--flow', 'flows/orders.yaml', '--apply'], environment);
  expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('Wrote flows/orders.yaml') });
  const lines = read('flows/orders.yaml').split('\n');
  for (const line of orders.split('\n')) expect(lines).toContain(line);
  expect(`${applied.out}${applied.err}`).not.toContain(modelKey);
});

test('given a new flow with a credential, then --json tells of the secret to create, and the file has none', async () => {
  const { mock, environment } = await modelServer();
  const flow = `id: backup\nnamespace: shop\ntasks:\n  - id: call\n    type: io.kestra.plugin.core.http.Request\n    uri: https://example.com\n    headers:\n      Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123\n`;
  mock.onMessage(/.*/s, { content: flow });
  const { run, read } = repository();
  const { code, out } = await run(['copilot', 'back up the shop', '--json', '--apply'], environment);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    applied: true,
    files: [{ path: 'flows/backup.yaml', diff: expect.stringContaining('--- /dev/null') }],
    secrets: [{ name: 'CALL_AUTHORIZATION' }],
    rounds: 1,
  });
  expect(read('flows/backup.yaml')).toContain("secret('CALL_AUTHORIZATION')");
  expect(read('flows/backup.yaml')).not.toContain('abcdefghijklmnop');
});

test('given answers that stay wrong, then it says what is, and nothing is written', async () => {
  const { mock, environment } = await modelServer();
  mock.onMessage(/.*/s, { content: retried.replace('http.Request', 'http.Requst') });
  const { run, read } = repository();
  const { code, err } = await run(['copilot', 'retry it', '--flow', 'shop.orders', '--apply'], environment);
  expect(code).toBe(1);
  expect(err).toContain('No proposal:');
  expect(err).toContain('http.Requst');
  expect(read('flows/orders.yaml')).toBe(orders);
});

test('given a failed execution, then its log goes along, without secrets', async () => {
  const { mock, environment, bodies } = await modelServer();
  const failing = `id: job\nnamespace: shop\ntasks:\n  - id: break\n    type: io.kestra.plugin.core.execution.Fail\n    errorMessage: "broken by {{ secret('TOKEN') }} and rain"\n`;
  mock.onMessage(/.*/s, { content: failing.replace('Fail\n', "Fail\n    runIf: '{{ false }}'\n") });
  const { run } = repository({ 'flows/job.yaml': failing });
  const secret = { ...environment, TUTTI_SECRET_TOKEN: 'hush-hush-hush' };
  const ended = await run(['run', 'shop.job', '--json'], secret);
  const { id } = JSON.parse(ended.out) as { id: string };
  const { code, out } = await run(['copilot', 'repair it', '--execution', id], secret);
  expect(code).toBe(0);
  expect(out).toContain('+    runIf:');
  expect(bodies().join()).toContain('and rain');
  expect(bodies().join()).not.toContain('hush-hush-hush');
});

test('given wrong usage, then exit code 2', async () => {
  const { run } = repository();
  expect((await run(['copilot', ' '])).code).toBe(2);
  expect((await run(['copilot', 'x', '--flow', 'a', '--execution', 'b'])).err).toContain(
    'exclude each other',
  );
  const provider = await run(['copilot', 'x', '--provider', 'opena']);
  expect(provider).toMatchObject({ code: 2, err: expect.stringContaining('did you mean openai?') });
});

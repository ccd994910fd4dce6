import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../bench/copilot/recorded.ts';
import { modelServer } from '../../support/modelServer.ts';

const command = fileURLToPath(new URL('../../../bench/copilot/index.ts', import.meta.url));

/** Without the keys of whoever runs the tests. */
function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { promise, resolve } = Promise.withResolvers<{ code: number; stdout: string; stderr: string }>();
  const env = { PATH: process.env['PATH'], ...environment };
  const child = execFile(process.execPath, [command, ...args], { env }, (_, stdout, stderr) =>
    resolve({ code: child.exitCode!, stdout, stderr }),
  );
  return promise;
}

describe('npm run bench:copilot', () => {
  it('uses the recorded answers where no key is there, and says so', async () => {
    const { code, stdout } = await run(['--filter', 'hello-log']);
    expect(stdout).toMatch(/^Recorded answers \(by hand\)/);
    expect(stdout).toMatch(/pass\s+hello-log/);
    expect(stdout).toMatch(/1\/1\s+in total/);
    expect(code).toBe(0);
  });

  it('asks a provider, and fails where one answer is wrong', async () => {
    const { mock, environment } = await modelServer();
    const { answers } = await readRecording('webhook');
    const [call] = answers[0]!.toolCalls!;
    const toolCalls = [{ name: call!.name, arguments: JSON.stringify(call!.arguments) }];
    mock.on({ userMessage: /hello/i }, { toolCalls });
    const { code, stdout } = await run(['--filter', 'hello-log', '--json'], environment);
    const told = JSON.parse(stdout) as Record<string, unknown>;
    expect(told).toMatchObject({ model: 'custom, test-model', isRecorded: false, prompts: 1, passed: 0 });
    expect(told['outcomes']).toMatchObject([{ id: 'hello-log', rounds: 1, passed: false }]);
    expect(code).toBe(1);
  });

  it.each([
    [['--filter', 'no such prompt'], 'No prompt has no such prompt'],
    [['--record'], 'need a provider and its key'],
    [['--provider', 'openai'], 'TUTTI_COPILOT_API_KEY or OPENAI_API_KEY'],
    [['--provider', 'nobody'], 'there is no provider nobody'],
  ])('says what is missing: %s', async (args, words) => {
    const { code, stderr } = await run(args);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });
});

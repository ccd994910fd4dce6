import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('npm run demo:github tells the story of a pull request, and no request breaks the rules of GitHub', async () => {
  const demo = fileURLToPath(new URL('./demo.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [demo], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  const verdicts = stdout.split('\n').filter((line) => /^ (success|failure) /.test(line));
  expect(verdicts.map((line) => line.trim().split(' ')[0])).toEqual([
    'failure',
    'success',
    'success',
    'success',
    'failure',
    'success',
  ]);
  expect(stdout).toContain("0 of them against GitHub's own description");
}, 60_000);

import { spawn } from 'node:child_process';

let installed: Promise<boolean> | undefined;

/** Whether there is a `git` program. Asked once. */
export function hasGitProgram(): Promise<boolean> {
  installed ??= new Promise((resolve) => {
    const child = spawn('git', ['--version'], { stdio: 'ignore', timeout: 10_000 });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
  return installed;
}

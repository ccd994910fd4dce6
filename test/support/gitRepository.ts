import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real Git repository in a folder of its own. */
export interface TestRepository {
  root: string;
  git(...args: string[]): string;
  put(file: string, content: string): void;
  /** Writes files (`undefined`: deletes), commits everything, and gives the SHA. */
  commit(files?: Readonly<Record<string, string | undefined>>): string;
  remove(): void;
}

/** A repository without a commit, on the branch `main`. */
export function gitRepository(): TestRepository {
  const root = mkdtempSync(join(tmpdir(), 'tutti-git-'));
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Ada',
        GIT_AUTHOR_EMAIL: 'ada@example.com',
        GIT_COMMITTER_NAME: 'Ada',
        GIT_COMMITTER_EMAIL: 'ada@example.com',
      },
    }).trim();
  const put = (file: string, content: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  git('init', '--quiet', '--initial-branch=main');
  return {
    root,
    git,
    put,
    commit(files = {}) {
      for (const [file, content] of Object.entries(files))
        if (content === undefined) rmSync(join(root, file));
        else put(file, content);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'change');
      return git('rev-parse', 'HEAD');
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

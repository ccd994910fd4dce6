import { expect, onTestFinished } from 'vitest';
import { parseStorageUri } from '../../../../runner/backend/storageUri.ts';
import type { CredentialsSource } from '../../../../runner/engine/credentials.ts';
import type { ExecutionDocument } from '../../../../runner/execution/types.ts';
import { type FakeGitHub, type FakeRepository, startFakeGitHub } from '../../../fake-github/index.ts';
import { engineWorld } from '../../../support/engine.ts';

/** GitHub with a repository, and an engine whose flows reach it as its maintainer. */
export interface GitHubWorld {
  github: FakeGitHub;
  repository: FakeRepository;
  /** Token of the maintainer. */
  token: string;
  /** Runs one task, with the token and the repository unless it says otherwise; gives its outputs. */
  outputs(type: string, properties?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Runs one task that fails; gives what its log says. */
  failure(type: string, properties?: Record<string, unknown>): Promise<string>;
  /** Runs one task, with these properties and no others. */
  run(type: string, properties?: Record<string, unknown>): Promise<{ ended: ExecutionDocument; log: string }>;
  /** A file that a task stored. */
  file(uri: unknown): Promise<string>;
}

export interface GitHubWorldOptions {
  files?: Record<string, string>;
  private?: boolean;
  sealed?: true;
  credentials?: (github: FakeGitHub) => CredentialsSource;
}

/** Opens such a world; all of it is gone when the test finished, and nothing was asked that GitHub does not know. */
export async function githubWorld(options: GitHubWorldOptions = {}): Promise<GitHubWorld> {
  const { files = {}, sealed } = options;
  const github = await startFakeGitHub();
  onTestFinished(async () => {
    await github.close();
    expect(github.violations).toEqual([]);
  });
  const repository = await github.createRepository({
    name: 'data',
    files: { 'README.md': 'Data', ...files },
    private: options.private ?? false,
  });
  const token = github.userToken('maintainer');
  const world = await engineWorld({
    ...(sealed && { sealed }),
    ...(options.credentials && { credentials: options.credentials(github) }),
  });

  const run: GitHubWorld['run'] = async (type, properties = {}) => {
    const task = JSON.stringify({ id: 'task', type, ...properties });
    const ended = await world.run(`tasks:\n  - ${task}`);
    return { ended, log: (await world.messages(ended.id, 'INFO')).join('\n') };
  };
  const usual = { oauthToken: token, endpoint: github.apiUrl, repository: 'acme/data' };
  return {
    ...{ github, repository, token, run },
    async outputs(type, properties) {
      const { ended, log } = await run(type, { ...usual, ...properties });
      expect(`${ended.state.current} ${log}`).toMatch(/^SUCCESS/);
      return ended.taskRunList[0]!.outputs ?? {};
    },
    async failure(type, properties) {
      const { ended, log } = await run(type, { ...usual, ...properties });
      expect(ended.state.current).toBe('FAILED');
      return log;
    },
    file: async (uri) => Buffer.from(await world.backend.files.get(parseStorageUri(String(uri)))).toString(),
  };
}

import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { createEmulator } from 'emulate';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFakeGitHub } from './index.ts';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The client of an installation, at the fake and at an emulator that others wrote. */
async function atFake(): Promise<Octokit> {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  await github.createRepository();
  const [installationId] = [...github.world.installations().keys()];
  const { id: appId, privateKey } = github.app;
  return new Octokit({
    baseUrl: github.apiUrl,
    authStrategy: createAppAuth,
    auth: { appId, privateKey, installationId },
    log: quiet,
  });
}

async function atEmulator(): Promise<Octokit> {
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      github: {
        users: [{ login: 'writer' }],
        orgs: [{ login: 'acme', members: ['writer'] }],
        repos: [{ owner: 'acme', name: 'flows', auto_init: true }],
        apps: [
          {
            app_id: 42,
            slug: 'tutti-test',
            name: 'Tutti test',
            permissions: {
              checks: 'write',
              contents: 'write',
              pull_requests: 'write',
              issues: 'write',
              metadata: 'read',
            },
            events: ['push'],
            installations: [{ installation_id: 1001, account: 'acme', repository_selection: 'all' }],
          },
        ],
      },
    },
  });
  onTestFinished(() => emulator.close());
  const secret = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key');
  return new Octokit({
    baseUrl: emulator.url,
    authStrategy: createAppAuth,
    auth: { appId: 42, privateKey: secret!.value, installationId: 1001 },
    log: quiet,
  });
}

const here = { owner: 'acme', repo: 'flows' };

/** What a client of the App does, and what it reads of the answers. */
async function story(octokit: Octokit): Promise<unknown> {
  const { data: main } = await octokit.rest.git.getRef({ ...here, ref: 'heads/main' });
  const head = main.object.sha;
  const { data: first } = await octokit.rest.git.getCommit({ ...here, commit_sha: head });
  const { data: blob } = await octokit.rest.git.createBlob({ ...here, content: 'id: a\n' });
  const { data: tree } = await octokit.rest.git.createTree({
    ...here,
    base_tree: first.tree.sha,
    tree: [{ path: 'flows/a.yaml', mode: '100644', type: 'blob', sha: blob.sha }],
  });
  const { data: commit } = await octokit.rest.git.createCommit({
    ...here,
    message: 'Add a',
    tree: tree.sha,
    parents: [head],
  });
  const { data: branch } = await octokit.rest.git.createRef({
    ...here,
    ref: 'refs/heads/change',
    sha: commit.sha,
  });
  const { data: pull } = await octokit.rest.pulls.create({
    ...here,
    head: 'change',
    base: 'main',
    title: 'Add a',
  });
  const { data: run } = await octokit.rest.checks.create({
    ...here,
    name: 'tutti',
    head_sha: commit.sha,
    external_id: 'e',
  });
  const { data: done } = await octokit.rest.checks.update({
    ...here,
    check_run_id: run.id,
    status: 'completed',
    conclusion: 'success',
    output: { title: 'Valid', summary: 'All is well' },
  });
  const { data: comment } = await octokit.rest.issues.createComment({
    ...here,
    issue_number: pull.number,
    body: 'hello',
  });
  const { data: edited } = await octokit.rest.issues.updateComment({
    ...here,
    comment_id: comment.id,
    body: 'bye',
  });
  const { data: compared } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...here,
    basehead: 'main...change',
  });
  const stale = await octokit.rest.git.updateRef({ ...here, ref: 'heads/change', sha: head }).then(
    ({ status }) => status,
    (error: { status: number }) => error.status,
  );
  return {
    blob: blob.sha,
    branch: [branch.ref, branch.object.sha === commit.sha],
    pull: [pull.number, pull.state, pull.head.ref, pull.base.ref, pull.head.sha === commit.sha],
    run: [run.name, run.external_id, done.status, done.conclusion, done.output.title],
    comment: [comment.user?.login, comment.user?.type, edited.body, edited.id === comment.id],
    compared: [
      compared.status,
      compared.ahead_by,
      compared.files?.map(({ filename, status }) => [filename, status]),
    ],
    stale,
  };
}

describe('the fake GitHub beside an emulator that others wrote (github §7.1)', () => {
  it('given the same calls, then it answers the same', async () => {
    expect(await story(await atFake())).toEqual(await story(await atEmulator()));
  });
});

import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakeGitHub, type FakeRepository, startFakeGitHub } from './index.ts';

const run = promisify(execFile);

/** A fake with a repository, a client of the installation, and a receiver of webhooks. */
async function world() {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const received: {
    event: string;
    guid: string;
    action: string | undefined;
    payload: Record<string, unknown>;
  }[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const signature = `sha256=${createHmac('sha256', github.app.webhookSecret).update(body).digest('hex')}`;
      const isSigned = request.headers['x-hub-signature-256'] === signature;
      const payload = JSON.parse(body.toString()) as Record<string, unknown>;
      if (isSigned)
        received.push({
          event: String(request.headers['x-github-event']),
          guid: String(request.headers['x-github-delivery']),
          action: payload['action'] as string | undefined,
          payload,
        });
      response.writeHead(isSigned ? 200 : 400).end();
    });
  });
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void receiver.close());
  github.webhooks.target(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
  const repository = await github.createRepository({ files: { 'flows/a.yaml': 'id: a\n' } });
  await github.webhooks.settled();
  received.length = 0;
  return { github, repository, received, octokit: clientOf(github) };
}

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function clientOf(github: FakeGitHub): Octokit {
  const [installationId] = [...github.world.installations().keys()];
  return new Octokit({
    baseUrl: github.apiUrl,
    authStrategy: createAppAuth,
    auth: { appId: github.app.id, privateKey: github.app.privateKey, installationId },
    log: quiet,
  });
}

const of = ({ owner, name }: FakeRepository) => ({ owner, repo: name });
const statusOf = (failed: Promise<unknown>) =>
  failed.then(
    () => 200,
    (error: { status: number }) => error.status,
  );

describe('the fake GitHub (github §7.2)', () => {
  it('given a check run, then it holds to the limits of GitHub, and annotations are added', async () => {
    const { github, repository, octokit } = await world();
    const head_sha = await github.head(repository);
    const annotation = {
      path: 'flows/a.yaml',
      start_line: 1,
      end_line: 1,
      annotation_level: 'failure' as const,
      message: 'no',
    };
    const { data: made } = await octokit.rest.checks.create({
      ...of(repository),
      name: 'tutti',
      head_sha,
      external_id: 'e',
    });
    expect(made).toMatchObject({ name: 'tutti', status: 'queued', conclusion: null, external_id: 'e' });
    const output = { title: 't', summary: 's', annotations: Array.from({ length: 50 }, () => annotation) };
    const change = { ...of(repository), check_run_id: made.id };
    await octokit.rest.checks.update({ ...change, output });
    const { data: done } = await octokit.rest.checks.update({ ...change, output, conclusion: 'failure' });
    expect(done).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      output: { annotations_count: 100 },
    });
    const tooMany = { ...output, annotations: [...output.annotations, annotation] };
    expect(await statusOf(octokit.rest.checks.update({ ...change, output: tooMany }))).toBe(422);
    const tooLong = { title: 't', summary: '€'.repeat(22_000) };
    expect(await statusOf(octokit.rest.checks.update({ ...change, output: tooLong }))).toBe(422);
    const button = { label: 'a label of more than twenty', description: '', identifier: 'x' };
    expect(await statusOf(octokit.rest.checks.update({ ...change, actions: [button] }))).toBe(422);
    expect(
      github.violations.map(({ at, message }) => `${at} ${at.startsWith('web') ? message : ''}`.trim()),
    ).toEqual(['PATCH /repos/{owner}/{repo}/check-runs/{id}', 'PATCH /repos/{owner}/{repo}/check-runs/{id}']);
  });

  it('given a push over HTTP with a token, then the push and the pull request are told, signed', async () => {
    const { github, repository, received, octokit } = await world();
    await github.commit(repository, { branch: 'change', files: { 'flows/b.yaml': 'id: b\n' } });
    const pull = await github.openPull(repository, { head: 'change' });
    const { token } = (await octokit.auth({ type: 'installation' })) as { token: string };
    const folder = await mkdtemp(join(tmpdir(), 'fake-github-clone-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
    const git = (...args: string[]) =>
      run('git', ['-C', folder, '-c', `http.extraHeader=${header}`, ...args]);
    await git('clone', '--quiet', '--branch', 'change', `${github.url}/acme/flows.git`, '.');
    await git(
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@example.com',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      'More',
    );
    await git('push', '--quiet', 'origin', 'change');
    await github.webhooks.settled();
    const { stdout } = await git('rev-parse', 'HEAD');
    expect(pull.headSha).toBe(stdout.trim());
    expect(received.map(({ event, action }) => (action ? `${event}.${action}` : event))).toEqual(
      expect.arrayContaining([
        'create',
        'push',
        'check_suite.requested',
        'pull_request.opened',
        'pull_request.synchronize',
      ]),
    );
    expect(github.violations).toEqual([]);
  });

  it('given a wrong, narrowed or old token, then it does no more than it may', async () => {
    const { github, repository, octokit } = await world();
    expect(
      await statusOf(
        new Octokit({
          baseUrl: github.apiUrl,
          auth: 'ghs_no',
          log: quiet,
        }).rest.apps.listReposAccessibleToInstallation(),
      ),
    ).toBe(401);
    const app = new Octokit({
      baseUrl: github.apiUrl,
      authStrategy: createAppAuth,
      auth: { appId: github.app.id, privateKey: github.app.privateKey },
      log: quiet,
    });
    const [installation_id] = [...github.world.installations().keys()] as [number];
    const narrow = {
      installation_id,
      repository_ids: [repository.id],
      permissions: { checks: 'read' as const },
    };
    const { data } = await app.rest.apps.createInstallationAccessToken(narrow);
    expect(data.token.length).toBeGreaterThan(40);
    const reader = new Octokit({ baseUrl: github.apiUrl, auth: data.token, log: quiet });
    const head_sha = await github.head(repository);
    expect(await statusOf(reader.rest.checks.create({ ...of(repository), name: 'x', head_sha }))).toBe(403);
    expect(await statusOf(reader.rest.checks.listForRef({ ...of(repository), ref: head_sha }))).toBe(200);
    expect(
      await statusOf(
        app.rest.apps.createInstallationAccessToken({
          installation_id,
          permissions: { administration: 'write' },
        }),
      ),
    ).toBe(422);
    github.clock.advance(3_700_000);
    expect(await statusOf(reader.rest.checks.listForRef({ ...of(repository), ref: head_sha }))).toBe(401);
    expect(await statusOf(octokit.rest.repos.get(of(repository)))).toBe(200);
  });

  it('given comments, then reactions are made once, permissions are told, pages are linked', async () => {
    const { github, repository, octokit, received } = await world();
    const issue_number = github.openIssue(repository, { title: 'An issue' });
    const comment = github.comment(repository, issue_number, { user: 'writer', body: '/tutti help' });
    const react = { ...of(repository), comment_id: comment.id, content: 'eyes' as const };
    expect((await octokit.rest.reactions.createForIssueComment(react)).status).toBe(201);
    expect((await octokit.rest.reactions.createForIssueComment(react)).status).toBe(200);
    for (let at = 0; at < 120; at++)
      github.comment(repository, issue_number, { user: 'writer', body: `${at}` });
    const all = await octokit.paginate(octokit.rest.issues.listComments, {
      ...of(repository),
      issue_number,
      per_page: 100,
    });
    expect(all).toHaveLength(121);
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
      ...of(repository),
      username: 'maintainer',
    });
    expect(data).toMatchObject({ permission: 'write', role_name: 'maintain' });
    await github.webhooks.settled();
    expect(received.find(({ event }) => event === 'issue_comment')?.payload).toMatchObject({
      sender: { login: 'writer', type: 'User' },
    });
    expect(github.violations).toEqual([]);
  });

  it('given trees, commits and refs over REST, then a branch and a pull request come of them, and a merge is told', async () => {
    const { github, repository, octokit, received } = await world();
    const base = of(repository);
    const head = await github.head(repository);
    const { data: blob } = await octokit.rest.git.createBlob({ ...base, content: 'id: c\n' });
    const tree = [{ path: 'flows/c.yaml', mode: '100644' as const, type: 'blob' as const, sha: blob.sha }];
    const { data: made } = await octokit.rest.git.createTree({ ...base, base_tree: head, tree });
    const { data: commit } = await octokit.rest.git.createCommit({
      ...base,
      message: 'Add c',
      tree: made.sha,
      parents: [head],
    });
    await octokit.rest.git.createRef({ ...base, ref: 'refs/heads/tutti/add', sha: commit.sha });
    const { data: pull } = await octokit.rest.pulls.create({
      ...base,
      head: 'tutti/add',
      base: 'main',
      title: 'Add c',
      draft: true,
    });
    const { data: files } = await octokit.rest.pulls.listFiles({ ...base, pull_number: pull.number });
    expect(files.map(({ filename, status }) => `${status} ${filename}`)).toEqual(['added flows/c.yaml']);
    const { data: compared } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...base,
      basehead: `main...tutti/add`,
    });
    expect(compared).toMatchObject({ status: 'ahead', merge_base_commit: { sha: head } });
    await github.mergePull(github.pulls(repository)[0]!);
    await github.webhooks.settled();
    const pushes = received.filter(({ event }) => event === 'push').map(({ payload }) => payload['ref']);
    expect(pushes).toEqual(['refs/heads/tutti/add', 'refs/heads/main']);
    const { data: entries } = await octokit.rest.git.getTree({
      ...base,
      tree_sha: 'main',
      recursive: 'true',
    });
    expect(entries.tree.map(({ path }) => path)).toContain('flows/c.yaml');
    expect(github.violations).toEqual([]);
  });

  it('given faults, then requests fail as often as they are told to', async () => {
    const { github, repository, octokit } = await world();
    const route = 'GET /repos/{owner}/{repo}';
    github.faults.failNext(route, {
      status: 403,
      message: 'You have exceeded a secondary rate limit',
      headers: { 'retry-after': '1' },
    });
    github.faults.disconnect(route);
    expect(await statusOf(octokit.rest.repos.get(of(repository)))).toBe(403);
    expect(await statusOf(octokit.rest.repos.get(of(repository)))).toBe(500);
    expect(await statusOf(octokit.rest.repos.get(of(repository)))).toBe(200);
  });

  it('given lost, doubled and shuffled webhooks, then they can be had again, with their GUID', async () => {
    const { github, repository, received, octokit } = await world();
    const app = new Octokit({
      baseUrl: github.apiUrl,
      authStrategy: createAppAuth,
      auth: { appId: github.app.id, privateKey: github.app.privateKey },
      log: quiet,
    });
    expect(octokit).toBeDefined();
    github.webhooks.drop(1);
    github.openIssue(repository, { title: 'Lost' });
    await github.webhooks.settled();
    expect(received).toEqual([]);
    const { data } = await app.rest.apps.listWebhookDeliveries({ per_page: 10 });
    const lost = data.find(({ event }) => event === 'issues')!;
    expect(lost.status).not.toBe('OK');
    await app.rest.apps.redeliverWebhookDelivery({ delivery_id: lost.id });
    await expect.poll(() => received.map(({ guid }) => guid)).toEqual([lost.guid]);
    received.length = 0;
    github.webhooks.duplicate(2);
    github.webhooks.hold();
    for (const title of ['one', 'two', 'three']) github.openIssue(repository, { title });
    await github.webhooks.release({ shuffle: 7 });
    expect(received).toHaveLength(6);
    expect(new Set(received.map(({ guid }) => guid)).size).toBe(3);
  });

  it('given a fork, then its head is a ref of the repository that it was forked from', async () => {
    const { github, repository, octokit } = await world();
    const fork = await github.fork(repository, 'stranger');
    await github.commit(fork, {
      branch: 'evil',
      files: { 'flows/evil.yaml': 'id: evil\n' },
      author: 'stranger',
    });
    const pull = await github.openPull(repository, { head: 'evil', fork, author: 'stranger' });
    const { data } = await octokit.rest.pulls.get({ ...of(repository), pull_number: pull.number });
    expect(data.head.repo?.id).toBe(fork.id);
    expect(data.base.repo.id).toBe(repository.id);
    expect(await repository.git.ref(`refs/pull/${pull.number}/head`)).toBe(pull.headSha);
  });
});

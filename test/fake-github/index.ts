import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuth, type FakeApp, type Permissions } from './auth.ts';
import { checkContract, type Violation } from './contract/check.ts';
import type { Files } from './git.ts';
import { graphql } from './graphql.ts';
import { type Answer, createRouter, repositoryFor } from './router.ts';

import { pressCheck } from './routes/checks.ts';
import { routes } from './routes/index.ts';
import { addComment, editComment, openIssue } from './routes/issues.ts';
import { mergePull, openPull, setPullState } from './routes/pulls.ts';
import { isGitPath, smartHttp } from './smartHttp.ts';
import {
  ApiError,
  type FakeCheckRun,
  type FakeComment,
  type FakePull,
  type FakeRepository,
  type FakeRequest,
  type RepositoryOptions,
  type Role,
} from './types.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';
import { createWorld, type World } from './world.ts';

export type { FakeCheckRun, FakeComment, FakePull, FakeRepository, FakeRequest } from './types.ts';

/** Which requests a fault is for: a method and route such as `POST /repos/{owner}/{repo}/check-runs`, or a test of the request. */
export type Match = string | ((request: { method: string; path: string; route: string }) => boolean);

export interface Fault {
  status: number;
  message?: string;
  headers?: Record<string, string>;
  /** How many requests it is for. Default 1. */
  times?: number;
}

/** A GitHub on this machine: REST, GraphQL, webhooks and Git over HTTP, over real bare repositories (github §7.2). */
export interface FakeGitHub {
  /** The site: where repositories are cloned from. */
  readonly url: string;
  /** Base of the REST API. */
  readonly apiUrl: string;
  readonly app: FakeApp;
  readonly requests: FakeRequest[];
  /** What requests or webhooks broke of GitHub's own description; a test that ends with some has failed. */
  readonly violations: Violation[];
  readonly webhooks: Webhooks;
  readonly world: World;
  /** The virtual clock: the real one and what it was advanced by. */
  readonly clock: { now(): number; advance(milliseconds: number): void };
  readonly faults: {
    failNext(match: Match, fault: Fault): void;
    /** Answers nothing: the connection stays open until the fake is closed. */
    timeout(match: Match, times?: number): void;
    /** Closes the connection in the middle. */
    disconnect(match: Match, times?: number): void;
    /** Does what REST or GraphQL is asked for, and closes the connection without an answer. */
    lose(match: Match, times?: number): void;
  };
  /** Makes a repository with one commit, on which the App is installed unless `installed` is false. */
  createRepository(options?: RepositoryOptions & { installed?: boolean }): Promise<FakeRepository>;
  fork(repository: FakeRepository, owner: string): Promise<FakeRepository>;
  /** Installs the App on further repositories; gives the id of the installation of their owner. */
  install(...repositories: FakeRepository[]): number;
  uninstall(repository: FakeRepository): void;
  suspend(installation: number, suspended?: boolean): void;
  rename(repository: FakeRepository, name: string): void;
  deleteRepository(repository: FakeRepository): void;
  /** Commits on top of a branch, which is made from the default branch where it is new; gives the SHA. */
  commit(
    repository: FakeRepository,
    options: { branch?: string; files: Files; message?: string; author?: string; date?: string },
  ): Promise<string>;
  /** Moves a branch anywhere, as a forced push does. */
  forcePush(repository: FakeRepository, branch: string, sha: string | undefined, by?: string): Promise<void>;
  head(repository: FakeRepository, branch?: string): Promise<string>;
  openPull(
    repository: FakeRepository,
    options: {
      head: string;
      base?: string;
      title?: string;
      body?: string;
      author?: string;
      fork?: FakeRepository;
      draft?: boolean;
    },
  ): Promise<FakePull>;
  mergePull(pull: FakePull, by?: string): Promise<string>;
  closePull(pull: FakePull, by?: string): Promise<void>;
  reopenPull(pull: FakePull, by?: string): Promise<void>;
  openIssue(repository: FakeRepository, options: { title: string; body?: string; author?: string }): number;
  comment(repository: FakeRepository, number: number, options: { user: string; body: string }): FakeComment;
  editComment(comment: FakeComment, body: string): void;
  setPermission(repository: FakeRepository, login: string, role: Role): void;
  userToken(login: string): string;
  pressButton(run: FakeCheckRun, identifier: string, user: string): void;
  rerequest(run: FakeCheckRun, user: string): void;
  /** Asks for the checks of a merge group; gives its head. */
  mergeGroup(pull: FakePull): Promise<string>;
  /** Any other event, as GitHub would send it. */
  emit(repository: FakeRepository, event: string, payload: Record<string, unknown>, by?: string): void;
  /** Check runs of a commit, the latest of each name last. */
  checks(repository: FakeRepository, sha: string, name?: string): FakeCheckRun[];
  comments(repository: FakeRepository, number: number): FakeComment[];
  pulls(repository: FakeRepository): FakePull[];
  /** How often each route was asked for. */
  calls(): Record<string, number>;
  close(): Promise<void>;
}

export interface FakeOptions {
  permissions?: Permissions;
  events?: readonly string[];
  /** Port to listen at; any free one by default. */
  port?: number;
}

const defaultPermissions: Permissions = {
  metadata: 'read',
  checks: 'write',
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  merge_queues: 'read',
  statuses: 'write',
  actions: 'write',
};

/** Starts one; `close` removes all it made. */
export async function startFakeGitHub(options: FakeOptions = {}): Promise<FakeGitHub> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-github-'));
  let ahead = 0;
  let id = 1_000;
  let url = '';
  const now = () => Date.now() + ahead;
  const nextId = () => ++id;
  const violations: Violation[] = [];
  const requests: FakeRequest[] = [];
  const auth = createAuth(
    {
      id: 42,
      slug: 'tutti-test',
      name: 'Tutti test',
      clientId: 'Iv23fake0000000000',
      webhookSecret: 'a-webhook-secret-of-more-than-32-characters',
      permissions: options.permissions ?? defaultPermissions,
      events: options.events ?? [
        'push',
        'pull_request',
        'issue_comment',
        'check_run',
        'check_suite',
        'merge_group',
      ],
    },
    now,
  );
  const webhooks = createWebhooks({
    app: auth.app,
    now,
    nextId,
    check: (event, payload) => violations.push(...checkContract.webhook(event, payload)),
  });
  const apiUrl = () => `${url}/api/v3`;
  const world = createWorld({ auth, folder, webhooks, apiUrl, now, nextId });
  const route = createRouter(routes);
  const faults: { match: Match; left: number; act: Fault | 'timeout' | 'disconnect' | 'lose' }[] = [];

  const takeFault = (request: { method: string; path: string; route: string }) => {
    const fault = faults.find(
      ({ match, left }) =>
        left > 0 &&
        (typeof match === 'string'
          ? match === `${request.method} ${request.route}` || match === '*'
          : match(request)),
    );
    if (fault) fault.left--;
    return fault?.act;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = new URL(request.url!, url);
    const method = request.method!;
    const path = target.pathname.replace(/^\/api\/v3/, '');
    const authorization = request.headers.authorization;
    const record: FakeRequest = {
      method,
      path,
      query: target.search.slice(1),
      route: path,
      body: undefined,
      token: authorization?.split(' ')[1],
      status: 0,
      at: Date.now(),
    };
    requests.push(record);
    if (isGitPath(target.pathname)) {
      record.route = `git ${target.pathname.split('/').at(-1)}`;
      const act = takeFault({ method, path, route: record.route });
      if (act === 'timeout') return;
      if (act === 'disconnect' || act === 'lose') return void request.socket.destroy();
      if (act) {
        record.status = act.status;
        return void response.writeHead(act.status).end();
      }
      await smartHttp(world, request, response, target);
      record.status = response.statusCode;
      return;
    }
    const text = await readText(request);
    let isLost = false;
    let result: Answer;
    try {
      record.body = text === '' ? undefined : JSON.parse(text);
      const isGraphql = path === '/graphql' || target.pathname === '/api/graphql';
      const found = isGraphql ? undefined : route(method, path);
      record.route = isGraphql ? '/graphql' : (found?.route.template ?? path);
      const act = takeFault({ method, path, route: record.route });
      if (act === 'timeout') return;
      if (act === 'disconnect') return void request.socket.destroy();
      isLost = act === 'lose';
      if (act && act !== 'lose')
        throw new ApiError(act.status, act.message ?? 'A fault on demand', { headers: act.headers ?? {} });
      const caller = auth.caller(authorization);
      if (isGraphql) result = { body: await graphql(world, caller, record.body as { query: string }) };
      else {
        if (!found) throw new ApiError(404, 'Not Found');
        const broken = checkContract.request(method, found.route.template, record.body, target.searchParams);
        violations.push(...broken);
        if (broken.length > 0)
          throw new ApiError(422, 'Invalid request.', { errors: broken.map(({ message }) => message) });
        const context = {
          world,
          webhooks,
          caller,
          params: found.params,
          query: target.searchParams,
          body: record.body ?? {},
          repository: repositoryFor(world, caller, found.params),
        };
        result = await found.route.handler(context);
      }
    } catch (error) {
      const known = error instanceof ApiError ? error : new ApiError(500, String(error));
      result = {
        status: known.status,
        headers: known.headers,
        body: {
          message: known.message,
          documentation_url: 'https://docs.github.com/rest',
          ...(known.errors && { errors: known.errors }),
        },
      };
    }
    if (isLost) return void request.socket.destroy();
    const { link } = result.headers ?? {};
    if (link) result.headers = { ...result.headers, link: link.replaceAll('<', `<${apiUrl()}${path}`) };
    record.status = send(request, response, result, now());
  };

  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await listen(server, options.port ?? 0);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const member = (login = 'maintainer') => world.user(login);
  const add = (match: Match, act: Fault | 'timeout' | 'disconnect' | 'lose', times: number) =>
    void faults.push({ match, act, left: times });

  const github: FakeGitHub = {
    url,
    apiUrl: apiUrl(),
    app: auth.app,
    requests,
    violations,
    webhooks,
    world,
    clock: {
      now,
      advance(milliseconds) {
        ahead += milliseconds;
      },
    },
    faults: {
      failNext: (match, fault) => add(match, fault, fault.times ?? 1),
      timeout: (match, times = 1) => add(match, 'timeout', times),
      disconnect: (match, times = 1) => add(match, 'disconnect', times),
      lose: (match, times = 1) => add(match, 'lose', times),
    },
    async createRepository({ installed = true, ...rest } = {}) {
      const repository = await world.create(rest);
      repository.roles.set('maintainer', 'maintain').set('writer', 'write');
      if (installed) github.install(repository);
      return repository;
    },
    async fork(repository, owner) {
      const { name, private: isPrivate, defaultBranch } = repository;
      return world.create({ owner, name, private: isPrivate, defaultBranch, parent: repository });
    },
    install(...added) {
      const account = added[0]!.owner;
      const known = [...world.installations()].find(([, one]) => one.account === account);
      const payloadOf = (repository: FakeRepository) => ({
        id: repository.id,
        node_id: `R_${repository.id}`,
        name: repository.name,
        full_name: `${repository.owner}/${repository.name}`,
        private: repository.private,
      });
      const installation = known?.[0] ?? nextId();
      if (!known)
        world.installations().set(installation, { account, repositories: new Set(), suspended: false });
      const { repositories } = world.installations().get(installation)!;
      for (const { id: repositoryId } of added) repositories.add(repositoryId);
      const about = {
        installation: {
          id: installation,
          account: world.payloads.owner(account),
          app_id: auth.app.id,
          app_slug: auth.app.slug,
        },
      };
      const sender = world.payloads.user(member());
      if (known)
        webhooks.emit('installation_repositories', {
          action: 'added',
          ...about,
          repository_selection: 'selected',
          repositories_added: added.map(payloadOf),
          repositories_removed: [],
          requester: null,
          sender,
        });
      else
        webhooks.emit('installation', {
          action: 'created',
          ...about,
          repositories: added.map(payloadOf),
          requester: null,
          sender,
        });
      return installation;
    },
    uninstall(repository) {
      const installation = world.installationOf(repository);
      if (installation === undefined) return;
      world.installations().get(installation)!.repositories.delete(repository.id);
      webhooks.emit('installation_repositories', {
        action: 'removed',
        installation: {
          id: installation,
          account: world.payloads.owner(repository.owner),
          app_id: auth.app.id,
          app_slug: auth.app.slug,
        },
        repository_selection: 'selected',
        repositories_added: [],
        repositories_removed: [
          {
            id: repository.id,
            node_id: '',
            name: repository.name,
            full_name: `${repository.owner}/${repository.name}`,
            private: repository.private,
          },
        ],
        requester: null,
        sender: world.payloads.user(member()),
      });
    },
    suspend(installation, suspended = true) {
      world.installations().get(installation)!.suspended = suspended;
      const { account } = world.installations().get(installation)!;
      webhooks.emit('installation', {
        action: suspended ? 'suspend' : 'unsuspend',
        installation: {
          id: installation,
          account: world.payloads.owner(account),
          app_id: auth.app.id,
          app_slug: auth.app.slug,
        },
        repositories: [],
        sender: world.payloads.user(member()),
      });
    },
    rename(repository, name) {
      const from = repository.name;
      repository.name = name;
      world.emit(
        repository,
        'repository',
        { action: 'renamed', changes: { repository: { name: { from } } } },
        member(),
      );
    },
    deleteRepository(repository) {
      world.emit(repository, 'repository', { action: 'deleted' }, member());
      for (const { repositories } of world.installations().values()) repositories.delete(repository.id);
      world.repositories.splice(world.repositories.indexOf(repository), 1);
    },
    async commit(
      repository,
      { branch = repository.defaultBranch, files, message = 'Change', author = 'maintainer', date },
    ) {
      const { git } = repository;
      const head =
        (await git.ref(`refs/heads/${branch}`)) ?? (await git.ref(`refs/heads/${repository.defaultBranch}`));
      const tree = await git.tree(head, files);
      const sha = await git.commit(tree, head ? [head] : [], message, {
        name: author,
        ...(date && { date }),
      });
      await world.moveBranch(repository, branch, sha, world.user(author));
      return sha;
    },
    forcePush: (repository, branch, sha, by) =>
      world.moveBranch(repository, branch, sha, member(by), { force: true }),
    async head(repository, branch = repository.defaultBranch) {
      const sha = await repository.git.ref(`refs/heads/${branch}`);
      if (!sha) throw new Error(`There is no branch ${branch}`);
      return sha;
    },
    openPull: (
      repository,
      {
        head,
        base = repository.defaultBranch,
        title = 'Change flows',
        body = '',
        author,
        fork,
        draft = false,
      },
    ) =>
      openPull(world, repository, {
        from: fork ?? repository,
        by: member(author),
        head,
        base,
        title,
        body,
        draft,
      }),
    mergePull: (pull, by) => mergePull(world, pull, member(by)),
    closePull: (pull, by) => setPullState(world, pull, 'closed', member(by)),
    reopenPull: (pull, by) => setPullState(world, pull, 'open', member(by)),
    openIssue: (repository, { title, body = '', author }) =>
      openIssue(world, repository, { title, body, by: member(author) }).number,
    comment: (repository, number, { user, body }) =>
      addComment(world, repository, number, world.user(user), body),
    editComment: (comment, body) => editComment(world, comment, comment.user, body),
    setPermission: (repository, login, role) => void repository.roles.set(login, role),
    userToken: auth.userToken,
    pressButton: (run, identifier, user) => pressCheck(world, run, world.user(user), identifier),
    rerequest: (run, user) => pressCheck(world, run, world.user(user)),
    async mergeGroup(pull) {
      const { git } = pull.repository;
      const base = (await git.ref(`refs/heads/${pull.base}`))!;
      const tree = await git.mergeTree(base, pull.headSha);
      const message = `Merge pull request #${pull.number}`;
      const sha = await git.commit(tree!, [base, pull.headSha], message);
      const branch = `gh-readonly-queue/${pull.base}/pr-${pull.number}-${base}`;
      await world.moveBranch(pull.repository, branch, sha, member());
      world.emit(
        pull.repository,
        'merge_group',
        {
          action: 'checks_requested',
          merge_group: {
            head_sha: sha,
            head_ref: `refs/heads/${branch}`,
            base_sha: base,
            base_ref: `refs/heads/${pull.base}`,
            head_commit: {
              id: sha,
              tree_id: tree,
              message,
              timestamp: world.stamp(),
              author: { name: 'maintainer', email: 'maintainer@users.example.com' },
              committer: { name: 'maintainer', email: 'maintainer@users.example.com' },
            },
          },
        },
        member(),
      );
      return sha;
    },
    emit: (repository, event, payload, by) => world.emit(repository, event, payload, member(by)),
    checks: (repository, sha, name) =>
      world.checkRuns.filter(
        (run) =>
          run.repository === repository && run.headSha === sha && (name === undefined || run.name === name),
      ),
    comments: (repository, number) =>
      world.comments.filter((one) => one.repository === repository && one.number === number),
    pulls: (repository) => world.pulls.filter((one) => one.repository === repository),
    calls() {
      const counted: Record<string, number> = {};
      for (const { method, route: of } of requests)
        counted[`${method} ${of}`] = (counted[`${method} ${of}`] ?? 0) + 1;
      return counted;
    },
    async close() {
      await webhooks.settled();
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  return github;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Writes an answer, with an ETag that makes a repeated GET cheap (github §3.4); gives its status. */
function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status = 200, body, raw, headers = {} }: Answer,
  now: number,
): number {
  const content = raw ?? (body === undefined ? '' : JSON.stringify(body));
  const etag = `W/"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`;
  const isKnown = request.method === 'GET' && status === 200 && request.headers['if-none-match'] === etag;
  const answered = isKnown ? 304 : status;
  response.writeHead(answered, {
    'content-type': 'application/json; charset=utf-8',
    date: new Date(now).toUTCString(),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': '4102444800',
    'x-ratelimit-resource': 'core',
    'x-github-request-id': 'FAKE:1',
    ...(request.method === 'GET' && status === 200 && { etag }),
    ...headers,
  });
  response.end(isKnown ? undefined : content);
  return answered;
}

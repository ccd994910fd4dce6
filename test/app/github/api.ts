import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An open or closed pull request of the double. */
export interface ApiPull {
  head: string;
  state?: 'open' | 'closed';
  merged?: boolean;
  draft?: boolean;
  /** Id of the repository of the head; null: it is gone. */
  headRepository?: number | null;
}

export interface ApiRepository {
  id: number;
  owner: string;
  name: string;
  default_branch: string;
  archived?: boolean;
  branches: Record<string, string>;
  pulls: Record<number, ApiPull>;
}

/** What the few endpoints that the inbox asks answer with; tests change it as GitHub would. */
export interface ApiState {
  /** Repositories by installation. */
  installations: Map<number, ApiRepository[]>;
  suspended: Set<number>;
  deliveries: { id: number; guid: string; delivered_at: string; status_code: number }[];
  redelivered: number[];
  /** Method and path, and the token where there was one. */
  requests: { route: string; token: string; status: number; body: string }[];
  /** Requests to routes that contain this get no answer. */
  hold?: string | undefined;
  /** Takes the place of the next answer to a route that contains `match`. */
  failNext?:
    | { match: string; status: number; headers?: Record<string, string>; message?: string }
    | undefined;
}

/**
 * The part of GitHub's REST API that the inbox and the clients ask, as small as can be: where a fault or the order of events is
 * the matter. Stories over all of GitHub are told with the fake in `test/fake-github`.
 */
export async function startApi(): Promise<{ apiUrl: string; state: ApiState }> {
  const state: ApiState = {
    installations: new Map(),
    suspended: new Set(),
    deliveries: [],
    redelivered: [],
    requests: [],
  };
  let tokens = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const route = `${request.method} ${request.url}`;
    const token = (request.headers.authorization ?? '').split(' ')[1] ?? '';
    const fault = state.failNext && route.includes(state.failNext.match) ? state.failNext : undefined;
    if (fault) state.failNext = undefined;
    const [status, value] = fault
      ? [fault.status, { message: fault.message ?? 'fault' }]
      : answer(state, route, token, () => `ghs_${++tokens}`);
    const etag = `"${Buffer.from(JSON.stringify(value ?? null))
      .toString('base64url')
      .slice(-60)}"`;
    const isSame = status === 200 && request.headers['if-none-match'] === etag;
    state.requests.push({ route, token, status: isSame ? 304 : status, body });
    if (state.hold !== undefined && route.includes(state.hold)) return;
    response.writeHead(isSame ? 304 : status, {
      'content-type': 'application/json',
      'x-ratelimit-remaining': '4999',
      etag,
      ...fault?.headers,
    });
    response.end(isSame || value === undefined ? undefined : JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state };
}

function answer(state: ApiState, route: string, token: string, makeToken: () => string): [number, unknown?] {
  const [, path = ''] = route.split(' ');
  const [bare = ''] = path.split('?');
  if (bare === '/app') return [200, { id: 1, slug: 'tutti' }];
  if (bare === '/app/installations')
    return [
      200,
      [...state.installations.keys()].map((id) => ({
        id,
        suspended_at: state.suspended.has(id) ? '2026-11-01T00:00:00Z' : null,
      })),
    ];
  if (bare === '/app/hook/deliveries') return [200, state.deliveries];
  const redelivery = /^\/app\/hook\/deliveries\/(\d+)\/attempts$/.exec(bare);
  if (redelivery) {
    state.redelivered.push(Number(redelivery[1]));
    return [202, {}];
  }
  const minting = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(bare);
  if (minting) {
    const id = Number(minting[1]);
    if (!state.installations.has(id)) return [404, { message: 'Not Found' }];
    if (state.suspended.has(id)) return [403, { message: 'This installation has been suspended' }];
    return [201, { token: `${makeToken()}_${id}`, expires_at: '2026-11-01T01:00:00Z', permissions: {} }];
  }
  if (bare === '/installation/token') return [204];
  const installation = Number(token.split('_')[2]);
  const repositories = state.installations.get(installation) ?? [];
  if (state.suspended.has(installation)) return [403, { message: 'This installation has been suspended' }];
  if (bare === '/installation/repositories')
    return [200, { total_count: repositories.length, repositories: repositories.map(repositoryAnswer) }];
  const within = /^\/repos\/([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(decodeURIComponent(bare));
  const repository = repositories.find(({ owner, name }) => owner === within?.[1] && name === within[2]);
  if (!repository) return [404, { message: 'Not Found' }];
  const rest = within![3];
  return rest === undefined ? [200, repositoryAnswer(repository)] : repositoryRoute(repository, rest);
}

function repositoryRoute(repository: ApiRepository, rest: string): [number, unknown?] {
  const branch = /^git\/ref\/heads\/(.+)$/.exec(rest)?.[1];
  if (branch !== undefined) {
    const sha = repository.branches[branch];
    return sha === undefined
      ? [404, { message: 'Not Found' }]
      : [200, { ref: `refs/heads/${branch}`, object: { sha } }];
  }
  const pulls = Object.entries(repository.pulls).map(([number, pull]) =>
    pullAnswer(repository, Number(number), pull),
  );
  if (rest === 'pulls') return [200, pulls.filter(({ state }) => state === 'open')];
  const found = pulls.find(({ number }) => rest === `pulls/${number}`);
  return found ? [200, found] : [404, { message: 'Not Found' }];
}

function repositoryAnswer({ id, owner, name, default_branch, archived = false }: ApiRepository) {
  return { id, name, owner: { login: owner }, default_branch, archived };
}

function pullAnswer(repository: ApiRepository, number: number, pull: ApiPull) {
  const { head, state = 'open', merged = false, draft = false, headRepository = repository.id } = pull;
  return {
    number,
    state,
    merged,
    draft,
    head: { sha: head, ref: 'topic', repo: headRepository === null ? null : { id: headRepository } },
    base: { sha: repository.branches[repository.default_branch], ref: repository.default_branch },
    user: { login: 'ada', id: 5, type: 'User' },
  };
}

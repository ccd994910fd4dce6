import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../../cli/serve/config.ts';
import { type Serving, startServing } from '../../../cli/serve/start.ts';
import { gitRepository, type TestRepository } from '../../support/gitRepository.ts';
import { gitServer } from '../../support/gitServer.ts';

interface Ran {
  id: string;
  flowRevision: number;
  commit: string;
  state: { current: string };
  outputs: Record<string, unknown>;
}

/** Shows its own text, that of a namespace file, and what its subflow gives. */
const parent = (text: string) => `
id: parent
namespace: company.team
outputs:
  - { id: text, type: STRING, value: "${text}" }
  - { id: file, type: STRING, value: "{{ read('message.txt') }}" }
  - { id: child, type: STRING, value: "{{ outputs.child.outputs.text ?? '' }}" }
tasks:
  - { id: wait, type: io.kestra.plugin.core.flow.Pause }
  - { id: child, type: io.kestra.plugin.core.flow.Subflow, namespace: company.team, flowId: child }
`;
const child = (text: string) => `
id: child
namespace: company.team
outputs:
  - { id: text, type: STRING, value: "${text} {{ read('message.txt') }}" }
tasks:
  - { id: log, type: io.kestra.plugin.core.log.Log, message: hello }
`;
const version = (text: string) => ({
  'flows/parent.yaml': parent(text),
  'flows/child.yaml': child(text),
  'company.team/files/message.txt': text,
});

let repository: TestRepository;
let home: string;
let serving: Serving | undefined;
let lines: { msg: string; reason?: string }[];
beforeEach(() => {
  repository = gitRepository();
  home = mkdtempSync(join(tmpdir(), 'tutti-home-'));
  vi.stubEnv('TUTTI_HOME', home);
  lines = [];
});
afterEach(async () => {
  await serving?.close();
  serving = undefined;
  vi.unstubAllEnvs();
  repository.remove();
  rmSync(home, { recursive: true, force: true });
});

async function serve(git: Record<string, string>, environment: Record<string, string> = {}): Promise<void> {
  const config = readConfig(repository.root, undefined, { port: 0 }, environment);
  Object.assign(config.git, { poll: 50, ...git });
  // What is paused would be waited for.
  config.server.grace = 0;
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  serving = await startServing({ root: repository.root, config, log, hide: () => undefined });
}
const ask = (path: string, init?: RequestInit) => fetch(`${serving!.url}/api/v1/main${path}`, init);
const json = async <T>(path: string, init?: RequestInit): Promise<T> =>
  (await (await ask(path, init)).json()) as T;
const start = (flow: string, query = '') =>
  json<Ran>(`/executions/company.team/${flow}${query}`, { method: 'POST' });
const execution = (id: string) => json<Ran>(`/executions/${id}`);
const reaches = (id: string, state: string) =>
  expect.poll(async () => (await execution(id)).state.current, { timeout: 10_000 }).toBe(state);
const servedCommit = async () =>
  ((await (await fetch(`${serving!.url}/health`)).json()) as { repository: Record<string, string> })
    .repository;
const serves = (commit: string) =>
  expect.poll(servedCommit, { timeout: 10_000 }).toMatchObject({ commit, status: 'CURRENT' });
const resume = async (id: string) => {
  await reaches(id, 'PAUSED');
  await ask(`/executions/${id}/resume`, { method: 'POST' });
};

describe('serving a ref of the repository', () => {
  it('serves what is committed, not what lies in the folder, and writes nothing', async () => {
    const commit = repository.commit(version('one'));
    repository.put('flows/uncommitted.yaml', child('x'));
    repository.put('flows/child.yaml', child('changed'));
    await serve({ ref: 'main' });
    expect(await start('child', '?wait=true')).toMatchObject({
      ...{ commit, flowRevision: 1 },
      outputs: { text: 'one one' },
    });
    const refused = await ask('/flows', {
      method: 'POST',
      body: child('new').replace('id: child', 'id: new'),
    });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('commit the change there instead');
  });

  it('runs a new commit at once, while executions stay on theirs with subflows and namespace files', async () => {
    const first = repository.commit(version('one'));
    await serve({ ref: 'main' });
    const old = await start('parent');
    await reaches(old.id, 'PAUSED');
    const second = repository.commit(version('two'));
    await serves(second);
    const young = await start('parent');
    await resume(old.id);
    await resume(young.id);
    await reaches(old.id, 'SUCCESS');
    await reaches(young.id, 'SUCCESS');
    expect(await execution(old.id)).toMatchObject({
      ...{ commit: first, flowRevision: 1 },
      outputs: { text: 'one', file: 'one', child: 'one one' },
    });
    expect(await execution(young.id)).toMatchObject({
      ...{ commit: second, flowRevision: 2 },
      outputs: { text: 'two', file: 'two', child: 'two two' },
    });
  });

  it('numbers revisions by commits, and lists, shows, starts, replays and restarts each', async () => {
    const first = repository.commit(version('one'));
    repository.commit({ 'readme.md': 'nothing of a flow' });
    const third = repository.commit({ 'flows/child.yaml': child('three') });
    await serve({ ref: 'main' });
    type Shown = { revision: number; source: string };
    const revisions = await json<Shown[]>('/flows/company.team/child/revisions');
    expect(revisions.map(({ revision, source }) => [revision, source])).toEqual([
      [1, child('one')],
      [2, child('three')],
    ]);
    expect(await json('/flows/company.team/child')).toMatchObject({ revision: 2 });
    expect(await json('/flows/company.team/child?revision=1&source=true')).toMatchObject({
      ...{ revision: 1, source: child('one') },
    });
    expect((await ask('/flows/company.team/child?revision=3')).status).toBe(404);
    const old = await start('child', '?wait=true&revision=1');
    expect(old).toMatchObject({ flowRevision: 1, commit: first, outputs: { text: 'one one' } });
    const replayed = await json<Ran>(`/executions/${old.id}/replay?latestRevision=true`, { method: 'POST' });
    await reaches(replayed.id, 'SUCCESS');
    expect(await execution(replayed.id)).toMatchObject({
      ...{ flowRevision: 2, commit: third, outputs: { text: 'three one' } },
    });
    const again = await json<Ran>(`/executions/${old.id}/replay?revision=2`, { method: 'POST' });
    expect(again).toMatchObject({ flowRevision: 2, commit: third });
    const same = await json<Ran>(`/executions/${old.id}/replay`, { method: 'POST' });
    expect(same).toMatchObject({ flowRevision: 1, commit: first });
  });

  it('stops the triggers of a flow that is removed', async () => {
    const hook = `${child('x').replace('id: child', 'id: hook')}triggers:
  - { id: call, type: io.kestra.plugin.core.trigger.Webhook, key: a-key-of-a-webhook }
`;
    repository.commit({ 'flows/hook.yaml': hook, 'company.team/files/message.txt': 'm' });
    await serve({ ref: 'main' });
    const call = () => ask('/executions/webhook/company.team/hook/a-key-of-a-webhook', { method: 'POST' });
    expect((await call()).status).toBe(200);
    repository.commit({ 'flows/hook.yaml': undefined });
    await expect.poll(async () => (await call()).status, { timeout: 10_000 }).toBe(404);
  });

  it('goes on with the tree of an execution after a restart of the server', async () => {
    const first = repository.commit(version('one'));
    await serve({ ref: 'main' });
    const { id } = await start('parent');
    await reaches(id, 'PAUSED');
    await serving!.close();
    repository.commit(version('two'));
    await serve({ ref: 'main' });
    await resume(id);
    await reaches(id, 'SUCCESS');
    expect(await execution(id)).toMatchObject({ commit: first, outputs: { file: 'one', child: 'one one' } });
  });

  it('refuses a ref that does not exist', async () => {
    repository.commit(version('one'));
    await expect(serve({ ref: 'nowhere' })).rejects.toThrow(
      `Cannot serve nowhere of ${repository.root}: There is no branch, tag or commit nowhere`,
    );
  });
});

describe('serving a ref of a remote', () => {
  const credentials = { username: 'x-access-token', password: 'a-token-that-nobody-may-see' };

  it('follows it, serves the last good commit while it is away, and says so', async () => {
    const first = repository.commit(version('one'));
    const server = await gitServer(dirname(repository.root), credentials);
    const environment = {
      TUTTI_GIT_URL: server.urlOf(basename(repository.root)),
      TUTTI_GIT_REF: 'main',
      TUTTI_GIT_TOKEN: credentials.password,
    };
    try {
      await serve({}, environment);
      await serves(first);
      server.broken = 503;
      await expect.poll(servedCommit, { timeout: 10_000 }).toMatchObject({
        ...{ commit: first, status: 'STALE', staleSince: expect.any(String) },
      });
      expect((await fetch(`${serving!.url}/health`)).status).toBe(200);
      expect(await start('child', '?wait=true')).toMatchObject({ outputs: { text: 'one one' } });
      server.broken = undefined;
      const second = repository.commit(version('two'));
      await serves(second);

      // It begins with what it has, where the remote is away.
      await serving!.close();
      server.broken = 503;
      await serve({}, environment);
      expect(await servedCommit()).toMatchObject({ commit: second, status: 'STALE' });
      const warnings = lines.filter(({ msg }) => msg.startsWith('cannot follow'));
      expect(warnings.length).toBeGreaterThan(0);
      expect(warnings[0]!.reason).toContain('503');
      expect(JSON.stringify(lines)).not.toContain(credentials.password);
    } finally {
      await server.close();
    }
  });

  it('refuses to begin where the credentials are refused and nothing was fetched before', async () => {
    repository.commit(version('one'));
    const server = await gitServer(dirname(repository.root), credentials);
    const url = server.urlOf(basename(repository.root));
    await expect(serve({ url, ref: 'main', token: 'wrong' })).rejects.toThrow('refuses to be read');
    await server.close();
  });
});

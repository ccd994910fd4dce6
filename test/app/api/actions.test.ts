import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, served } from './served.ts';

const fails = `
id: fails
namespace: company.team
inputs:
  - { id: mode, type: STRING, defaults: bad }
tasks:
  - { id: first, type: io.kestra.plugin.core.debug.Return, format: done }
  - { id: second, type: io.kestra.plugin.core.execution.Fail, condition: "{{ inputs.mode == 'bad' }}" }
`;
const asks = `
id: asks
namespace: company.team
tasks:
  - id: hold
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - { id: reason, type: STRING }
outputs:
  - { id: reason, type: STRING, value: "{{ outputs.hold.onResume.reason }}" }
`;
const secret = `
id: secret
namespace: company.team
tasks:
  - { id: show, type: io.kestra.plugin.core.debug.Return, format: "x" }
`;

interface Execution {
  id: string;
  state: { current: string };
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  labels: { key: string; value: string }[];
  taskRunList: { id: string; taskId: string; state: { current: string } }[];
}

let server: Served;
beforeAll(async () => {
  process.env['SECRET_API_KEY'] = Buffer.from('topsecretvalue').toString('base64');
  server = await served({ 'flows/fails.yaml': fails, 'flows/asks.yaml': asks, 'flows/secret.yaml': secret });
});
afterAll(async () => {
  delete process.env['SECRET_API_KEY'];
  await server.close();
});

const post = { method: 'POST' };
const withJson = (body: unknown, method = 'POST') => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});
const started = (flow: string, query = '') =>
  server.json<Execution>(`/executions/company.team/${flow}${query}`, post);
const stored = (id: string) => server.json<Execution>(`/executions/${id}`);
const until = (id: string, state: string) =>
  expect.poll(async () => (await stored(id)).state.current, { timeout: 5_000 }).toBe(state);

describe('a failed execution', () => {
  it('goes on from its failed task when it is restarted', async () => {
    const { id } = await started('fails', '?wait=true');
    expect(await server.json<Execution>(`/executions/${id}/restart`, post)).toMatchObject({ id });
    await until(id, 'FAILED');
  });

  it('is repeated by a replay, with other inputs too', async () => {
    const { id } = await started('fails', '?wait=true');
    const same = await server.json<Execution>(`/executions/${id}/replay`, post);
    expect(same.id).not.toBe(id);
    const body = new FormData();
    body.append('mode', 'good');
    const other = await server.json<Execution>(`/executions/${id}/replay-with-inputs`, { ...post, body });
    await until(other.id, 'SUCCESS');
    expect((await stored(other.id)).inputs).toEqual({ mode: 'good' });
    await until(same.id, 'FAILED');
  });

  it('gets another state, other labels, and is deleted', async () => {
    const { id } = await started('fails', '?wait=true');
    expect(await server.json(`/executions/${id}/change-status?status=WARNING`, post)).toMatchObject({
      state: { current: 'WARNING' },
    });
    const labelled = await server.json<Execution>(
      `/executions/${id}/labels`,
      withJson([{ key: 'seen', value: 'yes' }]),
    );
    expect(labelled.labels).toContainEqual({ key: 'seen', value: 'yes' });
    expect((await server.ask(`/executions/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await server.ask(`/executions/${id}`)).status).toBe(404);
  });

  it('goes on from a task run that gets another state', async () => {
    const { id, taskRunList } = await started('fails', '?wait=true');
    const second = taskRunList.find(({ taskId }) => taskId === 'second')!;
    await server.json(`/executions/${id}/state`, withJson({ taskRunId: second.id, state: 'SUCCESS' }));
    await until(id, 'SUCCESS');
  });
});

describe('a paused execution', () => {
  it('goes on with the inputs that it asks for, which can be tried out', async () => {
    const { id } = await started('asks');
    await until(id, 'PAUSED');
    const tried = await server.json<{ inputs: unknown[] }>(`/executions/${id}/resume/validate`, post);
    expect(tried.inputs).toMatchObject([
      { input: { id: 'reason' }, errors: [{ message: expect.any(String) }] },
    ]);
    expect((await server.ask(`/executions/${id}/resume`, post)).status).toBe(422);
    const body = new FormData();
    body.append('reason', 'because');
    expect((await server.ask(`/executions/${id}/resume`, { ...post, body })).status).toBe(204);
    await until(id, 'SUCCESS');
    expect((await stored(id)).outputs).toEqual({ reason: 'because' });
  });

  it('is killed: 202, 409 when it has ended, 404 when there is none', async () => {
    const { id } = await started('asks');
    await until(id, 'PAUSED');
    const kill = (one: string) => server.ask(`/executions/${one}/kill`, { method: 'DELETE' });
    expect((await kill(id)).status).toBe(202);
    await until(id, 'KILLED');
    expect((await kill(id)).status).toBe(409);
    expect((await kill('none')).status).toBe(404);
  });
});

describe('many executions at once', () => {
  it('are changed all or not at all: what one does not allow is told for each', async () => {
    const [one, two] = [await started('asks'), await started('asks')];
    const { id: ended } = await started('secret', '?wait=true');
    await until(one.id, 'PAUSED');
    await until(two.id, 'PAUSED');
    const ids = [one.id, 'none', ended];
    const answer = await server.ask('/executions/kill/by-ids', withJson(ids, 'DELETE'));
    expect(answer.status).toBe(422);
    const { invalids } = (await answer.json()) as { invalids: { invalidValue: string }[] };
    expect(invalids.map(({ invalidValue }) => invalidValue)).toEqual(['none', ended]);
    expect((await stored(one.id)).state.current).toBe('PAUSED');
    const rest = await server.json('/executions/kill/by-query?flowId=asks&state=PAUSED', {
      method: 'DELETE',
    });
    expect(rest).toEqual({ count: 2 });
    await until(one.id, 'KILLED');
    await until(two.id, 'KILLED');
  });

  it.each(['restart', 'resume', 'pause', 'force-run', 'unqueue', 'labels', 'delete'])(
    '%s: one that does not allow it stops it for all',
    async (action) => {
      const { id } = await started('secret', '?wait=true');
      const { id: paused } = await started('asks');
      await until(paused, 'PAUSED');
      // `id` has ended well, `paused` waits: each action is refused by one of them.
      const ids = [id, paused];
      const answer = await (action === 'delete'
        ? server.ask('/executions/by-ids', withJson(ids, 'DELETE'))
        : action === 'labels'
          ? server.ask(
              '/executions/labels/by-ids',
              withJson({ executionsId: ids, executionLabels: [{ key: 'a', value: 'b' }] }),
            )
          : server.ask(`/executions/${action}/by-ids`, withJson(ids)));
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ message: expect.stringContaining('Nothing was done') });
      expect((await stored(paused)).state.current).toBe('PAUSED');
      expect((await stored(id)).labels).not.toContainEqual({ key: 'a', value: 'b' });
    },
  );

  it('are chosen by filters in the body too, and deleted with what has not ended where that is asked for', async () => {
    const { id } = await started('asks', '?labels=batch:one');
    await until(id, 'PAUSED');
    const filters = [{ field: 'LABELS', operation: 'EQUALS', value: { batch: 'one' } }];
    const refused = await server.ask('/executions/by-query', withJson({ filters }, 'DELETE'));
    expect(refused.status).toBe(422);
    const done = await server.json(
      '/executions/by-query?includeNonTerminated=true',
      withJson({ filters }, 'DELETE'),
    );
    expect(done).toEqual({ count: 1 });
    expect((await server.ask(`/executions/${id}`)).status).toBe(404);
  });
});

describe('deleting an execution', () => {
  it('leaves its log where that is said', async () => {
    const { id } = await started('fails', '?wait=true');
    await server.ask(`/executions/${id}?deleteLogs=false`, { method: 'DELETE' });
    expect((await server.ask(`/executions/${id}`)).status).toBe(404);
    const found = await server.json<{ total: number }>(
      `/logs/search?filters[executionId][EQUALS]=${id}&size=1`,
    );
    expect(found.total).toBeGreaterThan(0);
  });
});

describe('labels', () => {
  it('keep those of the system, which nobody changes, and wait for the end: 400', async () => {
    const { id, labels } = await started('fails', '?wait=true');
    const set = (list: unknown) => server.ask(`/executions/${id}/labels`, withJson(list));
    expect((await set([...labels, { key: 'a', value: 'b' }])).status).toBe(200);
    expect((await set([{ key: 'system.correlationId', value: 'other' }])).status).toBe(422);
    const { id: paused } = await started('asks');
    const early = await server.ask(`/executions/${paused}/labels`, withJson([{ key: 'a', value: 'b' }]));
    expect(early.status).toBe(400);
  });
});

describe('the addresses of Kestra 2.0', () => {
  it('do the same', async () => {
    const { id } = await started('asks');
    await until(id, 'PAUSED');
    expect((await server.ask(`/executions/${id}/actions/kill`, post)).status).toBe(202);
    await until(id, 'KILLED');
  });
});

describe('rendering an expression', () => {
  it('gives what a task run would read, never a secret', async () => {
    const { id, taskRunList } = await started('secret', '?wait=true');
    const render = (body: string) =>
      server.json(`/executions/${id}/eval/${taskRunList[0]!.id}`, { ...post, body });
    expect(await render('{{ task.id }} {{ outputs.show.value }}')).toEqual({ result: 'show x' });
    expect(await render("{{ secret('API_KEY') }}")).toEqual({ result: '******' });
    expect(await render('{{ missing }}')).toMatchObject({ error: expect.stringContaining('missing') });
    expect((await server.ask(`/executions/${id}/eval/none`, { ...post, body: 'x' })).status).toBe(404);
  });
});

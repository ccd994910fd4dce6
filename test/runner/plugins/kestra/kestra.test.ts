import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readZip } from '../../../../app/api/zip.ts';
import type { ExecutionDocument } from '../../../../runner/execution/types.ts';
import { type Served, served } from '../../../app/api/served.ts';

const core = 'io.kestra.plugin.core';
const kestra = 'io.kestra.plugin.kestra';

const quick = `id: quick
namespace: company.team
labels: { kind: nightly }
tasks:
  - { id: hello, type: ${core}.log.Log, message: hello }
  - { id: beware, type: ${core}.log.Log, message: beware, level: WARN }
`;
const fails = `id: fails
namespace: company.team.sub
tasks:
  - { id: fail, type: ${core}.execution.Fail }
`;
const waits = `id: waits
namespace: company.team
tasks:
  - { id: hold, type: ${core}.flow.Pause, onResume: [{ id: count, type: INT }] }
`;
const parent = `id: parent
namespace: company.team
tasks:
  - { id: child, type: ${core}.flow.Subflow, namespace: company.team, flowId: waits }
`;
const scheduled = `id: scheduled
namespace: company.team
tasks:
  - { id: hello, type: ${core}.debug.Return, format: hello }
triggers:
  - { id: yearly, type: ${core}.trigger.Schedule, cron: "0 0 1 1 *" }
  - { id: rarely, type: ${core}.trigger.Schedule, cron: "0 0 29 2 *" }
`;
const flows = {
  'flows/quick.yaml': quick,
  'flows/fails.yaml': fails,
  'flows/waits.yaml': waits,
  'flows/parent.yaml': parent,
  'flows/scheduled.yaml': scheduled,
  'flows/own.yaml': own({ id: 'a' }),
  'flows/invalid.yaml': 'id: invalid\nnamespace: company.team\ntasks: nothing\n',
};
const settings = { auth: { tokens: ['a-token-of-ada-lovelace'] }, server: { grace: 'PT0.1S' } };
const login = { authorization: 'Bearer a-token-of-ada-lovelace' };

type Started = { id: string };

/** A server with those flows, and a way to run a task that means it: within it, or on another server. */
interface Place {
  server: Served;
  /** Runs a task; `properties` are JSON. */
  run(type: string, properties?: Record<string, unknown>): Promise<ExecutionDocument>;
  /** The same, for its outputs. */
  outputs(type: string, properties?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** A file that the last task stored. */
  file(uri: unknown): Promise<Buffer>;
  start(flowId: string, namespace?: string): Promise<string>;
  /** Waits until an execution of the server is in a state. */
  reached(id: string, state: string): Promise<ExecutionDocument>;
  close(): Promise<void>;
}

describe.each(['here', 'over HTTP'] as const)(
  'tasks of io.kestra.plugin.kestra, %s (surfaces §9.5)',
  (where) => {
    let place: Place;
    beforeAll(async () => {
      place = await open(where);
    });
    afterAll(() => place.close());

    const started: string[] = [];
    beforeAll(async () => {
      for (const [id, namespace] of [['quick'], ['quick'], ['fails', 'company.team.sub']] as const) {
        const execution = await place.start(id, namespace);
        await place.reached(execution, id === 'fails' ? 'FAILED' : 'SUCCESS');
        started.push(execution);
      }
    });

    test('given filters, then executions.Query finds those that all of them hold for, newest first', async () => {
      const query = {
        fetchType: 'FETCH',
        namespace: 'company.team',
        flowId: 'quick',
        states: ['SUCCESS', 'WARNING'],
      };
      const { rows, size } = await place.outputs('executions.Query', {
        ...query,
        labels: { kind: 'nightly' },
        timeRange: 'PT1H',
        size: 1,
      });
      expect((rows as Started[]).map(({ id }) => id)).toEqual([started[1], started[0]]);
      expect(size).toBe(2);
      expect((rows as Record<string, unknown>[])[0]).toMatchObject({
        flowId: 'quick',
        state: { current: 'SUCCESS', startDate: expect.any(String), duration: expect.stringMatching(/^PT/) },
      });
      expect(
        await place.outputs('executions.Query', { ...query, endDate: '2020-01-01T00:00:00Z' }),
      ).toMatchObject({
        rows: [],
        size: 0,
      });
      expect(await place.outputs('executions.Query', { ...query, labels: { kind: 'other' } })).toMatchObject({
        size: 0,
      });
    });

    test('given a fetchType, then the result is a file of Ion rows, one row, or a number', async () => {
      const query = { flowId: 'quick', childFilter: 'MAIN', flowScopes: ['USER'] };
      const stored = await place.outputs('executions.Query', { ...query, size: 1 });
      const text = (await place.file(stored['uri'])).toString();
      expect(text.trim().split('\n')).toHaveLength(2);
      expect(text).toContain(`id:"${started[0]}"`);
      expect(
        await place.outputs('executions.Query', { ...query, size: 1, page: 2, fetchType: 'FETCH' }),
      ).toMatchObject({
        rows: [{ id: started[0] }],
        size: 2,
      });
      expect(await place.outputs('executions.Query', { ...query, fetchType: 'FETCH_ONE' })).toMatchObject({
        row: { id: started[1] },
      });
      expect(await place.outputs('executions.Query', { ...query, fetchType: 'NONE' })).toEqual({
        size: 2,
        total: 2,
      });
      expect(
        await place.outputs('executions.Query', { ...query, flowScopes: ['SYSTEM'], fetchType: 'NONE' }),
      ).toMatchObject({
        size: 0,
      });
    });

    test('given namespaces and states, then executions.Count counts; the expression decides whether that counts', async () => {
      const count = { namespaces: ['company.team', 'company.team.sub'], states: ['FAILED'] };
      expect(await place.outputs('executions.Count', count)).toEqual({ count: 1 });
      expect(await place.outputs('executions.Count', { ...count, expression: '{{ count > 1 }}' })).toEqual({
        count: 0,
      });
      expect(await place.outputs('executions.Count', { flowId: 'quick' })).toEqual({ count: 2 });
    });

    test('given a paused execution, then executions.Resume lets it go on with inputs, and says why it does not', async () => {
      const id = await place.start('waits');
      await place.reached(id, 'PAUSED');
      const refused = await place.run('executions.Resume', { executionId: id, inputs: { count: 'many' } });
      expect(refused.state.current).toBe('FAILED');
      expect(
        (await place.run('executions.Resume', { executionId: id, inputs: { count: 7 } })).state.current,
      ).toBe('SUCCESS');
      const ended = await place.reached(id, 'SUCCESS');
      expect(ended.taskRunList[0]!.outputs).toMatchObject({ onResume: { count: 7 } });
      expect((await place.run('executions.Resume', { executionId: id })).state.current).toBe('FAILED');
    });

    test.each([
      [true, 'KILLED'],
      [false, 'PAUSED'],
    ])(
      'given propagateKill: %s, then executions.Kill ends an execution, and what it made is %s',
      async (propagateKill, state) => {
        const id = await place.start('parent');
        const child = await childOf(place, id);
        await place.reached(child, 'PAUSED');
        expect((await place.run('executions.Kill', { executionId: id, propagateKill })).state.current).toBe(
          'SUCCESS',
        );
        await place.reached(id, 'KILLED');
        await place.reached(child, state);
        const again = await place.run('executions.Kill', { executionId: id, propagateKill: false });
        expect(again.state.current).toBe('FAILED');
      },
    );

    test('given an ended execution, then executions.Delete deletes it, and one that has not ended stays', async () => {
      const id = await place.start('waits');
      await place.reached(id, 'PAUSED');
      expect((await place.run('executions.Delete', { executionId: id })).state.current).toBe('FAILED');
      await place.run('executions.Kill', { executionId: id });
      await place.reached(id, 'KILLED');
      expect(
        (await place.run('executions.Delete', { executionId: id, deleteLogs: false })).state.current,
      ).toBe('SUCCESS');
      expect((await place.server.ask(`/executions/${id}`, { headers: login })).status).toBe(404);
    });

    test('given a namespace, then flows.List lists its flows, and no others', async () => {
      const { flows: found } = await place.outputs('flows.List', { namespace: 'company.team' });
      const ids = (found as Started[]).map(({ id }) => id).filter((id) => id !== 'own');
      expect(ids).toEqual(['parent', 'quick', 'scheduled', 'waits']);
      expect(await place.outputs('flows.List', { namespace: 'company' })).toEqual({ flows: [] });
    });

    test('given a namespace and labels, then flows.Export stores the files of those flows; flows.ExportById those that are named', async () => {
      const namesIn = async (uri: unknown) => {
        const files = await readZip(await place.file(uri));
        return files.map(({ path }) => path).sort();
      };
      const below = await place.outputs('flows.Export', { namespace: 'company.team.sub' });
      expect(await namesIn(below['flowsZip'])).toEqual(['company.team.sub.fails.yml']);
      const labelled = await place.outputs('flows.Export', {
        namespace: 'company',
        labels: ['kind:nightly'],
      });
      const [file] = await readZip(await place.file(labelled['flowsZip']));
      expect(file?.path).toBe('company.team.quick.yml');
      expect(Buffer.from(file!.content).toString()).toBe(quick);
      const named = [
        { namespace: 'company.team', id: 'waits' },
        { namespace: 'company.team.sub', id: 'fails' },
      ];
      const byId = await place.outputs('flows.ExportById', { flows: named });
      expect(await namesIn(byId['flowsZip'])).toEqual([
        'company.team.sub.fails.yml',
        'company.team.waits.yml',
      ]);
      const missing = await place.run('flows.ExportById', {
        flows: [{ namespace: 'company.team', id: 'nothing' }],
      });
      expect(missing.state.current).toBe('FAILED');
    });

    test('given a prefix, then namespaces.List names namespaces and those above, NamespacesWithFlows those with flows', async () => {
      expect(await place.outputs('namespaces.List', { size: 1 })).toEqual({
        namespaces: ['company', 'company.team', 'company.team.sub'],
      });
      expect(await place.outputs('namespaces.List', { prefix: 'team' })).toEqual({ namespaces: [] });
      expect(await place.outputs('namespaces.List', { page: 2, size: 2 })).toEqual({
        namespaces: ['company.team.sub'],
      });
      expect(await place.outputs('namespaces.NamespacesWithFlows')).toEqual({
        namespaces: ['company.team', 'company.team.sub'],
      });
      expect(await place.outputs('namespaces.NamespacesWithFlows', { prefix: 'company.team.' })).toEqual({
        namespaces: ['company.team.sub'],
      });
    });

    test('given an execution, then logs.Fetch stores what its tasks logged', async () => {
      const all = await place.outputs('logs.Fetch', { executionId: started[0] });
      expect(all['size']).toBe(2);
      expect((await place.file(all['uri'])).toString()).toContain('message:"beware"');
      expect(await place.outputs('logs.Fetch', { executionId: started[0], level: 'WARN' })).toMatchObject({
        size: 1,
      });
      const chosen = { executionId: started[0], tasksId: ['hello'] };
      expect(await place.outputs('logs.Fetch', chosen)).toMatchObject({ size: 1 });
      expect(await place.outputs('logs.Fetch', { ...chosen, flowId: 'other' })).toMatchObject({ size: 0 });
    });

    test('given a trigger, or only a flow, then triggers.Toggle switches that trigger, or all', async () => {
      const disabled = async () => {
        const { results } = await place.server.json<{ results: { triggerId: string; disabled: boolean }[] }>(
          '/triggers/company.team/scheduled',
          { headers: login },
        );
        return results.filter((one) => one.disabled).map(({ triggerId }) => triggerId);
      };
      const flow = { namespace: 'company.team', flowId: 'scheduled' };
      await place.run('triggers.Toggle', { ...flow, trigger: 'yearly' });
      expect(await disabled()).toEqual(['yearly']);
      await place.run('triggers.Toggle', { ...flow });
      expect(await disabled()).toEqual(['yearly', 'rarely']);
      await place.run('triggers.Toggle', { ...flow, enabled: true });
      expect(await disabled()).toEqual([]);
      expect((await place.run('triggers.Toggle', { ...flow, trigger: 'nothing' })).state.current).toBe(
        'FAILED',
      );
    });
  },
);

/** A server to mean, and the one whose tasks mean it: the same, or another. */
async function open(where: 'here' | 'over HTTP'): Promise<Place> {
  const server = await served(flows, settings);
  const runner = where === 'here' ? server : await served({ 'flows/own.yaml': own({ id: 'a' }) }, settings);
  const reach =
    where === 'here' ? {} : { kestraUrl: `${server.url}/`, auth: { apiToken: 'a-token-of-ada-lovelace' } };
  const headers = { 'content-type': 'application/x-yaml', ...login };
  let last = '';

  const run: Place['run'] = async (type, properties = {}) => {
    const body = own({ id: 'task', type: `${kestra}.${type}`, ...reach, ...properties });
    await runner.json('/flows/company.team/own', { method: 'PUT', headers, body });
    const path = '/executions/company.team/own?wait=true';
    const ended = await runner.json<ExecutionDocument>(path, { method: 'POST', headers: login });
    last = ended.id;
    return ended;
  };
  return {
    server,
    run,
    async outputs(type, properties) {
      const { state, taskRunList } = await run(type, properties);
      if (state.current === 'SUCCESS') return { ...taskRunList[0]!.outputs };
      throw new Error(await (await runner.ask(`/logs/${last}/download`, { headers: login })).text());
    },
    async file(uri) {
      const path = `/executions/${last}/file?path=${encodeURIComponent(String(uri))}`;
      return Buffer.from(await (await runner.ask(path, { headers: login })).arrayBuffer());
    },
    async start(flowId, namespace = 'company.team') {
      const path = `/executions/${namespace}/${flowId}`;
      return (await server.json<Started>(path, { method: 'POST', headers: login })).id;
    },
    async reached(id, state) {
      for (;;) {
        const found = await server.json<ExecutionDocument>(`/executions/${id}`, { headers: login });
        if (found.state.current === state) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async close() {
      await runner.close();
      if (runner !== server) await server.close();
    },
  };
}

function own(task: Record<string, unknown>): string {
  return JSON.stringify({
    id: 'own',
    namespace: 'company.team',
    tasks: [{ type: `${core}.debug.Return`, ...task }],
  });
}

/** The execution that another one made, once it is there. */
async function childOf({ server }: Place, id: string): Promise<string> {
  for (;;) {
    const path = `/executions/search?triggerExecutionId=${id}`;
    const { results } = await server.json<{ results: Started[] }>(path, { headers: login });
    if (results[0]) return results[0].id;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

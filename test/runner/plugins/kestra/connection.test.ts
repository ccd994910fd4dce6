import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import Count from '../../../../runner/plugins/kestra/executions/Count.ts';
import { engineWorld, states } from '../../../support/engine.ts';
import { taskWorld } from '../../../support/taskContext.ts';

const type = 'io.kestra.plugin.kestra.executions';

/** A server that answers everything alike, and keeps what it was asked. */
async function answering(status: number, body: string) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('the connection of tasks of io.kestra.plugin.kestra (flow-language §6.9)', () => {
  test('given kestraUrl, auth and tenantId, then the request goes there with the credentials, which are masked', async () => {
    const { url, asked } = await answering(200, '{"results":[],"total":3}');
    const world = await taskWorld({ secrets: { PASSWORD: 'correct horse' } });
    const auth = { username: 'ada', password: "{{ secret('PASSWORD') }}" };
    const result = await world.run(Count, {
      kestraUrl: `${url}/context/`,
      tenantId: 'team a',
      auth,
      flowId: 'x&y',
    });
    expect(result?.outputs).toEqual({ count: 3 });
    expect(asked[0]!.url).toMatch(/^\/context\/api\/v1\/team%20a\/executions\/search\?/);
    expect(new URL(asked[0]!.url!, url).searchParams.get('filters[flowId][EQUALS]')).toBe('x&y');
    expect(asked[0]!.headers.authorization).toBe(
      `Basic ${Buffer.from('ada:correct horse').toString('base64')}`,
    );
    expect(world.masked).toContain('correct horse');
  });

  test('given an engine that reaches nothing outside, then another server is not asked', async () => {
    const { url, asked } = await answering(200, '{"results":[],"total":3}');
    const world = await taskWorld({ reach: { sealed: true } });
    await expect(world.run(Count, { kestraUrl: url, flowId: 'x' })).rejects.toThrow(
      'Tasks reach no other server here',
    );
    expect(asked).toEqual([]);
  });

  test.each([
    [
      'an address that is none',
      { kestraUrl: 'localhost' },
      'expected an address such as https://kestra.example.com',
    ],
    [
      'a password in the address',
      { kestraUrl: 'http://ada:secret@localhost' },
      'set `auth.username` and `auth.password`',
    ],
    ['two logins', { auth: { apiToken: 'a', username: 'b', password: 'c' } }, 'set either `apiToken`'],
    ['half a login', { auth: { username: 'b' } }, '`username` and `password` belong together'],
    [
      'a port that nobody listens at',
      { kestraUrl: 'http://127.0.0.1:1' },
      'No response to GET http://127.0.0.1:1/api',
    ],
  ])('given %s, then it fails, says so, and shows no secret', async (_, properties, message) => {
    const world = await taskWorld();
    const failed = world.run(Count, { kestraUrl: 'http://localhost:1', ...properties });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.not.toThrow('secret');
  });

  test.each([
    [401, '{"message":"Unauthorized"}', 'was answered with 401: Unauthorized'],
    [502, 'bad gateway', 'was answered with 502: bad gateway'],
    [200, '<html>', 'was not answered with JSON: is kestraUrl the address of a server?'],
  ])('given the answer %s %s, then it fails and says so', async (status, body, message) => {
    const { url } = await answering(status, body);
    const world = await taskWorld();
    await expect(world.run(Count, { kestraUrl: url })).rejects.toThrow(message);
  });
});

describe('what tasks reach of the instance that runs them', () => {
  test('given an execution that kills itself, then it is KILLED, and nothing follows (surfaces §10.1)', async () => {
    const { run } = await engineWorld();
    const ended = await run(
      `tasks: [{ id: kill, type: ${type}.Kill }, { id: after, type: io.kestra.plugin.core.debug.Return }]`,
    );
    expect(ended.state.current).toBe('KILLED');
    expect(states(ended)).toEqual(['kill KILLED']);
  });

  test('given the current execution, then it cannot be deleted', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run(`tasks: [{ id: a, type: ${type}.Delete, executionId: "{{ execution.id }}" }]`);
    expect(states(ended)).toEqual(['a FAILED']);
    expect((await messages(ended.id, 'ERROR'))[0]).toContain('not allowed to delete the current execution');
  });

  test('given a secret in an execution, then what Query gives of it is masked', async () => {
    const environment = { TUTTI_SECRET_KEY: 'open sesame' };
    const { run } = await engineWorld({ environment });
    const secret = await run(
      `labels: { word: "open sesame" }\ntasks: [{ id: a, type: io.kestra.plugin.core.debug.Return, format: "{{ secret('KEY') }}" }]`,
    );
    const ended = await run(`tasks: [{ id: a, type: ${type}.Query, fetchType: FETCH }]`);
    const rows = ended.taskRunList[0]!.outputs!['rows'] as {
      id: string;
      labels: { key: string; value: string }[];
    }[];
    const found = rows.find(({ id }) => id === secret.id)!;
    expect(found.labels).toContainEqual({ key: 'word', value: '******' });
  });

  test('given executions that another process drives, then that one is told', async () => {
    const { start, engine, reached, backend } = await engineWorld();
    const other = await engineWorld({ backend });
    const pause = 'tasks: [{ id: hold, type: io.kestra.plugin.core.flow.Pause }]';
    const [first, second] = [await start(pause), await start(pause)];
    await reached(first.id, 'hold', 'PAUSED');
    await reached(second.id, 'hold', 'PAUSED');
    const acting = await other.run(
      `tasks: [{ id: resume, type: io.kestra.plugin.core.execution.Resume, executionId: ${first.id} }, { id: kill, type: ${type}.Kill, executionId: ${second.id} }]`,
    );
    expect(states(acting)).toEqual(['resume SUCCESS', 'kill SUCCESS']);
    expect((await engine.ended(first.id)).state.current).toBe('SUCCESS');
    expect((await engine.ended(second.id)).state.current).toBe('KILLED');
  });

  test.each(['threads', 'processes'] as const)(
    'given a task in one of several %s, then it reaches them too',
    async (isolation) => {
      const flow =
        'id: here\nnamespace: tests\ntasks: [{ id: a, type: io.kestra.plugin.core.debug.Return }]\n';
      const { run, backend } = await engineWorld({ isolation, files: { 'flows/here.yaml': flow } });
      const ended = await run(
        'tasks: [{ id: a, type: test.Reach }]\ntriggers: [{ id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 1 * * *" }]',
      );
      expect(ended.taskRunList[0]!.outputs).toEqual({
        count: 1,
        flows: ['here'],
        switched: 1,
        refused: 'No execution found for execution id nothing',
      });
      const key = { namespace: 'tests', flowId: 'flow', triggerId: 'daily' };
      expect((await backend.trigger(key))?.disabled).toBe(true);
    },
  );
});

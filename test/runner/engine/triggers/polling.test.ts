import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { flowWith, schedulerWorld } from '../../../support/scheduler.ts';

/** A server that answers what the test sets, and counts. */
async function service() {
  const state = { code: 200, body: '{"price": 120}', calls: 0 };
  const server = createServer((_, response) => {
    state.calls++;
    response.writeHead(state.code).end(state.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { state, uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/price` };
}

const polling = (uri: string, rest = '') =>
  flowWith(`- id: low
  type: io.kestra.plugin.core.http.Trigger
  uri: ${uri}
  interval: PT5M
  responseCondition: "{{ fromJson(response.body).price < 100 }}"
${rest}`).replace('format: hello', 'format: "{{ trigger.code }} {{ trigger.body }}"');

/** The only task of the flow. */
const task = /- id: hello[\s\S]*?body }}"/;

describe('an http.Trigger (flow-language §6.10, §6.13)', () => {
  it('given a response that fits, then the flow starts and reads it; before, it asks once an interval', async () => {
    const { state, uri } = await service();
    const world = await schedulerWorld();
    await world.sync(polling(uri));
    await world.until('2025-06-10T08:12:00Z');
    expect(state.calls).toBe(3);
    expect(await world.executions()).toEqual([]);

    state.body = '{"price": 80}';
    await world.until('2025-06-10T08:16:00Z');
    const [execution] = await world.executions();
    expect(execution?.trigger).toMatchObject({ id: 'low', variables: { code: 200, body: state.body, uri } });
    expect((await world.backend.taskRuns(execution!.id))[0]?.outputs).toEqual({ value: `200 ${state.body}` });
    expect(execution?.inputs).toBeUndefined();
  });

  it('given an execution that has not ended, then nothing is asked until it has', async () => {
    const { state, uri } = await service();
    state.body = '{"price": 80}';
    const world = await schedulerWorld();
    await world.sync(polling(uri).replace(task, '- id: wait\n    type: io.kestra.plugin.core.flow.Pause'));
    await world.clock.goTo('2025-06-10T09:00:00Z', world.scheduler.settled);
    expect(state.calls).toBe(1);
    const [execution] = await world.executions();
    await world.engine.kill(execution!.id);
    await world.engine.ended(execution!.id);
    await world.scheduler.settled();
    expect(state.calls).toBe(2);
    await world.scheduler.close();
    for (const { id } of await world.executions()) await world.engine.kill(id);
  });

  it('given a response with an error code, then the condition decides', async () => {
    const { state, uri } = await service();
    state.code = 503;
    const world = await schedulerWorld();
    await world.sync(
      polling(uri).replace('{{ fromJson(response.body).price < 100 }}', '{{ response.statusCode == 503 }}'),
    );
    await world.idle();
    expect((await world.executions())[0]?.trigger?.variables).toMatchObject({ code: 503 });
  });

  it('given an error, then it is logged, and the next interval tries again', async () => {
    const { state, uri } = await service();
    state.body = 'no JSON';
    const world = await schedulerWorld();
    await world.sync(polling(uri));
    await world.until('2025-06-10T08:06:00Z');
    expect(world.logged).toHaveLength(2);
    expect(world.logged[0]).toMatch(/^ERROR /);
    expect(await world.executions()).toEqual([]);
  });

  it('given failOnTriggerError, then the error makes a FAILED execution, whose log has it', async () => {
    const { state, uri } = await service();
    state.body = 'no JSON';
    const world = await schedulerWorld();
    await world.sync(polling(uri, '  failOnTriggerError: true'));
    await world.idle();
    const [execution] = await world.executions();
    expect(execution?.state.current).toBe('FAILED');
    expect(await world.messages(execution!.id, 'ERROR')).toHaveLength(1);
  });

  it('given conditions that do not hold, then nothing is asked', async () => {
    const { state, uri } = await service();
    const world = await schedulerWorld();
    await world.sync(
      polling(
        uri,
        '  conditions:\n    - type: io.kestra.plugin.core.condition.Expression\n      expression: "{{ flow.id == \'other\' }}"',
      ),
    );
    await world.until('2025-06-10T08:30:00Z');
    expect(state.calls).toBe(0);
  });

  it('given a process that stops between two intervals, then the next one keeps to them', async () => {
    const { state, uri } = await service();
    const world = await schedulerWorld();
    await world.sync(polling(uri));
    await world.restart('2025-06-10T08:02:00Z');
    expect(state.calls).toBe(1);
    await world.until('2025-06-10T08:05:00Z');
    expect(state.calls).toBe(2);
  });
});

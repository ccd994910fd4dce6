import { describe, expect, it } from 'vitest';
import type { WebhookRequest } from '../../../../runner/engine/triggers/index.ts';
import { flowWith, schedulerWorld } from '../../../support/scheduler.ts';

const called = (rest = '', flow = '') =>
  flowWith(
    `- id: called\n  type: io.kestra.plugin.core.trigger.Webhook\n  key: " {{ secret('HOOK') }}-{{ flow.id }} "\n${rest}`,
    flow,
  );
const environment = { TUTTI_SECRET_HOOK: 'long-and-random' };
const key = 'long-and-random-flow';
const request = (body = '', some: Partial<WebhookRequest> = {}): WebhookRequest => ({
  body,
  headers: { accept: ['*/*'] },
  parameters: { name: ['john'], age: ['12', '13'] },
  ...some,
});

describe('a Webhook (flow-language §6.13)', () => {
  it('given its key, rendered and trimmed, then the flow starts and reads what was sent', async () => {
    const world = await schedulerWorld({ environment });
    await world.sync(
      called('  labels:\n    who: "{{ trigger.parameters.name[0] }}"', 'labels:\n  team: sales'),
    );
    const answer = await world.scheduler.webhook('tests', 'flow', key, request('{"a": 1}'));
    expect(answer).toMatchObject({ status: 200, wait: false });
    await world.idle();
    const [execution] = await world.executions();
    expect(execution).toMatchObject({
      state: { current: 'SUCCESS' },
      trigger: {
        id: 'called',
        variables: {
          body: { a: 1 },
          headers: { accept: ['*/*'] },
          parameters: { name: ['john'], age: ['12', '13'] },
        },
      },
    });
    expect(execution?.labels.slice(0, 2)).toEqual([
      { key: 'team', value: 'sales' },
      { key: 'who', value: 'john' },
    ]);
  });

  it.each([
    ['{"a": {"b": 1}}', { a: { b: 1 } }],
    ['[1, "x"]', [1, 'x']],
    ['bla', 'bla'],
    ['12', '12'],
    ['{broken', '{broken'],
    ['', null],
  ])('given the body %j, then `trigger.body` is %j', async (body, expected) => {
    const world = await schedulerWorld({ environment });
    await world.sync(called());
    await world.scheduler.webhook('tests', 'flow', key, request(body));
    expect((await world.executions())[0]?.trigger?.variables?.['body']).toEqual(expected);
    await world.idle();
  });

  it('given inputs with defaults, then none are resolved, and expressions read the defaults', async () => {
    const world = await schedulerWorld({ environment });
    const flow = called(
      '',
      'inputs:\n  - id: asked\n    type: STRING\n  - id: deep.count\n    type: INT\n    defaults: 3',
    );
    await world.sync(
      flow.replace('format: hello', 'format: "{{ inputs.deep.count + 1 }} {{ inputs.asked ?? \'none\' }}"'),
    );
    await world.scheduler.webhook('tests', 'flow', key, request());
    await world.idle();
    const [execution] = await world.executions();
    expect(execution?.inputs).toBeUndefined();
    expect((await world.backend.taskRuns(execution!.id))[0]?.outputs).toEqual({ value: '4 none' });
  });

  it.each([
    ['another flow', 'other', key, 'Flow not found'],
    ['another key', 'flow', 'wrong', 'Webhook not found'],
    ['no key', 'flow', '', 'Webhook not found'],
  ])('given %s, then it is not found', async (_, flowId, given, message) => {
    const world = await schedulerWorld({ environment });
    await world.sync(called());
    expect(await world.scheduler.webhook('tests', flowId, given, request())).toEqual({
      status: 404,
      message,
    });
  });

  it('given a trigger that is disabled, in the flow or later, then it is not found', async () => {
    const world = await schedulerWorld({ environment });
    await world.sync(called('  disabled: true'));
    expect(await world.scheduler.webhook('tests', 'flow', key, request())).toMatchObject({ status: 404 });
    await world.sync(called());
    await world.scheduler.setDisabled({ namespace: 'tests', flowId: 'flow', triggerId: 'called' }, true);
    expect(await world.scheduler.webhook('tests', 'flow', key, request())).toMatchObject({ status: 404 });
  });

  it('given a disabled flow, then it is refused', async () => {
    const world = await schedulerWorld({ environment });
    await world.sync(called('', 'disabled: true'));
    expect(await world.scheduler.webhook('tests', 'flow', key, request())).toEqual({
      status: 409,
      message: 'Cannot execute a flow which is disabled',
    });
  });

  it('given a key whose secret is missing, then it is not found, and an error is logged', async () => {
    const world = await schedulerWorld({ environment: {} });
    await world.sync(called());
    expect(await world.scheduler.webhook('tests', 'flow', key, request())).toMatchObject({ status: 404 });
    await world.idle();
    expect(world.logged).toEqual([expect.stringMatching(/Cannot find secret for key 'HOOK'/)]);
  });

  it.each([
    ['{"hello": "world"}', 200],
    ['{"hello": "moon"}', 204],
    ['no object', 204],
  ])('given a condition and the body %s, then the answer is %i', async (body, status) => {
    const world = await schedulerWorld({ environment });
    await world.sync(
      called(`  conditions:
    - type: io.kestra.plugin.core.condition.Expression
      expression: "{{ trigger.body.hello == 'world' }}"`),
    );
    expect((await world.scheduler.webhook('tests', 'flow', key, request(body))).status).toBe(status);
    await world.idle();
    expect(await world.executions()).toHaveLength(status === 200 ? 1 : 0);
  });

  it('given `wait` and several calls at once, then each has its own execution', async () => {
    const world = await schedulerWorld({ environment });
    await world.sync(called('  wait: true'));
    const answers = await Promise.all(
      ['1', '2', '3'].map((body) => world.scheduler.webhook('tests', 'flow', key, request(body))),
    );
    expect(answers.every((answer) => answer.status === 200 && answer.wait)).toBe(true);
    await world.idle();
    expect(await world.executions()).toHaveLength(3);
  });
});

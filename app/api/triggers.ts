import type { Context } from 'hono';
import type { TriggerKey, TriggerRecord } from '../../runner/backend/triggers.ts';
import type { Typed } from '../../runner/flow/types.ts';
import { jsonBody } from './body.ts';
import { describeError, notFound, Refused } from './errors.ts';
import { assertNoLocalFiles } from './executions/inputs.ts';
import { labelsOfBody } from './executions/labels.ts';
import { chosenFlows, flowQuery } from './flows/read.ts';
import { json } from './json.ts';
import { paged, pageOf } from './page.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** Triggers and backfills (surfaces §14.3, flow-language §6.13). */
export function triggerRoutes(services: ApiServices): Route[] {
  const { scheduler, mask } = services;

  /** Does it to the trigger that the body names. */
  const ofBody = (change: (key: TriggerKey) => Promise<TriggerRecord>) => async (context: Context) => {
    const key = keyOf(services, await jsonBody(context));
    return json(triggerPayload(key, await change(key)), mask);
  };
  /** Does it to each trigger of a list. */
  const ofAll = (change: (key: TriggerKey) => Promise<TriggerRecord>) => async (context: Context) =>
    changeAll(services, await jsonBody(context), change);

  return [
    {
      method: 'get',
      path: '/triggers/search',
      operationId: 'searchTriggers',
      summary: 'Triggers of the flows that filters fit',
      query: flowQuery,
      async handle(context) {
        const declared = chosenFlows(services, context).flatMap(({ flow }) =>
          flow.triggers.map((trigger) => ({
            trigger,
            key: { namespace: flow.namespace, flowId: flow.id, triggerId: trigger.id },
          })),
        );
        const { results, total } = paged(declared, pageOf(context));
        const shown = results.map(async ({ trigger, key }) => ({
          abstractTrigger: abstractTrigger(trigger),
          triggerContext: triggerPayload(key, await services.backend.trigger(key)),
        }));
        return json({ results: await Promise.all(shown), total }, mask);
      },
    },
    {
      method: 'get',
      path: '/triggers/{namespace}/{flowId}',
      operationId: 'searchTriggersForFlow',
      summary: 'Triggers of a flow',
      query: { page: 'from 1', size: 'results of a page' },
      async handle(context) {
        const [namespace, flowId] = [parameter(context, 'namespace'), parameter(context, 'flowId')];
        const stored = services.flows.find(namespace, flowId);
        if (!stored) throw notFound(`Flow ${namespace}.${flowId}`);
        const { results, total } = paged(stored.flow.triggers, pageOf(context));
        const shown = results.map(async ({ id }) => {
          const key = { namespace, flowId, triggerId: id };
          return triggerPayload(key, await services.backend.trigger(key));
        });
        return json({ results: await Promise.all(shown), total }, mask);
      },
    },
    {
      method: 'put',
      path: '/triggers',
      operationId: 'updateTrigger',
      summary: 'Switch a trigger on or off, or begin a backfill',
      body: 'json',
      async handle(context) {
        const body = await jsonBody<{ backfill?: unknown; disabled?: unknown }>(context);
        const key = keyOf(services, body);
        let record: TriggerRecord | undefined;
        if (typeof body.disabled === 'boolean') record = await scheduler.setDisabled(key, body.disabled);
        if (body.backfill) record = await scheduler.backfill(key, backfillOf(services, key, body.backfill));
        return json(triggerPayload(key, record ?? (await services.backend.trigger(key))), mask);
      },
    },
    ...(['unlock', 'restart'] as const).map(
      (name): Route => ({
        method: 'post',
        path: `/triggers/{namespace}/{flowId}/{triggerId}/${name}`,
        operationId: `${name}Trigger`,
        summary: 'Let a trigger go on although its execution has not ended',
        async handle(context) {
          const names = ['namespace', 'flowId', 'triggerId'].map((part) => [part, parameter(context, part)]);
          const key = keyOf(services, Object.fromEntries(names));
          return json(triggerPayload(key, await scheduler.unlock(key)), mask);
        },
      }),
    ),
    {
      method: 'post',
      path: '/triggers/unlock/by-triggers',
      operationId: 'unlockTriggersByIds',
      summary: 'The same for several',
      body: 'json',
      handle: ofAll(scheduler.unlock),
    },
    {
      method: 'post',
      path: '/triggers/set-disabled/by-triggers',
      operationId: 'disabledTriggersByIds',
      summary: 'Switch triggers on or off',
      body: 'json',
      async handle(context) {
        const { triggers, disabled } = await jsonBody<{ triggers?: unknown; disabled?: unknown }>(context);
        return changeAll(services, triggers, (key) => scheduler.setDisabled(key, disabled === true));
      },
    },
    ...backfillRoutes('put', 'pause', (key) => scheduler.pauseBackfill(key, true)),
    ...backfillRoutes('put', 'unpause', (key) => scheduler.pauseBackfill(key, false)),
    ...backfillRoutes('post', 'delete', scheduler.deleteBackfill),
  ];

  function backfillRoutes(
    method: 'put' | 'post',
    name: string,
    change: (key: TriggerKey) => Promise<TriggerRecord>,
  ): Route[] {
    return [
      {
        method,
        path: `/triggers/backfill/${name}`,
        operationId: `${name}Backfill`,
        summary: `${name} the backfill of a trigger`,
        body: 'json',
        handle: ofBody(change),
      },
      {
        method: 'post',
        path: `/triggers/backfill/${name}/by-triggers`,
        operationId: `${name}BackfillByIds`,
        summary: `${name} the backfills of triggers`,
        body: 'json',
        handle: ofAll(change),
      },
    ];
  }
}

/** The declared trigger that a body names. @throws Refused */
function keyOf({ flows }: ApiServices, body: unknown): TriggerKey {
  const { namespace, flowId, triggerId } = (body ?? {}) as Record<string, unknown>;
  if (typeof namespace !== 'string' || typeof flowId !== 'string' || typeof triggerId !== 'string')
    throw new Refused(422, 'A trigger is named by namespace, flowId and triggerId');
  const declared = flows.find(namespace, flowId)?.flow.triggers.some(({ id }) => id === triggerId);
  if (!declared) throw notFound(`Trigger ${triggerId} of flow ${namespace}.${flowId}`);
  return { namespace, flowId, triggerId };
}

function backfillOf({ flows }: ApiServices, { namespace, flowId }: TriggerKey, asked: unknown) {
  const { start, end, inputs, labels } = asked as Record<string, unknown>;
  if (typeof start !== 'string' || Number.isNaN(Date.parse(start)))
    throw new Refused(422, 'A backfill has a start, an ISO date and time');
  if (end !== undefined && end !== null && (typeof end !== 'string' || Number.isNaN(Date.parse(end))))
    throw new Refused(422, 'The end of a backfill is an ISO date and time');
  const given = (inputs ?? {}) as Record<string, unknown>;
  assertNoLocalFiles(given, flows.find(namespace, flowId)!.flow.inputs);
  return {
    start,
    ...(typeof end === 'string' && { end }),
    ...(inputs ? { inputs: given } : {}),
    ...(labels ? { labels: labelsOfBody(labels) } : {}),
  };
}

async function changeAll(
  services: ApiServices,
  triggers: unknown,
  change: (key: TriggerKey) => Promise<TriggerRecord>,
): Promise<Response> {
  if (!Array.isArray(triggers)) throw new Refused(422, 'Expected a list of triggers');
  const invalids: { message: string }[] = [];
  for (const one of triggers) {
    try {
      await change(keyOf(services, one));
    } catch (error) {
      const { unexpected, message } = describeError(error);
      if (unexpected) throw error;
      invalids.push({ message });
    }
  }
  if (invalids.length === 0) return json({ count: triggers.length }, services.mask);
  const message = `It was done to ${triggers.length - invalids.length} of ${triggers.length} triggers`;
  return json({ message, invalids }, services.mask, 422);
}

/** A trigger as its flow declares it. The key of a webhook is a secret, and shown in the flow only. */
function abstractTrigger({ key: _, ...trigger }: Typed) {
  return { ...trigger, disabled: trigger['disabled'] === true };
}

/** The state of a trigger; one that was never evaluated has none but its names. */
function triggerPayload(key: TriggerKey, record: TriggerRecord | undefined) {
  if (!record) return { ...key, date: new Date(0).toISOString(), disabled: false };
  const { version: _, declaration: __, disabled = false, date = record.updatedDate, ...shown } = record;
  return { ...shown, date, disabled };
}

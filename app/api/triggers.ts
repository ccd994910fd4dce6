import type { TriggerKey, TriggerRecord } from '../../runner/backend/triggers.ts';
import type { Typed } from '../../runner/flow/types.ts';
import { jsonBody } from './body.ts';
import { notFound, Refused } from './errors.ts';
import { assertNoLocalFiles } from './executions/inputs.ts';
import { labelsOfBody } from './executions/labels.ts';
import { json } from './json.ts';
import { paged, pageOf } from './page.ts';
import { type Invalid, refusals } from './refusals.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';
import {
  chosenTriggers,
  triggerFilters,
  triggerQuery,
  triggersForBulk,
  triggersOfFlow,
} from './triggerQuery.ts';

/** Triggers and backfills (surfaces §14.3, flow-language §6.13). */
export function triggerRoutes(services: ApiServices): Route[] {
  const { scheduler, mask, backend } = services;
  return [
    {
      method: 'get',
      path: '/triggers/search',
      operationId: 'searchTriggers',
      summary: 'Triggers that filters fit',
      query: triggerQuery,
      async handle(context) {
        const { results, total } = paged(await chosenTriggers(services, context), pageOf(context));
        const shown = results.map(({ trigger, key, record }) => ({
          abstractTrigger: abstractTrigger(trigger),
          triggerContext: triggerPayload(key, record),
        }));
        return json({ results: shown, total }, mask);
      },
    },
    {
      method: 'get',
      path: '/triggers/{namespace}/{flowId}',
      operationId: 'searchTriggersForFlow',
      summary: 'Triggers of a flow',
      query: {
        page: 'from 1',
        size: 'results of a page',
        'sort[]': triggerQuery['sort[]']!,
        q: 'text in the id',
      },
      async handle(context) {
        const [namespace, flowId] = [parameter(context, 'namespace'), parameter(context, 'flowId')];
        if (!services.flows.find(namespace, flowId)) throw notFound(`Flow ${namespace}.${flowId}`);
        const all = await triggersOfFlow(services, context, { namespace, flowId });
        const { results, total } = paged(all, pageOf(context));
        return json({ results: results.map(({ key, record }) => triggerPayload(key, record)), total }, mask);
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
        return json(triggerPayload(key, record ?? (await backend.trigger(key))), mask);
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
      handle: async (context) => changeAll(services, await jsonBody(context), { change: scheduler.unlock }),
    },
    {
      method: 'post',
      path: '/triggers/unlock/by-query',
      operationId: 'unlockTriggersByQuery',
      summary: 'The same for those that filters fit, where an execution keeps them waiting',
      query: triggerFilters,
      body: 'json',
      async handle(context) {
        const locked = (await triggersForBulk(services, context)).filter(({ record }) => record?.executionId);
        return changeAll(
          services,
          locked.map(({ key }) => key),
          { change: scheduler.unlock },
        );
      },
    },
    {
      method: 'post',
      path: '/triggers/set-disabled/by-triggers',
      operationId: 'disabledTriggersByIds',
      summary: 'Switch triggers on or off',
      body: 'json',
      async handle(context) {
        const { triggers, disabled } = await jsonBody<{ triggers?: unknown; disabled?: unknown }>(context);
        if (typeof disabled !== 'boolean') throw new Refused(422, 'disabled must be true or false');
        return changeAll(services, triggers, { change: (key) => scheduler.setDisabled(key, disabled) });
      },
    },
    {
      method: 'post',
      path: '/triggers/set-disabled/by-query',
      operationId: 'disabledTriggersByQuery',
      summary: 'Switch the triggers that filters fit on or off',
      query: { ...triggerFilters, disabled: '`true` or `false`' },
      body: 'json',
      async handle(context) {
        const { disabled } = context.req.query();
        if (disabled !== 'true' && disabled !== 'false')
          throw new Refused(422, 'disabled must be true or false');
        const found = await triggersForBulk(services, context);
        return changeAll(
          services,
          found.map(({ key }) => key),
          { change: (key) => scheduler.setDisabled(key, disabled === 'true') },
        );
      },
    },
    ...backfillRoutes(services, 'put', 'pause', (key) => scheduler.pauseBackfill(key, true)),
    ...backfillRoutes(services, 'put', 'unpause', (key) => scheduler.pauseBackfill(key, false)),
    ...backfillRoutes(services, 'post', 'delete', scheduler.deleteBackfill),
  ];
}

/** The same for the backfill of one trigger, of several, and of those that filters fit. */
function backfillRoutes(
  services: ApiServices,
  method: 'put' | 'post',
  name: string,
  change: Change['change'],
): Route[] {
  const all: Change = {
    change,
    check(record) {
      if (!record?.backfill) throw new Refused(409, 'The trigger has no backfill');
    },
  };
  return [
    {
      method,
      path: `/triggers/backfill/${name}`,
      operationId: `${name}Backfill`,
      summary: `${name} the backfill of a trigger`,
      body: 'json',
      async handle(context) {
        const key = keyOf(services, await jsonBody(context));
        return json(triggerPayload(key, await change(key)), services.mask);
      },
    },
    {
      method: 'post',
      path: `/triggers/backfill/${name}/by-triggers`,
      operationId: `${name}BackfillByIds`,
      summary: `${name} the backfills of triggers: of all, or of none where one has none`,
      body: 'json',
      handle: async (context) => changeAll(services, await jsonBody(context), all),
    },
    {
      method: 'post',
      path: `/triggers/backfill/${name}/by-query`,
      operationId: `${name}BackfillByQuery`,
      summary: `${name} the backfills of the triggers that filters fit`,
      query: triggerFilters,
      body: 'json',
      async handle(context) {
        const found = (await triggersForBulk(services, context)).filter(({ record }) => record?.backfill);
        return changeAll(
          services,
          found.map(({ key }) => key),
          all,
        );
      },
    },
  ];
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

/** What is done to each of several triggers. */
interface Change {
  change(key: TriggerKey): Promise<TriggerRecord>;
  /** Whether it can be done; changes nothing. @throws Refused */
  check?(record: TriggerRecord | undefined): void;
}

/** Does it to all of them, or to none: each is looked at before the first is changed (surfaces §14). */
async function changeAll(
  services: ApiServices,
  triggers: unknown,
  { change, check }: Change,
): Promise<Response> {
  const { backend, mask } = services;
  if (!Array.isArray(triggers)) throw new Refused(422, 'Expected a list of triggers');
  const refuse = (message: string, invalids: readonly Invalid[]) => json({ message, invalids }, mask, 422);
  const impossible = await refusals(triggers, async (one) => {
    const key = keyOf(services, one);
    check?.(await backend.trigger(key));
  });
  if (impossible.length > 0)
    return refuse(
      `Nothing was done: ${impossible.length} of ${triggers.length} triggers do not allow it`,
      impossible,
    );
  const failed = await refusals(triggers, (one) => change(keyOf(services, one)));
  if (failed.length === 0) return json({ count: triggers.length }, mask);
  return refuse(`It was done to ${triggers.length - failed.length} of ${triggers.length} triggers`, failed);
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

import { createHash, timingSafeEqual } from 'node:crypto';
import { conditionsHold } from '../../execution/conditions/index.ts';
import { chance, newSeed } from '../../execution/ids.ts';
import { parseJson } from '../../expression/index.ts';
import type { Flow, Typed } from '../../flow/types.ts';
import { conditionContext, conditionsOf } from './conditions.ts';
import { keyOf } from './records.ts';
import { messageOf, requestFor, triggerLabels } from './requests.ts';
import type { Evaluation, TriggerHost, WebhookAnswer, WebhookRequest } from './types.ts';

const webhook = 'io.kestra.plugin.core.trigger.Webhook';

/** Calls the webhook of a flow that has this key (flow-language §6.13, Webhook). */
export async function callWebhook(
  host: TriggerHost,
  flow: Flow | undefined,
  key: string,
  request: WebhookRequest,
): Promise<WebhookAnswer> {
  if (!flow) return { status: 404, message: 'Flow not found' };
  const evaluation = await webhookWithKey(host, flow, key);
  if (!evaluation) return { status: 404, message: 'Webhook not found' };
  if (flow.disabled) return { status: 409, message: 'Cannot execute a flow which is disabled' };

  const { trigger } = evaluation;
  const { headers, parameters } = request;
  const variables = { body: bodyOf(request.body), headers, parameters };
  const shown = { trigger: { id: trigger.id, type: trigger.type, ...variables } };
  const warn = (message: string) => host.log(evaluation, 'WARN', message);
  const context = conditionContext(host, evaluation, shown);
  if (!(await conditionsHold(conditionsOf(trigger), context, warn))) return { status: 204 };

  const labels = await triggerLabels(host, evaluation, host.renderer(evaluation, { trigger: variables }));
  const [execution] = await host.make(
    [{ ...requestFor(evaluation, variables), labels, unresolved: true }],
    {},
  );
  return { status: 200, execution: execution!, wait: trigger['wait'] === true };
}

async function webhookWithKey(host: TriggerHost, flow: Flow, key: string): Promise<Evaluation | undefined> {
  for (const trigger of flow.triggers) {
    if (host.registry.resolve(trigger.type) !== webhook || trigger['disabled'] === true) continue;
    const evaluation: Evaluation = { id: chance(newSeed()).id(), flow, trigger };
    if (
      (await keyFits(host, evaluation, key)) &&
      !(await host.backend.trigger(keyOf(flow, trigger)))?.disabled
    )
      return evaluation;
  }
  return undefined;
}

async function keyFits(host: TriggerHost, evaluation: Evaluation, key: string): Promise<boolean> {
  try {
    const wanted = await keyOfWebhook(host, evaluation);
    return wanted !== '' && isSame(wanted, key);
  } catch (error) {
    host.log(evaluation, 'ERROR', `The key of webhook ${evaluation.trigger.id}: ${messageOf(error)}`);
    return false;
  }
}

/** The key is a secret of the flow. */
async function keyOfWebhook(host: TriggerHost, evaluation: Evaluation): Promise<string> {
  const key = (await host.renderer(evaluation).text(String((evaluation.trigger as Typed)['key']))).trim();
  host.mask(key);
  return key;
}

/** In a time that does not tell where they differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** A JSON object or array as such, anything else as its text; nothing of an empty body. */
function bodyOf(body: string): unknown {
  if (body === '') return null;
  if (!/^\s*[[{]/.test(body)) return body;
  try {
    return parseJson(body);
  } catch {
    return body;
  }
}

import { labelsOf } from '../../execution/labels.ts';
import type { Label } from '../../execution/types.ts';
import type { Renderer } from '../../worker/properties.ts';
import type { StartRequest } from '../types.ts';
import type { Evaluation, TriggerHost } from './types.ts';

/** What every execution of a trigger is asked for with (flow-language §6.13). */
export function requestFor(
  { id, flow, trigger }: Evaluation,
  variables: Record<string, unknown> | undefined,
  logFile?: string,
): StartRequest & { executionId: string } {
  return {
    flow,
    executionId: id,
    trigger: {
      id: trigger.id,
      type: trigger.type,
      ...(variables && { variables }),
      ...(logFile !== undefined && { logFile }),
    },
  };
}

/** Labels of a trigger; one that cannot be rendered is left out, and logged. */
export async function triggerLabels(
  host: TriggerHost,
  evaluation: Evaluation,
  renderer: Renderer,
): Promise<Label[]> {
  const labels: Label[] = [];
  for (const { key, value } of labelsOf(evaluation.trigger['labels']))
    try {
      labels.push({ key, value: await renderer.text(value) });
    } catch (error) {
      host.log(evaluation, 'ERROR', `Failed to render label '${key}': ${messageOf(error)}`);
    }
  return labels;
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

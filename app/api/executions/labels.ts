import type { Context } from 'hono';
import { isSystemLabel } from '../../../runner/execution/labels.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import type { Execution, Label } from '../../../runner/execution/types.ts';
import { Refused } from '../errors.ts';

/** Labels of the query, `key:value`; those of the system are set by Tutti (flow-language §5.5). @throws Refused */
export function labelsOf(context: Context): Label[] {
  return (context.req.queries('labels') ?? []).filter(Boolean).map((text) => {
    const at = text.indexOf(':');
    if (at < 1) throw new Refused(422, `A label is written key:value, but received ${text}`);
    return checkedLabel({ key: text.slice(0, at), value: text.slice(at + 1) });
  });
}

/** @throws Refused where clients may not set it. */
export function checkedLabel(label: Label): Label {
  if (isSystemLabel(label) && label.key !== 'system.correlationId')
    throw new Refused(422, `Labels that begin with system. are set by Tutti, but received ${label.key}`);
  return label;
}

/**
 * Whether an execution may get these labels: it has ended, and those of the system are the ones it has, for clients send back the
 * whole list (surfaces §14.2). @throws Refused
 */
export function checkLabels({ labels: own, state }: Execution, labels: readonly Label[]): void {
  if (!isTerminated(state.current))
    throw new Refused(400, `Labels can be set when an execution has ended, but it is ${state.current}`);
  const changed = labels
    .filter(isSystemLabel)
    .find(({ key, value }) => !own.some((label) => label.key === key && label.value === value));
  if (changed)
    throw new Refused(422, `Labels that begin with system. are set by Tutti, but received ${changed.key}`);
}

/** A list of labels. @throws Refused */
export function labelsOfBody(body: unknown): Label[] {
  if (!Array.isArray(body)) throw new Refused(422, 'Expected a list of labels with key and value');
  return (body as { key?: unknown; value?: unknown }[]).map(({ key, value }) => {
    if (typeof key !== 'string' || typeof value !== 'string')
      throw new Refused(422, 'A label has a key and a value, both texts');
    return { key, value };
  });
}

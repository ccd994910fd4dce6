import { didYouMean, suggest } from '../../flow/suggest.ts';
import type { Flow } from '../../flow/types.ts';
import type { Path } from '../../flow/values.ts';
import type { Registry } from '../../plugin/registry.ts';
import type { Tell } from '../check.ts';
import type { Fixtures } from '../types.ts';

/** A trigger that the flow does not have, or that is of another type there (surfaces §1.1). */
export function checkTrigger(
  { id, type }: NonNullable<Fixtures['trigger']>,
  flow: Flow,
  registry: Pick<Registry, 'resolve'>,
  path: Path,
  tell: Tell,
): void {
  const ids = flow.triggers.map((trigger) => trigger.id);
  const found = flow.triggers.find((trigger) => trigger.id === id);
  if (!found)
    tell([...path, 'id'], `the flow has no trigger '${id}'${didYouMean(suggest(id, ids))}`, 'warning');
  else if (registry.resolve(found.type) !== registry.resolve(type))
    tell([...path, 'type'], `the trigger '${id}' of the flow is a ${found.type}`, 'warning');
}

import { didYouMean, suggest } from '../../flow/suggest.ts';
import type { Flow } from '../../flow/types.ts';
import type { Path } from '../../flow/values.ts';
import type { Registry } from '../../plugin/registry.ts';
import { chainOf, hasValue, isLoopChild, placesOf, type TaskPlace } from '../../validation/index.ts';
import type { Tell } from '../check.ts';
import type { TaskFixture } from '../types.ts';

/**
 * Fixtures that meet no run of a task (surfaces §1.3): the flow has no such task, or it stands in no loop and has no value. A
 * fixture of a flowable task meets none either, for those are always evaluated.
 */
export function checkTaskFixtures(
  fixtures: readonly TaskFixture[],
  flow: Flow,
  registry: Pick<Registry, 'resolve'>,
  path: Path,
  tell: Tell,
): void {
  const places = placesOf(flow, registry.resolve);
  // The tasks of a Template are written in another flow.
  const isOpen = places.some(({ flowable }) => flowable === 'Template');
  fixtures.forEach(({ id, value }, index) => {
    const found = places.filter(({ task }) => task.id === id);
    const at = [...path, index];
    if (found.length === 0) {
      const ids = places.map(({ task }) => task.id);
      if (!isOpen && !isPart(id, places))
        tell([...at, 'id'], `the flow has no task '${id}'${didYouMean(suggest(id, ids))}`, 'error');
      return;
    }
    if (value !== undefined && !found.some(isRepeated))
      tell(
        [...at, 'value'],
        `the task '${id}' stands in no loop, so its run has no value: leave 'value' out`,
        'error',
      );
    const flowable = found.find((place) => place.flowable !== undefined)?.flowable;
    // A fixture of a Pause resumes it.
    if (flowable !== undefined && flowable !== 'Pause')
      tell(
        [...at, 'id'],
        `the task '${id}' is a ${flowable}, which is always evaluated: write fixtures for the tasks inside it`,
        'warning',
      );
  });
}

/** The task runs that a ForEachItem consists of (flow-language §6.1). */
function isPart(id: string, places: readonly TaskPlace[]): boolean {
  return places.some(
    ({ task, flowable }) => flowable === 'ForEachItem' && id.startsWith(`${task.id}_ForEachItem`),
  );
}

function isRepeated(place: TaskPlace): boolean {
  return hasValue(place) || chainOf(place).some(isLoopChild);
}

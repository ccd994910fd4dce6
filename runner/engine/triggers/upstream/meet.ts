import type { WindowKey } from '../../../backend/triggers.ts';
import type { Execution } from '../../../execution/types.ts';
import { mergeDeep } from './mergeDeep.ts';
import type { Requirement, UpstreamContext } from './requirements.ts';
import { windowAt } from './window.ts';
import type { Windows } from './windows.ts';

interface Memory {
  windows: Windows;
  keyOf(requirement: Requirement): WindowKey;
  /** Of windows that begin with a day or an hour. */
  zone: string;
}

/**
 * Remembers what this execution came up to at `at`, epoch milliseconds (flow-language §6.13, Flow).
 *
 * @returns the outputs of all that came up to something, once every requirement is met.
 */
export async function meet(
  all: readonly Requirement[],
  context: UpstreamContext,
  { execution, at }: { execution: Execution; at: number },
  { windows, keyOf, zone }: Memory,
): Promise<Record<string, unknown> | undefined> {
  let outputs = execution.outputs ?? {};
  if (all.length === 0) return outputs;
  let hasMet = false;
  let isComplete = true;
  for (const requirement of all) {
    const key = keyOf(requirement);
    const span = windowAt(requirement.timeWindow, at, zone);
    const open = span && (await windows.open(key, at));
    const held = new Set(open?.held);
    const before = held.size;
    let hasHeld = false;
    for (const [name, test] of span ? requirement.tests : [])
      if (await test(context)) {
        held.add(name);
        hasHeld = true;
      }
    outputs = mergeDeep(open?.outputs ?? {}, outputs);
    if (span && hasHeld) {
      const { start, end } = open ? { start: Date.parse(open.start), end: Date.parse(open.end) } : span;
      const merged = mergeDeep(open?.outputs ?? {}, execution.outputs ?? {});
      if (held.size > before || !open || execution.outputs)
        windows.keep(key, { start, end }, [...held], merged);
      hasMet = true;
    }
    isComplete &&= held.size === requirement.tests.size;
  }
  return hasMet && isComplete ? outputs : undefined;
}

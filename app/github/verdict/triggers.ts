import { cronDates } from '../../../runner/engine/triggers/cron.ts';
import type { Flow, Typed } from '../../../runner/flow/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import type { TriggerChange } from './types.ts';

/** Next runs that are told. */
const mostRuns = 3;

/** The triggers of one flow that act differently at `head`; of a flow that is absent or disabled, none acts. */
export function triggerChanges(
  base: Flow | undefined,
  head: Flow | undefined,
  { registry, now }: { registry: Registry; now: number },
): TriggerChange[] {
  const before = acting(base);
  const after = acting(head);
  const { namespace, id: flowId } = (head ?? base)!;
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): TriggerChange[] => {
    const [old, next] = [before.get(id), after.get(id)];
    if (old && next && JSON.stringify(old) === JSON.stringify(next)) return [];
    const on = next && wordsOf(next, registry);
    const previousOn = old && next && wordsOf(old, registry);
    const nextRuns = next && runsOf(next, registry, now);
    return [
      {
        flow: { namespace, id: flowId },
        id,
        type: (next ?? old)!.type,
        change: old && next ? 'change' : next ? 'start' : 'stop',
        ...(on !== undefined && { on }),
        ...(previousOn !== undefined && { previousOn }),
        ...(nextRuns && nextRuns.length > 0 && { nextRuns }),
      },
    ];
  });
}

function acting(flow: Flow | undefined): Map<string, Typed> {
  if (!flow || flow.disabled === true) return new Map();
  return new Map(
    flow.triggers.filter((trigger) => trigger['disabled'] !== true).map((trigger) => [trigger.id, trigger]),
  );
}

function isSchedule(trigger: Typed, registry: Registry): boolean {
  return registry.resolve(trigger.type) === 'io.kestra.plugin.core.trigger.Schedule';
}

function wordsOf(trigger: Typed, registry: Registry): string | undefined {
  if (!isSchedule(trigger, registry)) return undefined;
  const { timezone } = trigger;
  return `${String(trigger['cron'])}${typeof timezone === 'string' ? ` (${timezone})` : ''}`;
}

/** Those of a schedule without conditions, which only its time can evaluate. */
function runsOf(trigger: Typed, registry: Registry, now: number): string[] {
  if (!isSchedule(trigger, registry) || trigger['conditions'] !== undefined) return [];
  const { timezone } = trigger;
  const zone = typeof timezone === 'string' ? timezone : Intl.DateTimeFormat().resolvedOptions().timeZone;
  const runs: string[] = [];
  try {
    const dates = cronDates(String(trigger['cron']), trigger['withSeconds'] === true, zone);
    for (let at = dates.next(now); at !== undefined && runs.length < mostRuns; at = dates.next(at))
      runs.push(new Date(at).toISOString());
  } catch {
    // It holds an expression, or a zone that nobody knows: parsing has told it.
  }
  return runs;
}

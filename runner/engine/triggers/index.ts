import type { TriggerKey, TriggerRecord } from '../../backend/triggers.ts';
import { isTerminated } from '../../execution/states.ts';
import type { Execution } from '../../execution/types.ts';
import type { Flow, Typed } from '../../flow/types.ts';
import { systemClock } from './clock.ts';
import { type Dated, dated } from './dated.ts';
import { polled } from './polling.ts';
import { changed, keyOf, keyText } from './records.ts';
import { isDated } from './sources.ts';
import { switched, type TriggerChange, updateTrigger } from './switch.ts';
import { stopsAfter, type Timed } from './timed.ts';
import { type Scheduler, type SchedulerOptions, TriggerRefused } from './types.ts';
import { type FlowListener, flowListener, upstreamTriggers } from './upstream/index.ts';
import { callWebhook } from './webhook.ts';
import { machineZone } from './zones.ts';

export * from './types.ts';

/** How often everything is looked at whether or not something happened here: another process may have, milliseconds. */
const round = 60_000;

const flowTrigger = 'io.kestra.plugin.core.trigger.Flow';

/** Evaluates the triggers of flows over an engine until `close` (flow-language §6.13). */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { host, clock = systemClock, timeZone: zone = machineZone() } = options;
  const { backend, registry } = host;
  const flows = new Map<string, Flow>();
  const timers = new Map<string, Timed>();
  const declared = new Map<string, { flow: Flow; trigger: Typed }>();
  const work = new Set<Promise<unknown>>();
  let closed = false;

  /** Work that `settled` and `close` wait for. */
  const track = <T>(promise: Promise<T>): Promise<T> => {
    work.add(promise);
    const done = () => void work.delete(promise);
    promise.then(done, done);
    return promise;
  };

  const { recoverMissedSchedules } = options;
  const parts = { host, clock, zone, track, ...(recoverMissedSchedules && { recoverMissedSchedules }) };
  const upstream = upstreamTriggers(parts);

  host.keep((execution, state) => upstream.isHeard(execution, state));
  const stopListening = host.listen({
    changed(execution) {
      if (hasPassed(execution)) void upstream.drain();
      if (execution.trigger && isTerminated(execution.state.current))
        void track(ended(execution, execution.trigger.id));
    },
    switched: (key) => void timers.get(keyText(key))?.look('due'),
  });

  /** Whether it came through states that are heard since it was told last: several may come in one commit. */
  const hasPassed = (execution: Execution) =>
    execution.state.histories.some(({ state }) => upstream.isHeard(execution, state));

  const ended = async (execution: Execution, triggerId: string): Promise<void> => {
    const key = { namespace: execution.namespace, flowId: execution.flowId, triggerId };
    const timer = timers.get(keyText(key));
    if (timer) await timer.look('ended');
    const known = timer ? undefined : declared.get(keyText(key));
    if (known && stopsAfter(known.trigger, execution)) await update(key, () => ({ disabled: true }));
  };

  let cancelRound: (() => void) | undefined;
  const rounds = () => {
    cancelRound = clock.at(clock.now() + round, () => {
      for (const timer of timers.values()) void timer.look('due');
      void upstream.drain();
      upstream.hear();
      void track(backend.deleteWindows(clock.now()).catch(() => undefined));
      rounds();
    });
  };
  rounds();

  /** Changes the state of a declared trigger, however often another process is faster. */
  const update = async (
    key: TriggerKey,
    change: (record: TriggerRecord | undefined) => TriggerChange | Promise<TriggerChange>,
  ): Promise<TriggerRecord> => {
    if (!declared.has(keyText(key)))
      throw new TriggerRefused(`Trigger ${key.triggerId} of flow ${key.namespace}.${key.flowId} not found`);
    const next = await updateTrigger(host, key, change, clock.now);
    void timers.get(keyText(key))?.look('due');
    return next;
  };

  const backfillOf = (record: TriggerRecord | undefined) => {
    if (!record?.backfill) throw new TriggerRefused('The trigger has no backfill');
    return record.backfill;
  };

  const timedFor = (flow: Flow, trigger: Typed): Timed | undefined => {
    const type = registry.resolve(trigger.type);
    const definition = registry.get(type);
    if (isDated(type)) return dated(parts, flow, trigger);
    if (definition?.kind === 'trigger' && definition.evaluate) return polled(parts, flow, trigger);
    return undefined;
  };

  /** Replaces the triggers of changed flows; those that did not change go on undisturbed. */
  const replace = async (active: ReadonlyMap<string, { flow: Flow; trigger: Typed }>) => {
    const closing: Promise<void>[] = [];
    const before = new Set(timers.keys());
    for (const [name, timer] of timers) {
      const now = active.get(name);
      if (now && now.flow === timer.flow) continue;
      timers.delete(name);
      closing.push(timer.close());
    }
    await Promise.all(closing);
    const listeners: FlowListener[] = [];
    for (const [name, { flow, trigger }] of active) {
      if (registry.resolve(trigger.type) === flowTrigger)
        listeners.push(flowListener(host, zone, flow, trigger));
      if (timers.has(name)) continue;
      const timer = timedFor(flow, trigger);
      if (!timer) continue;
      timers.set(name, timer);
      void timer.look(before.has(name) ? 'due' : 'start');
    }
    upstream.listen(listeners);
    void upstream.drain();
  };

  /** Triggers that no flow declares any more forget their next date: what passes meanwhile is not missed. */
  const rest = async (active: ReadonlyMap<string, unknown>) => {
    const gone = (await backend.triggers()).filter(
      (record) => record.declaration !== undefined && !active.has(keyText(record)),
    );
    const resting = { declaration: undefined, nextExecutionDate: undefined };
    for (const record of gone)
      await host
        .make([], { triggers: [changed(record, record, resting, clock.now())] })
        .catch((error: { code?: unknown }) => {
          if (error.code !== 'CONFLICT') throw error;
        });
  };

  const sync = async (now: readonly Flow[]): Promise<void> => {
    if (closed) return;
    await registry.load(now.flatMap(({ triggers }) => triggers.map(({ type }) => type)));
    flows.clear();
    declared.clear();
    const active = new Map<string, { flow: Flow; trigger: Typed }>();
    for (const flow of now) {
      flows.set(`${flow.namespace}/${flow.id}`, flow);
      for (const trigger of flow.triggers) {
        const name = keyText(keyOf(flow, trigger));
        declared.set(name, { flow, trigger });
        if (!flow.disabled && trigger['disabled'] !== true) active.set(name, { flow, trigger });
      }
    }
    await replace(active);
    await rest(active);
  };

  let syncing = Promise.resolve();

  const scheduler: Scheduler = {
    sync(now) {
      syncing = syncing.catch(() => undefined).then(() => sync(now));
      return track(syncing);
    },
    webhook: (namespace, flowId, key, request) =>
      track(callWebhook(host, flows.get(`${namespace}/${flowId}`), key, request)),
    hear: () => (closed ? Promise.resolve() : upstream.drain()),
    setDisabled: (key, disabled) => update(key, () => switched(disabled)),
    unlock: (key) => update(key, () => ({ executionId: undefined })),
    backfill: (key, asked) =>
      update(key, async (record) => {
        const timer = timers.get(keyText(key));
        if (!timer || !('newBackfill' in timer))
          throw new TriggerRefused('Only an active Schedule has backfills');
        return { backfill: await (timer as Dated).newBackfill(asked, record) };
      }),
    pauseBackfill: (key, paused) =>
      update(key, (record) => ({ backfill: { ...backfillOf(record), paused } })),
    deleteBackfill: (key) =>
      update(key, (record) => {
        backfillOf(record);
        return { backfill: undefined };
      }),
    async settled() {
      while (work.size > 0) await Promise.allSettled(work);
    },
    async close() {
      closed = true;
      cancelRound?.();
      stopListening();
      upstream.close();
      await Promise.all([...timers.values()].map((timer) => timer.close()));
      await scheduler.settled();
    },
  };
  return scheduler;
}

import type { Logger } from 'pino';
import type { Clock } from '../../../runner/engine/triggers/types.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import type { Execution, StateName } from '../../../runner/execution/types.ts';
import type { CheckKey, CheckReport, Checks, Records, Workspace } from '../types.ts';
import { maskReport } from './mask.ts';
import type { ShownExecutions } from './shown.ts';
import type { Executions, ShownExecution } from './types.ts';

/** Renders an execution as it is stored now (github §9.3). */
export type RenderExecution = (
  workspace: Workspace,
  execution: Execution,
  shown: ShownExecution,
) => Promise<CheckReport>;

export interface LiveOptions {
  records: Records;
  shown: ShownExecutions;
  checks: Checks;
  render: RenderExecution;
  clock: Clock;
  log: Logger;
  /** Least time between two reports of one execution that goes on, milliseconds; default 5 seconds (github §2.6). */
  pace?: number;
  /** Which executions that nobody asked for are seen, as the policy says. Default: those that failed. */
  reported?(workspace: Workspace): 'failures' | 'all' | 'none';
  /** Where an execution can be looked at. */
  detailsUrl?(workspace: Workspace, execution: Execution): string | undefined;
}

export interface LiveChecks extends Pick<Executions, 'watch' | 'settled'> {
  /** An execution that is on record is about to be made. */
  expect(workspace: Workspace, executionId: string): void;
  /** It was not made. */
  forget(executionId: string): void;
}

/** Records of what ended are kept for its buttons, milliseconds. */
const keptFor = 90 * 86_400_000;

/** Records without an execution are left over of a crash and of a wish that was not repeated, milliseconds. */
const orphanAfter = 86_400_000;

/** States that wait for people, who are told at once. */
const waits: ReadonlySet<StateName> = new Set(['PAUSED', 'BREAKPOINT']);

/** One execution whose check goes on. */
interface Live {
  workspace: Workspace;
  id: string;
  state?: StateName;
  /** Takes back the next report. */
  cancel?: () => void;
  /** Reports come one after another. */
  last: Promise<void>;
  isEnding?: true;
}

/**
 * Shows executions as check runs while they go on (github §2.6, §9.3): at once when they begin, wait for somebody or ended,
 * else at a pace. A change between two reports costs nothing but a look at the state.
 */
export function createLiveChecks(options: LiveOptions): LiveChecks {
  const { shown, checks, render, clock, log, pace = 5_000, reported, detailsUrl } = options;
  const live = new Map<string, Live>();
  const work = new Set<Promise<void>>();

  const track = (promise: Promise<void>): Promise<void> => {
    work.add(promise);
    void promise.finally(() => work.delete(promise));
    return promise;
  };

  const failed = (executionId: string) => (error: unknown) =>
    log.error({ err: error, executionId }, 'The check of an execution could not be shown');

  /** Whether one that nobody asked for is seen in a state. */
  const isReported = (workspace: Workspace, state: StateName | undefined): boolean => {
    const which = reported?.(workspace) ?? 'failures';
    return which === 'all' || (which === 'failures' && state === 'FAILED');
  };

  const report = async (one: Live, execution: Execution | undefined, isFinal: boolean): Promise<void> => {
    const { workspace, id } = one;
    const known = shown.get(workspace.repository, id);
    if (!execution || !known) return;
    const { current } = execution.state;
    const isSeen = !known.onlyFailed || isReported(workspace, isFinal ? current : undefined);
    if (isSeen) {
      const rendered = maskReport(await render(workspace, execution, known), workspace.engine.mask);
      const url = detailsUrl?.(workspace, execution);
      // Not final yet: tasks still run after the end of the others.
      const { conclusion: _, actions: __, ...going } = rendered;
      const isOpen = isTerminated(execution.state.current) && !isFinal;
      const key = checkOf(workspace, id, known, url);
      const published = checks.publish(key, isOpen ? { ...going, status: 'in_progress' } : rendered);
      // One that goes on may wait for its turn; the next one, and the end above all, does not wait for it.
      if (isFinal) await published;
      else void track(published.catch(failed(id)));
    }
    if (isFinal) shown.put(workspace.repository, id, { ...known, isFinal: true });
  };

  /** Reads it when its turn comes, so that a report is never older than what it follows. */
  const show = (one: Live, isFinal: boolean): Promise<void> => {
    one.cancel?.();
    delete one.cancel;
    const { workspace, id } = one;
    one.last = one.last.then(async () => {
      try {
        await report(one, await workspace.backend.execution(id), isFinal);
      } catch (error) {
        failed(id)(error);
      }
    });
    return track(one.last);
  };

  const later = (one: Live) => {
    one.cancel ??= clock.at(clock.now() + pace, () => {
      delete one.cancel;
      void show(one, false);
    });
  };

  const end = (one: Live) => {
    if (one.isEnding) return;
    one.isEnding = true;
    void track(
      one.workspace.engine.ended(one.id).then(
        async () => {
          await show(one, true);
          if (live.get(one.id) === one) live.delete(one.id);
        },
        // The engine closes, or another process has it: it is shown at the next start.
        () => undefined,
      ),
    );
  };

  const changed = (one: Live, execution: Execution) => {
    const state = execution.state.current;
    const before = one.state;
    one.state = state;
    if (isTerminated(state)) end(one);
    if (before === undefined || (waits.has(state) && state !== before)) void show(one, false);
    else later(one);
  };

  const add = (workspace: Workspace, id: string): Live => {
    const one: Live = { workspace, id, last: Promise.resolve() };
    live.set(id, one);
    return one;
  };

  /** One that nobody asked for: a trigger of production, or something that goes on after its end. */
  const notice = (workspace: Workspace, execution: Execution): Live | undefined => {
    const { id, kind, parentId, namespace, flowId, trigger } = execution;
    const state = execution.state.current;
    if (state === 'RESTARTED') {
      const known = shown.get(workspace.repository, id);
      if (!known?.isFinal) return undefined;
      const { isFinal: _, ...open } = known;
      shown.put(workspace.repository, id, open);
      return add(workspace, id);
    }
    const isWanted = isReported(workspace, state);
    const isOwn = kind === 'NORMAL' && parentId === undefined && !isSubflow(trigger?.variables);
    if (workspace.scope.kind !== 'production' || !isWanted || !isOwn) return undefined;
    if (shown.get(workspace.repository, id)?.isFinal) return undefined;
    const sha = execution.commit ?? workspace.commit;
    shown.claim(workspace.repository, id, { scope: workspace.scope, sha, namespace, flowId });
    return add(workspace, id);
  };

  /** What ended while nobody looked is shown; what never was made, or is long over, is forgotten. */
  const catchUp = async (workspace: Workspace): Promise<void> => {
    const { repository, backend, engine } = workspace;
    for (const { executionId, shown: known, updated } of shown.list(repository)) {
      if (scopeText(known) !== scopeText(workspace)) continue;
      const age = clock.now() - updated;
      if (known.isFinal) {
        if (age > keptFor) shown.delete(repository, executionId);
        continue;
      }
      const execution = await backend.execution(executionId);
      if (!execution) {
        if (age > orphanAfter && !live.has(executionId)) shown.delete(repository, executionId);
        continue;
      }
      if (live.has(executionId)) continue;
      const one = add(workspace, executionId);
      one.state = execution.state.current;
      if (!isTerminated(execution.state.current)) later(one);
      else if (engine.drives(executionId)) end(one);
      else void show(one, true).then(() => live.delete(executionId));
    }
  };

  return {
    expect(workspace, executionId) {
      const known = shown.get(workspace.repository, executionId);
      if (!live.has(executionId) && !known?.isFinal) add(workspace, executionId);
    },
    forget(executionId) {
      live.get(executionId)?.cancel?.();
      live.delete(executionId);
    },
    watch(workspace) {
      const stop = workspace.engine.listen({
        changed(execution) {
          const one = live.get(execution.id) ?? notice(workspace, execution);
          if (one) changed(one, execution);
        },
      });
      void track(
        catchUp(workspace).catch((error: unknown) =>
          log.error({ err: error, repository: workspace.repository.id }, 'Checks could not be caught up'),
        ),
      );
      return () => {
        stop();
        for (const one of live.values())
          if (one.workspace === workspace) {
            one.cancel?.();
            live.delete(one.id);
          }
      };
    },
    async settled() {
      for (const one of live.values()) if (one.cancel) void show(one, false);
      while (work.size > 0) await Promise.allSettled(work);
    },
  };
}

function checkOf(
  { repository }: Workspace,
  externalId: string,
  { sha, namespace, flowId }: ShownExecution,
  detailsUrl: string | undefined,
): CheckKey {
  const name = `tutti run ${namespace}.${flowId}`;
  return { repository, sha, name, externalId, ...(detailsUrl !== undefined && { detailsUrl }) };
}

/** Another execution made it, and shows it as one of its tasks. */
function isSubflow(variables: Record<string, unknown> | undefined): boolean {
  return variables?.['executionId'] !== undefined && variables['taskRunId'] !== undefined;
}

function scopeText({ scope }: { scope: Workspace['scope'] }): string {
  return scope.kind === 'pull' ? `pull-${scope.number}` : scope.kind;
}

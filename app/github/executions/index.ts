import { isDeepStrictEqual } from 'node:util';
import { OperationRefused } from '../../../runner/execution/operations/records.ts';
import type { Execution } from '../../../runner/execution/types.ts';
import type { GitHubRepository, Workspace } from '../types.ts';
import type { FlowName } from '../verdict/types.ts';
import { idOfCause } from './cause.ts';
import { createLiveChecks, type LiveOptions } from './live.ts';
import { shownExecutions } from './shown.ts';
import {
  type Cause,
  ExecutionRefused,
  type Executions,
  type OpenWorkspace,
  type ReplayWish,
  type ShownExecution,
} from './types.ts';

export type ExecutionsOptions = Omit<LiveOptions, 'shown'> & { open: OpenWorkspace };

/** Starts executions for people and events on GitHub, and shows them as checks (github §2.3, §9.3). */
export function createExecutions(options: ExecutionsOptions): Executions {
  const { open, records } = options;
  const shown = shownExecutions(records);
  const live = createLiveChecks({ ...options, shown });

  /** It is on record before it is made, so that a crash between the two leaves no execution without its check. */
  const make = async (
    { workspace, cause, commit, startedBy }: Omit<ReplayWish, 'executionId'>,
    flow: FlowName,
    run: (executionId: string) => Promise<Execution>,
  ): Promise<Execution> => {
    if (workspace.trust === 'fork') throw untrusted(workspace);
    const { repository, scope } = workspace;
    const executionId = idOfCause(repository, cause, flow);
    const isThere = await workspace.backend.execution(executionId);
    shown.claim(repository, executionId, {
      scope,
      sha: commit === undefined || commit === 'none' ? workspace.commit : commit,
      namespace: flow.namespace,
      flowId: flow.id,
      cause,
      ...(startedBy !== undefined && { startedBy }),
      ...(commit === 'none' && { onlyFailed: true }),
    });
    live.expect(workspace, executionId);
    try {
      return isThere ?? (await run(executionId));
    } catch (error) {
      if (!(await workspace.backend.execution(executionId))) {
        live.forget(executionId);
        shown.delete(repository, executionId);
      }
      throw error;
    }
  };

  return {
    start(wish) {
      const { workspace, flow, inputs, labels, variables } = wish;
      return make(wish, flow, (executionId) =>
        workspace.engine.start({
          flow,
          executionId,
          commit: workspace.commit,
          ...(inputs && { inputs }),
          ...(labels && { labels: [...labels] }),
          ...(variables && { trigger: triggerOf(wish.cause, variables), unresolved: true as const }),
        }),
      );
    },
    async replay(wish) {
      const { workspace, executionId: originalId, from = 'all', taskRunId, inputs } = wish;
      const { backend, engine } = workspace;
      const original = await backend.execution(originalId);
      if (!original) throw new OperationRefused(`No execution found for execution id ${originalId}`);
      const before = shown.get(workspace.repository, originalId);
      const name = { namespace: original.namespace, id: original.flowId };
      return make({ ...placeOf(before, original), ...wish }, name, async (executionId) => {
        if (from === 'all')
          return engine.replay(originalId, {
            executionId,
            ...(taskRunId !== undefined && { taskRunId }),
            ...(inputs && { inputs }),
          });
        const flow = original.flowHash === undefined ? undefined : await backend.flow(original.flowHash);
        if (!flow) throw new OperationRefused(`The flow of execution ${originalId} is not known any more`);
        return engine.restart(originalId, {
          flow,
          executionId,
          ...(original.commit !== undefined && { commit: original.commit }),
        });
      });
    },
    async find(repository: GitHubRepository, executionId: string) {
      const known = shown.get(repository, executionId);
      const workspace = known && (await open(repository, known.scope));
      const execution = await workspace?.backend.execution(executionId);
      return known && workspace && execution ? { workspace, execution, shown: known } : undefined;
    },
    watch: live.watch,
    isShown: ({ repository, scope }) =>
      shown.list(repository).every(({ shown: one }) => one.isFinal || !isDeepStrictEqual(one.scope, scope)),
    settled: live.settled,
  };
}

/** A repetition is seen where the original is. */
function placeOf(before: ShownExecution | undefined, original: Execution): { commit?: string } {
  const sha = before?.sha ?? original.commit;
  return sha === undefined ? {} : { commit: sha };
}

function triggerOf(cause: Cause, { type, values }: { type: string; values: Record<string, unknown> }) {
  return { id: cause.kind === 'event' ? cause.triggerId : cause.kind, type, variables: values };
}

function untrusted({ scope, commit }: Workspace): ExecutionRefused {
  const where = scope.kind === 'pull' ? `pull request #${scope.number}` : 'production';
  return new ExecutionRefused(
    `Nothing of ${where} runs: commit ${commit.slice(0, 7)} comes from a fork and nobody with write access has said that it may; comment \`/tutti ok ${commit}\` after reading it`,
  );
}

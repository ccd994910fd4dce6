import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { FlowStore } from '../../../../app/flows/store.ts';
import { createExecutions, type ExecutionsOptions } from '../../../../app/github/executions/index.ts';
import type { Executions } from '../../../../app/github/executions/types.ts';
import { openGitHubStore } from '../../../../app/github/store/index.ts';
import type {
  CheckKey,
  CheckReport,
  Checks,
  GitHubRepository,
  Records,
  Scope,
  Trust,
  Workspace,
} from '../../../../app/github/types.ts';
import type { Repository } from '../../../../runner/repository/types.ts';
import { type EngineWorld, engineWorld } from '../../../support/engine.ts';
import { type SimulatedClock, simulatedClock } from '../../../support/simulatedClock.ts';

export const repository: GitHubRepository = {
  id: 7,
  installationId: 1,
  owner: 'acme',
  name: 'flows',
  defaultBranch: 'main',
};

export const sha = 'a'.repeat(40);

/** What was shown, in order. */
export interface Shown {
  key: CheckKey;
  report: CheckReport;
}

export interface ExecutionsWorld {
  executions: Executions;
  workspace: Workspace;
  engine: EngineWorld;
  records: Records;
  clock: SimulatedClock;
  shown: Shown[];
  /** The same records and engine after a restart of the App. */
  again(): Executions;
}

/** Executions over a real engine and real records; checks are written down. */
export async function executionsWorld(
  options: {
    scope?: Scope;
    trust?: Trust;
    environment?: Record<string, string>;
    more?: Partial<ExecutionsOptions>;
  } = {},
): Promise<ExecutionsWorld> {
  const home = await mkdtemp(join(tmpdir(), 'tutti-executions-'));
  const clock = simulatedClock('2026-11-23T09:00:00Z');
  const store = openGitHubStore(home, clock.now);
  onTestFinished(async () => {
    store.close();
    await rm(home, { recursive: true, force: true });
  });
  const world = await engineWorld({ environment: options.environment ?? {} });
  const workspace: Workspace = {
    repository,
    scope: options.scope ?? { kind: 'production' },
    trust: options.trust ?? 'default',
    commit: sha,
    flows: { all: () => [], find: () => undefined } as unknown as FlowStore,
    tree: {} as Repository,
    backend: world.backend,
    engine: world.engine,
    secretNames: [],
    move: async () => {},
  };
  const shown: Shown[] = [];
  const checks: Checks = {
    async publish(key, report) {
      shown.push({ key, report });
    },
  };
  const create = () =>
    createExecutions({
      records: store.records,
      checks,
      clock,
      log: pino({ level: 'silent' }),
      open: async (_, scope) =>
        JSON.stringify(scope) === JSON.stringify(workspace.scope) ? workspace : undefined,
      async render({ backend }, { id }) {
        const execution = (await backend.execution(id))!;
        const runs = await backend.taskRuns(id);
        const state = execution.state.current;
        const isOver = ['SUCCESS', 'FAILED', 'KILLED'].includes(state);
        return {
          ...(isOver && { conclusion: state === 'SUCCESS' ? ('success' as const) : ('failure' as const) }),
          ...(state === 'PAUSED' && { conclusion: 'action_required' as const }),
          title: state,
          summary: runs.map((run) => `${run.taskId} ${run.state.current}`).join(', '),
          text: (await backend.logs({ executionId: id })).entries.map(({ message }) => message).join('\n'),
        };
      },
      ...options.more,
    });
  return {
    executions: create(),
    workspace,
    engine: world,
    records: store.records,
    clock,
    shown,
    again: create,
  };
}

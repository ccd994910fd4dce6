import type { Backend } from '../backend/types.ts';
import type { Engine } from '../engine/index.ts';
import { messageOf } from '../execution/runs.ts';
import type { ExecutionDocument, TaskRun } from '../execution/types.ts';
import { walkTasks } from '../flow/nested.ts';
import type { Flow } from '../flow/types.ts';
import type { Mapping, Path } from '../flow/values.ts';
import type { CaseContext } from './case.ts';
import type { CaseClock } from './clock.ts';
import { fixtureFor } from './fixtures.ts';
import type { TestCase } from './types.ts';

interface Watched {
  executionId: string;
  testCase: TestCase;
  flow: Flow;
  context: Pick<CaseContext, 'registry' | 'timeout'>;
  backend: Backend;
  engine: Engine;
  clock: CaseClock;
  /** Told what keeps the execution from being judged; `at` is a property of the case. */
  fail(message: string, ...at: Path): void;
}

/**
 * Watches over the execution of a case from before its start: resumes what has a fixture, and ends what would never end, or takes
 * too long.
 */
export function ended(watched: Watched): { end(): Promise<ExecutionDocument>; stop(): void } {
  const { executionId, context, engine, clock, fail } = watched;
  const paused = new Map<string, string>();
  const resume = pauseFixtures(watched);
  const kill = (message: string) => {
    fail(message);
    void engine.kill(executionId).catch(() => undefined);
  };
  const unlisten = engine.listen({
    changed({ id }, taskRuns) {
      for (const run of taskRuns) {
        if (run.state.current !== 'PAUSED') paused.delete(run.id);
        else if (!paused.has(run.id)) {
          paused.set(run.id, run.taskId);
          if (id === executionId) resume(run);
        }
      }
    },
  });
  const timer = setTimeout(
    () => kill(`The case was ended after ${context.timeout / 1000} s`),
    context.timeout,
  );
  clock.watch(() => {
    const [taskId] = paused.values();
    kill(
      taskId === undefined
        ? 'The execution waits for something that never happens'
        : `The execution is paused at task '${taskId}', and nobody resumes it: give the task a fixture, with values for its onResume as outputs, or a pauseDuration`,
    );
  });
  const stop = () => {
    clearTimeout(timer);
    unlisten();
  };
  return {
    stop,
    end: () => lastAttempt(watched).finally(stop),
  };
}

/** The end of the execution, or of the one that was made to try it again (flow-language §7.4). */
async function lastAttempt({ engine, backend, executionId }: Watched): Promise<ExecutionDocument> {
  const first = await engine.ended(executionId);
  if (first.state.current !== 'RETRIED') return first;
  await engine.idle();
  const { namespace, flowId } = first;
  const all = await backend.executions({ namespace, flowId, limit: 1_000 });
  const [last] = all
    .filter(({ originalId }) => originalId === executionId)
    .sort((a, b) => b.metadata.attemptNumber - a.metadata.attemptNumber);
  return last ? engine.ended(last.id) : first;
}

/** Resumes pauses that have a fixture, one after the other: with its outputs `onResume`, or in its state (surfaces §1.3). */
function pauseFixtures({
  engine,
  flow,
  testCase,
  context,
  executionId,
  fail,
}: Watched): (run: TaskRun) => void {
  const { tasks } = testCase.fixtures;
  const pauses = new Set(
    [...walkTasks(flow)]
      .filter(({ task }) => context.registry.resolve(task.type) === 'io.kestra.plugin.core.flow.Pause')
      .map(({ task }) => task.id),
  );
  let before: Promise<void> = Promise.resolve();
  return (run) => {
    const index = pauses.has(run.taskId) ? fixtureFor(tasks, run.taskId, run.value) : undefined;
    if (index === undefined) return;
    before = before.then(async () => {
      const { state, outputs = {} } = tasks[index]!;
      try {
        if (state === 'SUCCESS' || state === 'SKIPPED') {
          const render = await engine.renderer(flow, executionId);
          const inputs = ((await render(outputs['onResume'] ?? {}, {})) ?? {}) as Mapping;
          await engine.control(executionId, { type: 'resume', inputs });
        } else if (state === 'KILLED') await engine.kill(executionId);
        else await engine.control(executionId, { type: 'changeState', taskRunId: run.id, state });
      } catch (error) {
        fail(messageOf(error), 'fixtures', 'tasks', index);
        await engine.kill(executionId);
      }
    });
  };
}

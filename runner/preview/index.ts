import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryBackend } from '../backend/sqlite/index.ts';
import type { Backend } from '../backend/types.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { messageOf } from '../execution/runs.ts';
import { epochOf } from '../execution/states.ts';
import type { ExecutionDocument, State, TaskRun } from '../execution/types.ts';
import { walkTasks } from '../flow/nested.ts';
import type { Flow } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Repository } from '../repository/types.ts';
import { recordedOutputs } from './recorded.ts';
import { sampleInputs, sampleTrigger } from './samples.ts';
import { sealedBackend, sealedEnvironment } from './sealed.ts';
import { stubs } from './stubs.ts';
import type { PreviewRun } from './types.ts';

export type { PreviewRun, PreviewTask } from './types.ts';

/** A flow to run without consequences. */
export interface PreviewRequest {
  flow: Flow;
  /** The tree that the flow was read from. */
  repository: Repository;
  registry: Registry;
  /** Values for inputs; the others are defaults or samples. */
  inputs?: Readonly<Record<string, unknown>>;
  /**
   * Where outputs that tasks really gave are found, of production usually. Absent: all are samples, as it has to be for who may
   * not see those outputs.
   */
  recorded?: { backend: Backend; mask(text: string): string };
  /** Milliseconds; then it is ended. Default 10,000. */
  timeout?: number;
}

/**
 * Runs a flow with its outside effects stubbed (github §9, “pull request preview”): what only computes runs for real, other
 * tasks give what they last gave, or samples of what their type gives. Scripts and subflows never run, no secret, KV entry,
 * network or durable state is reached. Never rejects: what goes wrong is in the result.
 */
export async function preview(request: PreviewRequest): Promise<PreviewRun> {
  const began = performance.now();
  const { flow, repository, registry, recorded } = request;
  const folder = await mkdtemp(join(tmpdir(), 'tutti-preview-'));
  const memory = await openMemoryBackend();
  try {
    const file = join(folder, 'sample.txt');
    await writeFile(file, 'sample\n');
    await registry.load((flow.triggers ?? []).map(({ type }) => type));
    const known = recorded && (await recordedOutputs(recorded.backend, flow, (text) => recorded.mask(text)));
    const stubbed = stubs(registry, known);
    const engine = await createEngine({
      backend: sealedBackend(memory),
      registry,
      repository,
      environment: sealedEnvironment,
      threads: 1,
      sealed: true,
    });
    try {
      resumePauses(engine, sampleInputs(resumeInputs(flow), file));
      const trigger = sampleTrigger(flow, registry);
      const { concurrency: _, ...free } = flow;
      const { id } = await engine.start({
        flow: free,
        kind: 'TEST',
        inputs: { ...sampleInputs(flow.inputs, file), ...request.inputs },
        standIn: stubbed.standIn,
        ...(trigger && { trigger }),
      });
      const { document, late } = await endOf(engine, id, request.timeout ?? 10_000);
      const errors = await memory.logs({ executionId: id, minLevel: 'ERROR', limit: 1 });
      const error = late ?? errors.entries[0]?.message;
      return { ...shown(document, stubbed.inputs, stubbed.stubbed), ...(error !== undefined && { error }) };
    } finally {
      await engine.close();
    }
  } catch (error) {
    return { state: 'FAILED', duration: performance.now() - began, tasks: [], error: messageOf(error) };
  } finally {
    await memory.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nobody is there to resume what pauses. */
function resumePauses(engine: Engine, inputs: Record<string, unknown>): void {
  engine.listen({
    changed({ id, state }) {
      // What cannot be resumed is ended by the timeout.
      if (state.current === 'PAUSED') engine.control(id, { type: 'resume', inputs }).catch(() => undefined);
    },
  });
}

/** Waits for the end, or makes one. */
async function endOf(
  engine: Engine,
  id: string,
  timeout: number,
): Promise<{ document: ExecutionDocument; late?: string }> {
  let late: string | undefined;
  const timer = setTimeout(() => {
    late = `It was ended after ${timeout / 1000} s`;
    void engine.kill(id);
  }, timeout);
  try {
    const document = await engine.ended(id);
    return { document, ...(late !== undefined && { late }) };
  } finally {
    clearTimeout(timer);
  }
}

/** Inputs that any Pause of the flow asks for. */
function resumeInputs(flow: Flow): Flow['inputs'] {
  return [...walkTasks(flow)].flatMap(({ task }) =>
    Array.isArray(task['onResume']) ? task['onResume'] : [],
  );
}

function shown(
  document: ExecutionDocument,
  inputs: ReadonlyMap<string, Record<string, unknown>>,
  stubbed: ReadonlySet<string>,
): PreviewRun {
  return {
    state: document.state.current,
    duration: durationOf(document.state),
    tasks: document.taskRunList.map((run) => ({
      taskId: run.taskId,
      ...(run.value !== undefined && { value: run.value }),
      how: howOf(run, stubbed),
      state: run.state.current,
      duration: durationOf(run.state),
      ...(inputs.has(run.id) && { inputs: inputs.get(run.id)! }),
      ...(run.outputs && { outputs: run.outputs }),
    })),
    ...(document.outputs && { outputs: document.outputs }),
  };
}

function howOf({ id, state }: TaskRun, stubbed: ReadonlySet<string>): 'ran' | 'stubbed' | 'skipped' {
  if (state.current === 'SKIPPED') return 'skipped';
  return stubbed.has(id) ? 'stubbed' : 'ran';
}

function durationOf({ histories }: State): number {
  return Math.max(0, epochOf(histories.at(-1)!.date) - epochOf(histories[0]!.date));
}

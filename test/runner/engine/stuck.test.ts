import { expect, it } from 'vitest';
import { openMemoryBackend } from '../../../runner/backend/sqlite/index.ts';
import { createEngine } from '../../../runner/engine/index.ts';
import { newState } from '../../../runner/execution/states.ts';
import type { Execution } from '../../../runner/execution/types.ts';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../../runner/repository/index.ts';
import { flowOf } from '../../support/simulation.ts';
import { changes } from '../backend/fixtures.ts';

it('given an abandoned execution that cannot be taken up, then the others are, and its log says why', async () => {
  const backend = await openMemoryBackend();
  const date = '2026-01-01T12:00:00.000000Z';
  const execution = (id: string, flowHash: string): Execution => ({
    id,
    namespace: 'tests',
    flowId: 'flow',
    flowRevision: 1,
    flowHash,
    state: newState(date),
    labels: [],
    originalId: id,
    metadata: { attemptNumber: 1, originalCreatedDate: date },
    kind: 'NORMAL',
  });
  const flow = flowOf([{ id: 'hello', type: 'io.kestra.plugin.core.debug.Return', format: 'x' }]);
  const executions = [execution('stuck', 'missing'), execution('fine', 'stored')];
  await backend.commit(changes({ executions, flows: [{ hash: 'stored', flow }] }));
  const repository = openWorkingDirectory(import.meta.dirname);
  const engine = await createEngine({ backend, registry: pluginRegistry(), repository });

  expect(await engine.recover()).toEqual(['fine']);
  await engine.idle();
  await engine.close();

  expect((await backend.execution('fine'))?.state.current).toBe('SUCCESS');
  expect((await backend.execution('stuck'))?.state.current).toBe('CREATED');
  const { entries } = await backend.logs({ executionId: 'stuck' });
  expect(entries.map(({ message }) => message)).toEqual([
    'The execution cannot be taken up: The flow of execution stuck is not stored; the execution cannot go on',
  ]);
  await backend.close();
});

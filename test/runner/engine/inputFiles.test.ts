import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineWorld, states } from '../../support/engine.ts';

const files = {
  'flows/child.yaml': `id: child
namespace: tests
inputs: [{ id: file, type: FILE }]
tasks: [{ id: read, type: io.kestra.plugin.core.debug.Return, format: "{{ read(inputs.file) }}" }]
outputs: [{ id: content, type: STRING, value: "{{ outputs.read.value }}" }]
`,
  'tests/files/known.txt': 'of the namespace',
};
const subflow = (file: string) =>
  `tasks: [{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: child, inputs: { file: "${file}" } }]`;

describe('a file that a task gives as an input (flow-language §2.5, §6.7)', () => {
  it('given a path of this machine, then a subflow is refused, and nothing is read', async () => {
    const { run, messages, engine, backend, home } = await engineWorld({ files });
    const secret = join(home, '..', 'secret.txt');
    await writeFile(secret, 'nobody may see this');
    const ended = await run(subflow(secret));
    expect(states(ended)).toEqual(['sub FAILED']);
    expect((await messages(ended.id, 'ERROR')).join()).toContain(
      'names a file by a URI kestra://, nsfile:// or file://',
    );
    expect(await backend.countExecutions({ flowId: 'child' })).toBe(0);
    await engine.idle();
  });

  it('given a namespace file, then the subflow reads it', async () => {
    const { run } = await engineWorld({ files });
    const ended = await run(subflow('nsfile:///known.txt'));
    expect(ended.taskRunList[0]!.outputs).toMatchObject({ outputs: { content: 'of the namespace' } });
  });

  it('given a path that Resume gives, then the execution stays paused', async () => {
    const { start, run, messages, reached, engine } = await engineWorld({ files });
    const paused = await start(
      'tasks: [{ id: pause, type: io.kestra.plugin.core.flow.Pause, onResume: [{ id: file, type: FILE }] }]',
    );
    await reached(paused.id, 'pause', 'PAUSED');
    const resume = (file: string) =>
      run(
        `tasks: [{ id: resume, type: io.kestra.plugin.core.execution.Resume, executionId: ${paused.id}, inputs: { file: "${file}" } }]`,
      );
    const refused = await resume('/etc/hostname');
    expect(states(refused)).toEqual(['resume FAILED']);
    expect((await messages(refused.id, 'ERROR')).join()).toContain('names a file by a URI');
    expect(states(await resume('nsfile:///known.txt'))).toEqual(['resume SUCCESS']);
    expect((await engine.ended(paused.id)).state.current).toBe('SUCCESS');
  });
});

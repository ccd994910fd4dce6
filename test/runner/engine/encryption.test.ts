import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openMemoryBackend } from '../../../runner/backend/sqlite/index.ts';
import { encryptedType, encryptionFrom } from '../../../runner/engine/encryption.ts';
import { createEngine } from '../../../runner/engine/index.ts';
import { parseFlow } from '../../../runner/flow/parse.ts';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../../runner/repository/index.ts';
import { engineWorld } from '../../support/engine.ts';

const key = randomBytes(32).toString('base64');

describe('encryption of SECRET values (flow-language §3.1)', () => {
  it.each([16, 24, 32])('takes a key of %i bytes', (length) => {
    const encryption = encryptionFrom({ TUTTI_ENCRYPTION_KEY: randomBytes(length).toString('base64') })!;
    const value = { type: encryptedType, value: encryption.encrypt('clear') };
    const revealed: string[] = [];
    expect(encryption.reveal({ a: [value] }, (secret) => revealed.push(secret))).toEqual({ a: ['clear'] });
    expect(revealed).toEqual(['clear']);
  });

  it('gives a new text each time', () => {
    const encryption = encryptionFrom({ TUTTI_ENCRYPTION_KEY: key })!;
    expect(encryption.encrypt('same')).not.toBe(encryption.encrypt('same'));
  });

  it('refuses a key of another length, and does without one', () => {
    expect(() => encryptionFrom({ TUTTI_ENCRYPTION_KEY: btoa('short') })).toThrow('16, 24 or 32 bytes');
    expect(encryptionFrom({})).toBeUndefined();
  });

  it('given a SECRET input, then it is stored encrypted, read in clear by expressions and masked in logs', async () => {
    const backend = await openMemoryBackend();
    const registry = pluginRegistry();
    const { flow } = await parseFlow(
      `id: secret
namespace: tests
inputs: [{ id: token, type: SECRET }]
tasks:
  - { id: show, type: io.kestra.plugin.core.log.Log, message: "token {{ inputs.token }}, {{ inputs.token | length }} letters" }
`,
      { file: 'secret.yaml', registry },
    );
    const engine = await createEngine({
      backend,
      registry,
      repository: openWorkingDirectory(import.meta.dirname),
      environment: { TUTTI_ENCRYPTION_KEY: key },
    });
    const { id } = await engine.start({ flow: flow!, inputs: { token: 'open sesame' } });
    const ended = await engine.ended(id);

    expect(ended.state.current).toBe('SUCCESS');
    expect(ended.inputs?.['token']).toEqual({ type: encryptedType, value: expect.any(String) });
    expect(JSON.stringify(ended)).not.toContain('open sesame');
    const { entries } = await backend.logs({ executionId: id });
    expect(entries.map(({ message }) => message)).toContain('token ******, 11 letters');
    const [show] = ended.taskRunList;
    expect(await engine.evaluate(id, show!.id, '{{ inputs.token }}')).toBe('******');
    await engine.close();
    await backend.close();
  });

  it('given an encrypted output, then tasks read it in clear, and `eval` shows it as it is stored (flow-language §7.19)', async () => {
    const { run, engine } = await engineWorld({ environment: { TUTTI_ENCRYPTION_KEY: key } });
    const value = encryptionFrom({ TUTTI_ENCRYPTION_KEY: key })!.encrypt('open sesame');
    const sealed = { type: encryptedType, value };
    const ended = await run(`tasks:
  - id: folder
    type: io.kestra.plugin.core.flow.WorkingDirectory
    tasks:
      - { id: give, type: test.Seal, encrypted: '${value}' }
      - { id: length, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.give.value | length }}" }`);
    expect(ended.taskRunList[1]!.outputs).toEqual({ value: sealed });
    expect(ended.taskRunList[2]!.outputs).toEqual({ value: '11' });
    const shown = await engine.evaluate(ended.id, ended.taskRunList[2]!.id, '{{ outputs.give.value }}');
    expect(JSON.parse(shown)).toEqual(sealed);
  });
});

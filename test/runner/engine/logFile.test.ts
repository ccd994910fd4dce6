import { describe, expect, it } from 'vitest';
import { parseStorageUri } from '../../../runner/backend/storageUri.ts';
import { logsWithFiles } from '../../../runner/engine/fileLogs.ts';
import { engineWorld } from '../../support/engine.ts';
import { flowWith, schedulerWorld } from '../../support/scheduler.ts';

describe('logToFile of a task (flow-language §1.3)', () => {
  it('given a task that logs one line, then its attempt names a file of that line, and the table has none', async () => {
    const { run, backend, messages } = await engineWorld();
    const ended = await run(`tasks:
  - { id: hello, type: io.kestra.plugin.core.log.Log, message: Hello World!, logToFile: true }`);
    expect(ended.state.current).toBe('SUCCESS');
    const [attempt, ...others] = ended.taskRunList[0]!.attempts!;
    expect(others).toEqual([]);
    const content = Buffer.from(await backend.files.get(parseStorageUri(attempt!.logFile!))).toString();
    expect(content).toMatch(/^\S+Z INFO Hello World!\n$/);
    expect(await messages(ended.id)).not.toContain('Hello World!');
  });

  it('given entries of several lines and levels, then they are read back as they were', async () => {
    const { run, backend } = await engineWorld();
    const { id } = await run(`tasks:
  - { id: first, type: io.kestra.plugin.core.log.Log, message: in the table }
  - id: second
    type: io.kestra.plugin.core.log.Log
    level: WARN
    message: "one\\n2025-01-01T00:00:00Z ERROR two\\n\\ttabbed\\n"
    logToFile: true`);
    const read = async (query = {}) =>
      (await logsWithFiles(backend, { executionId: id, ofTaskRuns: true, ...query })).map(
        ({ taskId, attemptNumber, level, message }) => [taskId, attemptNumber, level, message],
      );
    const warning = ['second', 0, 'WARN', 'one\n2025-01-01T00:00:00Z ERROR two\n\ttabbed\n'];
    expect(await read()).toEqual([['first', 0, 'INFO', 'in the table'], warning]);
    expect(await read({ minLevel: 'WARN' })).toEqual([warning]);
    expect(await read({ taskId: 'first' })).toHaveLength(1);
    expect(await read({ attemptNumber: 1 })).toEqual([]);
  });

  it('given a retry, then each attempt has its own file, with secrets masked', async () => {
    const { run, backend } = await engineWorld({
      environment: { SECRET_TOKEN: Buffer.from('hidden-token').toString('base64') },
    });
    const ended = await run(`tasks:
  - id: a
    type: test.Throw
    message: "it broke with {{ secret('TOKEN') }}"
    logToFile: true
    retry: { type: constant, interval: PT0.01S, maxAttempts: 2 }`);
    const uris = ended.taskRunList[0]!.attempts!.map(({ logFile }) => logFile!);
    expect(new Set(uris).size).toBe(2);
    for (const uri of uris) {
      const content = Buffer.from(await backend.files.get(parseStorageUri(uri))).toString();
      expect(content).toContain('ERROR it broke with ******');
    }
  });

  it('given `logLevel`, then less is not written, and a task that logs nothing has no file', async () => {
    const { run } = await engineWorld();
    const ended = await run(`tasks:
  - { id: a, type: io.kestra.plugin.core.log.Log, message: hello, logToFile: true, logLevel: ERROR }`);
    expect(ended.taskRunList[0]!.attempts![0]!.logFile).toBeUndefined();
  });

  it('given many lines, then all are there in order', async () => {
    const { run, backend } = await engineWorld();
    const { id } = await run('tasks: [{ id: a, type: test.Lines, count: 5000, logToFile: true }]');
    const found = await logsWithFiles(backend, { executionId: id, taskId: 'a' });
    expect(found.map(({ message }) => message)).toEqual(Array.from({ length: 5000 }, (_, i) => `line ${i}`));
  });
});

describe('logToFile of a trigger (flow-language §1.3)', () => {
  const polling = (more: string) => flowWith(`- { id: poll, type: test.Poll, logToFile: true${more} }`);

  it('given an evaluation that makes an execution, then the execution names the file of what was logged', async () => {
    const { sync, until, executions, backend, logged } = await schedulerWorld();
    await sync(polling(', gives: something'));
    await until('2025-06-10T08:00:30Z');
    const [execution] = await executions();
    expect(execution!.trigger!.logFile).toContain(`/executions/${execution!.id}/trigger/poll/`);
    const entries = await logsWithFiles(backend, { executionId: execution!.id });
    expect(entries.filter(({ triggerId }) => triggerId).map(({ message }) => message)).toEqual(['polled']);
    expect(logged).toEqual([]);
  });

  it('given one that makes none, then what it logged is in the log', async () => {
    const { sync, until, executions, logged } = await schedulerWorld();
    await sync(polling(''));
    await until('2025-06-10T08:00:30Z');
    expect(await executions()).toEqual([]);
    expect(logged).toEqual(['INFO polled']);
  });
});

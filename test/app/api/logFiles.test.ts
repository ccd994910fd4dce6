import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, type Served, served } from './served.ts';

const flow = `
id: verbose
namespace: company.team
tasks:
  - { id: first, type: io.kestra.plugin.core.log.Log, message: in the table }
  - { id: second, type: io.kestra.plugin.core.log.Log, level: WARN, message: in a file, logToFile: true }
  - { id: third, type: io.kestra.plugin.core.log.Log, message: in the table again }
`;

interface Entry {
  taskId?: string;
  message: string;
}

describe('the log of an execution with tasks that log to files (surfaces §14.3)', () => {
  let server: Served;
  let id: string;
  beforeAll(async () => {
    server = await served({ 'flows/verbose.yaml': flow });
    ({ id } = await server.json<{ id: string }>('/executions/company.team/verbose?wait=true', {
      method: 'POST',
    }));
  });
  afterAll(() => server.close());

  const messages = (entries: Entry[]) =>
    entries.filter(({ taskId }) => taskId !== undefined).map(({ message }) => message);

  it('lists what is in files at its time', async () => {
    expect(messages(await server.json<Entry[]>(`/logs/${id}`))).toEqual([
      'in the table',
      'in a file',
      'in the table again',
    ]);
    expect(messages(await server.json<Entry[]>(`/logs/${id}?minLevel=WARN`))).toEqual(['in a file']);
    expect(messages(await server.json<Entry[]>(`/logs/${id}?taskId=first`))).toEqual(['in the table']);
  });

  it('ends a download and a stream with it', async () => {
    const text = await (await server.ask(`/logs/${id}/download`)).text();
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/ WARN \[second\] in a file$/);
    const events = await eventsOf(await server.ask(`/logs/${id}/follow`));
    expect(events.slice(-2).map(({ id: kind, data }) => [kind, (data as Entry).message])).toEqual([
      ['progress', 'in a file'],
      ['end', undefined],
    ]);
  });

  it('names the file at the attempt, and gives it', async () => {
    const { taskRunList } = await server.json<{ taskRunList: { attempts: { logFile?: string }[] }[] }>(
      `/executions/${id}`,
    );
    const { logFile } = taskRunList[1]!.attempts[0]!;
    const file = await server.ask(`/executions/${id}/file?path=${encodeURIComponent(logFile!)}`);
    expect(await file.text()).toMatch(/^\S+ WARN in a file\n$/);
  });
});

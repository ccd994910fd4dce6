import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, served } from './served.ts';

/** Writes what it is given into a file. */
const flow = `
id: writes
namespace: company.team
inputs:
  - { id: text, type: STRING }
  - { id: extension, type: STRING }
tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: "{{ inputs.text }}"
    extension: "{{ inputs.extension }}"
outputs:
  - { id: uri, type: STRING, value: "{{ outputs.write.uri }}" }
`;

let server: Served;
beforeAll(async () => {
  server = await served({ 'flows/writes.yaml': flow });
});
afterAll(() => server.close());

/** The preview of a file with this text. */
async function preview(extension: string, text: string, query = ''): Promise<Response> {
  const body = new FormData();
  body.append('text', text);
  body.append('extension', extension);
  const { id, outputs } = await server.json<{ id: string; outputs: { uri: string } }>(
    '/executions/company.team/writes?wait=true',
    { method: 'POST', body },
  );
  const path = encodeURIComponent(outputs.uri);
  return server.ask(`/executions/${id}/file/preview?path=${path}${query}`);
}

describe('the preview of a file', () => {
  it.each([
    ['.txt', 'one\ntwo\nthree\n', { type: 'TEXT', content: 'one\ntwo', truncated: true }],
    ['.md', '# One', { type: 'MARKDOWN', content: '# One', truncated: false }],
    ['.ion', '{a:1}\n{"b":"x"}\n', { type: 'LIST', content: [{ a: 1 }, { b: 'x' }], truncated: false }],
    ['.jsonl', '{"a":1}\n[2]\n3\n', { type: 'LIST', content: [{ a: 1 }, [2]], truncated: true }],
    [
      '.csv',
      'id,name\r\n1,"Ada, ""the"" first"\r\n2,"a\r\nb"\r\n3,c\r\n',
      {
        type: 'LIST',
        content: [
          { id: '1', name: 'Ada, "the" first' },
          { id: '2', name: 'a\r\nb' },
        ],
        truncated: true,
      },
    ],
    ['.csv', 'a,b\n1,\n', { type: 'LIST', content: [{ a: '1', b: '' }], truncated: false }],
    ['.svg', '<svg/>', { type: 'IMAGE', content: Buffer.from('<svg/>').toString('base64') }],
  ])('%s: %j', async (extension, text, shown) => {
    const answer = await preview(extension, text, '&maxRows=2');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ extension: extension.slice(1), ...shown });
  });

  it('reads the encoding that is asked for, and refuses others', async () => {
    expect(await (await preview('.txt', 'é', '&encoding=ISO-8859-1')).json()).toMatchObject({
      content: 'Ã©',
    });
    expect((await preview('.txt', 'x', '&encoding=Morse')).status).toBe(422);
    expect((await preview('.txt', 'x', '&maxRows=none')).status).toBe(400);
  });

  it('shows no file of another execution, and none that is not there', async () => {
    const { id } = await server.json<{ id: string }>('/executions/company.team/writes', {
      method: 'POST',
      body: (() => {
        const form = new FormData();
        form.append('text', 'x');
        form.append('extension', '.txt');
        return form;
      })(),
    });
    const ask = (path: string) => server.ask(`/executions/${id}/file/preview?path=${path}`);
    expect((await ask('kestra:///company/team/writes/executions/other/secret.txt')).status).toBe(422);
    expect((await ask(`kestra:///company/team/writes/executions/${id}/none.txt`)).status).toBe(404);
  });
});

import { expect, it } from 'vitest';
import { withoutTokens } from '../../../../app/copilot/guard/withheld.ts';
import { changed, hello, world } from './world.ts';

const token = `gh${'p_abcdefghijklmnopqrstuvwxyz0123456789'}`;

const source = `${hello}
  - id: call
    type: io.kestra.plugin.core.http.Request
    uri: https://example.com   # of Ada
    headers:
      X-Token: ${token}   # to be moved
    options: { auth: { type: BASIC, username: ada, password: hunter22 } }
`;

const wish = { prompt: 'Greet loudly', flow: { file: 'flows/hello.yaml', source } };

it('given a flow with credentials, then the model sees none, and a change elsewhere leaves them as they are', async () => {
  const { says, propose, server } = await world({ 'flows/hello.yaml': source });
  says(
    { looks: ['read_flow', 'validate_flow'], with: { namespace: 'company.team', id: 'hello', flow: source } },
    { flow: changed(withoutTokens(source), 'Hello {{', 'HELLO {{') },
  );
  const { files, secrets, undone } = await propose(wish);
  expect(files.map(({ after }) => after)).toEqual([changed(source, 'Hello {{', 'HELLO {{')]);
  expect([secrets, undone]).toEqual([[], []]);
  const told = server.bodies().map((body) => JSON.stringify(JSON.parse(body).messages.filter(isOurs)));
  expect(told.join('\n')).toMatch(/withheld [0-9a-f]{8}/);
  expect(told.join('\n')).not.toMatch(new RegExp(`${token}|hunter22`));
});

it('given a mark of a credential that stands in the wish alone, then it becomes a secret to create', async () => {
  const { says, propose } = await world();
  const flow = `id: call\nnamespace: company.team\ntasks:\n  - id: call\n    type: io.kestra.plugin.core.http.Request\n    uri: https://example.com\n    headers:\n      Authorization: Bearer ${withoutTokens(token)}\n`;
  says({ flow });
  const { files, secrets } = await propose({ prompt: `Call it with ${token}` });
  expect(secrets).toEqual([{ name: 'CALL_AUTHORIZATION', path: expect.any(String) }]);
  expect(files[0]!.after).toContain("Bearer {{ secret('CALL_AUTHORIZATION') }}");
});

/** Not what the model itself wrote. */
function isOurs({ role }: { role: string }): boolean {
  return role !== 'assistant';
}

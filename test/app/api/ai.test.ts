import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { modelKey, modelServer } from '../../support/modelServer.ts';
import { type Served, served } from './served.ts';

const existing = `# The daily greeting.
id: greet
namespace: company.team

tasks:
  - id: hello # says it
    type: io.kestra.plugin.core.log.Log
    message: Hello
`;

const withRetry = `id: greet
namespace: company.team
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: Hello
    retry: { type: constant, interval: PT1M, maxAttempts: 3 }
`;

afterEach(() => vi.unstubAllEnvs());

async function server(environment: Readonly<Record<string, string>> = {}): Promise<Served> {
  for (const name of ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY', 'MISTRAL_API_KEY'])
    vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const running = await served({ 'flows/greet.yaml': existing });
  onTestFinished(() => running.close());
  return running;
}

const generate = (body: unknown) => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

describe('Copilot for clients of Kestra (surfaces §4.3)', () => {
  it('given no model, then there are no providers, and a sentence says what to set', async () => {
    const { ask, json } = await server();
    expect(await json('/ai/providers')).toEqual([]);
    const answer = await ask('/ai/generate/flow', generate({ conversationId: 'c', userPrompt: 'a flow' }));
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { message: string }).message).toContain('set OPENAI_API_KEY');
  });

  it.each(['flowYaml', 'yaml'])(
    'given a flow in %s, then it is changed, and other lines stay',
    async (property) => {
      const { mock, environment } = await modelServer();
      mock.onMessage(/.*/s, { content: withRetry });
      const { ask, json } = await server(environment);
      expect(await json('/ai/providers')).toEqual([
        { id: 'custom', displayName: 'OpenAI-compatible server: test-model', isDefault: true },
      ]);
      const body = { conversationId: 'c', userPrompt: 'retry the greeting thrice', [property]: existing };
      const answer = await ask('/ai/generate/flow', generate(body));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('application/yaml');
      const text = await answer.text();
      for (const line of existing.split('\n')) expect(text.split('\n')).toContain(line);
      expect(text).toContain('maxAttempts: 3');
    },
  );

  it('given what was said before in a conversation, then the model is told', async () => {
    const { mock, environment, bodies } = await modelServer();
    mock.onMessage(/.*/s, { content: withRetry });
    const { ask } = await server(environment);
    const say = (userPrompt: string, conversationId = 'c') =>
      ask('/ai/generate/flow', generate({ conversationId, userPrompt, yaml: existing }));
    await say('retry it when the moon is full');
    await say('and more often');
    expect(bodies().at(-1)).toContain('when the moon is full');
    await say('and more often', 'another');
    expect(bodies().at(-1)).not.toContain('when the moon is full');
    expect(bodies().join()).not.toContain(modelKey);
  });

  it('given answers that stay wrong, then the client learns what is wrong', async () => {
    const { mock, environment } = await modelServer();
    mock.onMessage(/.*/s, { content: withRetry.replace('log.Log', 'log.Nothing') });
    const { ask } = await server(environment);
    const answer = await ask(
      '/ai/generate/flow',
      generate({ conversationId: 'c', userPrompt: 'retry', yaml: existing }),
    );
    expect(answer.status).toBe(422);
    expect(JSON.stringify(await answer.json())).toContain('log.Nothing');
    expect(mock.getRequests()).toHaveLength(3);
  });

  it('given a body that is none, or a provider that is not there, then it is refused', async () => {
    const { environment } = await modelServer();
    const { ask } = await server(environment);
    expect((await ask('/ai/generate/flow', generate({ userPrompt: 'x' }))).status).toBe(422);
    const body = { conversationId: 'c', userPrompt: 'x', providerId: 'gemini' };
    expect((await ask('/ai/generate/flow', generate(body))).status).toBe(422);
  });

  it('given a model that refuses the key, then the server says so without it', async () => {
    const { mock, environment } = await modelServer();
    mock.onMessage(/.*/s, { error: { message: `no ${modelKey}` }, status: 401 });
    const { ask } = await server(environment);
    const answer = await ask(
      '/ai/generate/flow',
      generate({ conversationId: 'c', userPrompt: 'x', namespace: 'a.b' }),
    );
    expect(answer.status).toBe(502);
    expect(await answer.text()).not.toContain(modelKey);
  });

  it('given a flow whose tests are wanted, then the answer is a suite that passes, whatever the model did to the flow', async () => {
    const { mock, environment } = await modelServer();
    const suite = `id: greet
namespace: company.team
flowId: greet
testCases:
  - id: ends
    type: io.kestra.core.tests.flow.UnitTest
    assertions: [{ value: "{{ execution.state }}", equalTo: SUCCESS }]
`;
    mock.onMessage(/.*/s, {
      toolCalls: [
        {
          name: 'propose_flow',
          arguments: JSON.stringify({ flow: withRetry, title: 'Test it', tests: suite }),
        },
      ],
    });
    const { ask } = await server(environment);
    const body = { conversationId: 'c', userPrompt: 'test the greeting', yaml: existing };
    const answer = await ask('/ai/generate/test', generate(body));
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('testCases:');
    expect(text).not.toContain('maxAttempts');
    expect((await ask('/ai/generate/test', generate({ conversationId: 'c', userPrompt: 'x' }))).status).toBe(
      422,
    );
  });
});

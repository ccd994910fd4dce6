import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CopilotError } from '../../../../app/copilot/errors.ts';
import { openModel } from '../../../../app/copilot/model/index.ts';
import type { ChatRequest, ModelSettings } from '../../../../app/copilot/types.ts';
import { modelKey, modelServer } from '../../../support/modelServer.ts';

const hello: ChatRequest = { messages: [{ role: 'user', content: 'hello' }] };

async function failureOf(settings: ModelSettings, request = hello): Promise<CopilotError> {
  const error = await openModel(settings)
    .chat(request)
    .then(
      () => new Error('It answered'),
      (one: unknown) => one,
    );
  expect(error).toBeInstanceOf(CopilotError);
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(modelKey);
  return error as CopilotError;
}

describe('a model that answers', () => {
  it('gives its text, with what it cost', async () => {
    const { mock, settings } = await modelServer();
    mock.onMessage('hello', { content: 'Hi!' });
    const answer = await openModel(settings).chat(hello);
    expect(answer).toMatchObject({ content: 'Hi!', toolCalls: [], finish: 'stop' });
    expect(answer.usage.input).toBeGreaterThan(0);
    expect(answer.usage.output).toBeGreaterThan(0);
  });

  it('gives its text in pieces to who wants them', async () => {
    const { mock, settings } = await modelServer();
    mock.onMessage('hello', { content: 'A longer answer, which comes in several pieces.' });
    const pieces: string[] = [];
    const answer = await openModel(settings).chat({ ...hello, onText: (piece) => pieces.push(piece) });
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(answer.content);
  });

  it('asks for tools, and reads what they gave', async () => {
    const { mock, settings } = await modelServer();
    mock.on({ hasToolResult: false }, { toolCalls: [{ name: 'look', arguments: '{"at":"x"}' }] });
    mock.on({ toolResultContains: 'found' }, { content: 'done' });
    const model = openModel(settings);
    const tools = [{ name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } }];
    const first = await model.chat({ ...hello, tools });
    expect(first).toMatchObject({ finish: 'tools', toolCalls: [{ name: 'look', arguments: '{"at":"x"}' }] });
    const second = await model.chat({
      tools,
      messages: [
        ...hello.messages,
        { role: 'assistant', content: first.content, toolCalls: first.toolCalls },
        { role: 'tool', toolCallId: first.toolCalls[0]!.id, content: 'found' },
      ],
    });
    expect(second.content).toBe('done');
  });

  it('is asked again where it takes no more requests for a moment', async () => {
    const { mock, settings } = await modelServer();
    mock.onMessage('hello', { content: 'Hi!' });
    mock.nextRequestError(429, { message: 'slow down' });
    expect((await openModel(settings).chat(hello)).content).toBe('Hi!');
    expect(mock.getRequests()).toHaveLength(2);
  });
});

describe('a model that gives no answer', () => {
  it.each([
    [401, 'unauthorized', 'refuses the key'],
    [404, 'unauthorized', 'knows no model test-model'],
    [400, 'unreachable', 'refuses the request'],
  ] as const)('status %i is %s', async (status, failure, words) => {
    const { mock, settings } = await modelServer();
    mock.onMessage('hello', { error: { message: `bad ${modelKey}` }, status });
    const error = await failureOf(settings);
    expect(error).toMatchObject({ failure, message: expect.stringContaining(words) });
  });

  it('that is not there, or is no model, is unreachable', async () => {
    const { settings } = await modelServer();
    const server = createServer((_, response) => void response.writeHead(200).end('<html>'));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect((await failureOf({ ...settings, baseUrl: `http://127.0.0.1:${port}/v1` })).failure).toBe(
      'unreachable',
    );
    server.closeAllConnections();
    expect((await failureOf({ ...settings, baseUrl: 'http://127.0.0.1:9/v1' })).message).toContain(
      'cannot be reached',
    );
  });

  it('that is silent times out', async () => {
    const { settings } = await modelServer();
    const server = createServer(() => undefined);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const error = await failureOf({ ...settings, timeout: 100, baseUrl: `http://127.0.0.1:${port}/v1` });
    expect(error.failure).toBe('timeout');
  });

  it('that breaks off its stream is unreachable', async () => {
    const { settings } = await modelServer();
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"id":"1","choices":[{"index":0,"delta":{"content":"id: "}}]}\n\n', () =>
        response.destroy(),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const broken = { ...settings, baseUrl: `http://127.0.0.1:${port}/v1` };
    expect((await failureOf(broken, { ...hello, onText: () => undefined })).failure).toBe('unreachable');
  });

  it('is not asked more than it may be', async () => {
    const { mock, settings } = await modelServer();
    const error = await failureOf(settings, { messages: [{ role: 'user', content: 'x'.repeat(1_100_000) }] });
    expect(error.failure).toBe('forbidden');
    expect(mock.getRequests()).toEqual([]);
  });

  it('whose question is taken back is left alone', async () => {
    const { settings } = await modelServer();
    const error = await failureOf(settings, { ...hello, signal: AbortSignal.abort() });
    expect(error.failure).toBe('aborted');
  });
});

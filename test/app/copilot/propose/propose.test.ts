import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changed, hello, world } from './world.ts';

const bye = `id: bye
namespace: company.team
tasks:
  - id: wave
    type: io.kestra.plugin.core.log.Log
    message: Bye
`;
const invalid = changed(bye, 'core.log.Log', 'core.log.Lgo');

describe('an answer that is right at once', () => {
  it('is proposed beside the flows of its namespace, and nothing is written', async () => {
    const { says, propose, files, steps } = await world({ 'company.team/flows/hello.yaml': hello });
    says({ flow: bye, title: 'Say bye', explanation: 'It waves.' });
    const before = files();
    const proposal = await propose({ prompt: 'say bye' });
    expect(proposal.files).toEqual([{ path: 'company.team/flows/bye.yaml', after: bye }]);
    expect(proposal).toMatchObject({
      title: 'Say bye',
      explanation: 'It waves.',
      rounds: 1,
      model: 'test-model',
      violations: [],
      secrets: [],
    });
    expect(proposal.usage.input).toBeGreaterThan(0);
    expect(files()).toEqual(before);
    expect(steps.map(({ kind }) => kind)).toEqual(['retrieved', 'asked', 'validated']);
  });

  it('changes of an existing flow only what means something else', async () => {
    const { says, propose } = await world();
    says({
      flow: 'id: hello\nnamespace: company.team\ninputs: [{id: name, type: STRING, defaults: world}]\ntasks: [{id: greet, type: io.kestra.plugin.core.log.Log, message: "Good day {{ inputs.name }}"}]',
    });
    const { files, changes } = await propose({
      prompt: 'greet formally',
      flow: { file: 'flows/hello.yaml', source: hello },
    });
    expect(files).toEqual([
      { path: 'flows/hello.yaml', before: hello, after: changed(hello, '"Hello', '"Good day') },
    ]);
    expect(changes).toEqual(['tasks[greet].message']);
  });

  it('undoes what the model changed beside what it meant to change', async () => {
    const { says, propose } = await world();
    const flow = changed(changed(hello, '"Hello', '"Good day'), '"world"', '"nobody"');
    says({ flow, changed: ['tasks[greet].message'] });
    const proposal = await propose({ prompt: 'x', flow: { file: 'flows/hello.yaml', source: hello } });
    expect(proposal.files[0]!.after).toBe(changed(hello, '"Hello', '"Good day'));
    expect(proposal.undone).toEqual(['inputs[name].defaults']);
  });

  it('keeps what was changed beside it where the flow needs that', async () => {
    const { says, propose } = await world();
    const flow = changed(changed(hello, 'inputs.name', 'inputs.who'), 'id: name ', 'id: who ');
    says({ flow, changed: ['tasks[greet].message'] });
    const proposal = await propose({ prompt: 'x', flow: { file: 'flows/hello.yaml', source: hello } });
    expect(proposal.files[0]!.after).toContain('inputs.who');
    expect(proposal.files[0]!.after).toContain('id: who');
    expect(proposal.undone).toEqual([]);
  });

  it('may come after look-ups, whose number is bounded', async () => {
    const { says, propose, server, steps } = await world();
    const many = { looks: Array.from({ length: 6 }, () => 'list_flows') };
    says(many, many, { flow: bye });
    const proposal = await propose({ prompt: 'say bye' });
    expect(proposal.rounds).toBe(1);
    expect(steps.filter(({ kind }) => kind === 'tool')).toHaveLength(8);
    const tools = server.mock.getRequests().map(({ body }) => toolNames(body));
    expect(tools[0]).toContain('list_flows');
    expect(tools[2]).toEqual(['propose_flow', 'decline']);
  });
});

describe('an answer that is not right', () => {
  it('is sent back with place, message and lines, and the repaired one is proposed', async () => {
    const { says, propose, server, steps } = await world();
    says({ flow: invalid }, { flow: bye });
    const proposal = await propose({ prompt: 'say bye' });
    expect(proposal.rounds).toBe(2);
    expect(proposal.files[0]!.after).toBe(bye);
    const told = lastMessage(server.mock.getRequests()[1]!.body);
    expect(told).toMatchObject({ role: 'tool' });
    expect(told.content).toContain('flows/bye.yaml:5:11');
    expect(told.content).toContain('Invalid type: io.kestra.plugin.core.log.Lgo');
    expect(told.content).toContain('^');
    expect(steps.filter(({ kind }) => kind === 'validated')).toMatchObject([
      { round: 1, violations: [{ severity: 'error' }] },
      { round: 2, violations: [] },
    ]);
  });

  it.each([
    [
      'reads what is not there',
      changed(bye, 'message: Bye', 'message: "{{ outputs.nothing.value }}"'),
      'nothing',
    ],
    ['cannot be read', changed(bye, 'tasks:', 'tasks: ['), 'flow yaml'],
    ['is named as another flow', changed(bye, 'id: bye', 'id: hello'), 'declared in flows/hello.yaml too'],
    ['has a label of the system', `${bye}labels:\n  system.readOnly: "true"\n`, 'one of the system'],
  ])('because it %s', async (_, flow, words) => {
    const { says, failure, files } = await world();
    const before = files();
    says({ flow }, { flow }, { flow });
    const error = await failure({ prompt: 'say bye' });
    expect(error.failure).toBe('invalid');
    expect(error.violations.map(({ message }) => message).join('\n')).toContain(words);
    expect(files()).toEqual(before);
  });

  it('ends after three answers with what is still wrong; nothing is written', async () => {
    const { says, failure, server, files } = await world();
    says({ flow: invalid }, { text: 'I am sorry.' }, { flow: invalid });
    const before = files();
    const error = await failure({ prompt: 'say bye' });
    expect(error).toMatchObject({ failure: 'invalid', message: expect.stringContaining('3 answers') });
    expect(error.violations).toMatchObject([
      { file: 'flows/bye.yaml', line: 5, message: expect.stringContaining('Invalid type') },
    ]);
    expect(server.mock.getRequests()).toHaveLength(3);
    expect(error.usage?.output).toBeGreaterThan(0);
    expect(files()).toEqual(before);
  });

  it('keeps what is worth knowing: of its own, and of flows that run the changed one', async () => {
    const caller = changed(
      bye,
      'type: io.kestra.plugin.core.log.Log\n    message: Bye',
      'type: io.kestra.plugin.core.flow.Subflow\n    namespace: company.team\n    flowId: hello\n    inputs:\n      name: Ada\n      age: 7',
    );
    const { says, propose } = await world({ 'flows/hello.yaml': hello, 'flows/bye.yaml': caller });
    const inputs = hello.slice(hello.indexOf('inputs:'), hello.indexOf('tasks:'));
    const flow = changed(changed(hello, inputs, ''), '{{ inputs.name }}', 'you');
    says({ flow });
    const proposal = await propose({ prompt: 'x', flow: { file: 'flows/hello.yaml', source: hello } });
    // That `age` is no input of it was so before.
    expect(proposal.violations).toMatchObject([
      { file: 'flows/bye.yaml', severity: 'warning', message: expect.stringContaining('name') },
    ]);
  });
});

describe('other flows', () => {
  it('that are not valid, or run the new flow before it is there, keep nothing from being proposed', async () => {
    const caller = changed(
      bye,
      'type: io.kestra.plugin.core.log.Log\n    message: Bye',
      'type: io.kestra.plugin.core.flow.Subflow\n    namespace: company.team\n    flowId: later\n  - id: x\n    type: nothing',
    );
    const { says, propose } = await world({
      'flows/hello.yaml': hello,
      'flows/bye.yaml': caller,
      'flows/broken.yaml': 'id: [',
    });
    says({ flow: changed(bye, 'id: bye', 'id: later') });
    expect(await propose({ prompt: 'x' })).toMatchObject({ rounds: 1, violations: [] });
  });
});

describe('no proposal', () => {
  it.each([
    ['unsupported', 'refused'],
    ['unclear', 'refused'],
    ['already', 'unchanged'],
  ])('where the model declines: %s', async (reason, failure) => {
    const { says, failure: fail } = await world();
    says({ decline: { reason, message: 'I cannot\n\u001b[31mdo that' } });
    expect(await fail({ prompt: 'make coffee' })).toMatchObject({ failure, message: 'I cannot do that' });
  });

  it('where nothing would change', async () => {
    const { says, failure } = await world();
    says({ flow: `${hello}\n# a remark\n` });
    const error = await failure({ prompt: 'x', flow: { file: 'flows/hello.yaml', source: hello } });
    expect(error.failure).toBe('unchanged');
  });

  it('where it is not known in which namespace: the model is not asked', async () => {
    const { failure, server } = await world({});
    expect(await failure({ prompt: 'x' })).toMatchObject({
      failure: 'refused',
      message: expect.stringContaining('in which namespace'),
    });
    expect(server.mock.getRequests()).toEqual([]);
  });

  it('where the model takes no more requests', async () => {
    const { server, failure } = await world();
    server.mock.on({ endpoint: 'chat' }, { error: { message: 'slow down' }, status: 429 });
    expect((await failure({ prompt: 'x' })).failure).toBe('rateLimited');
  });

  it('where the model is silent, or breaks off', async () => {
    const { failure } = await world();
    let isBroken = false;
    const server = createServer((_, response) => {
      if (!isBroken) return;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":"1","choices":[{"mess', () => response.destroy());
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    expect((await failure({ prompt: 'x' }, { baseUrl, timeout: 100 })).failure).toBe('timeout');
    isBroken = true;
    expect((await failure({ prompt: 'x' }, { baseUrl })).failure).toBe('unreachable');
  });

  it('where the person takes the wish back, before and while it is worked on', async () => {
    const { says, failure, server } = await world();
    says({ looks: ['list_flows'] }, { flow: bye });
    expect((await failure({ prompt: 'x', signal: AbortSignal.abort() })).failure).toBe('aborted');
    expect(server.mock.getRequests()).toEqual([]);
    const controller = new AbortController();
    const error = await failure({
      prompt: 'x',
      signal: controller.signal,
      progress: ({ kind }) => kind === 'tool' && controller.abort(),
    });
    expect(error.failure).toBe('aborted');
    expect(server.mock.getRequests()).toHaveLength(1);
  });
});

type Body = {
  messages?: { role: string; content?: unknown }[];
  tools?: { function: { name: string } }[];
} | null;

function toolNames(body: unknown): string[] {
  return ((body as Body)?.tools ?? []).map((tool) => tool.function.name);
}

function lastMessage(body: unknown): { role: string; content: string } {
  return (body as Body)!.messages!.at(-1) as { role: string; content: string };
}

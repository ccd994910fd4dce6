import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { type PreviewRequest, preview } from '../../../runner/preview/index.ts';
import { openWorkingDirectory } from '../../../runner/repository/index.ts';
import { engineWorld } from '../../support/engine.ts';

async function previewed(source: string, more: Partial<PreviewRequest> = {}) {
  const world = await engineWorld();
  const flow = await world.flow(source);
  const run = await preview({
    flow,
    registry: pluginRegistry(),
    repository: openWorkingDirectory(world.home),
    ...more,
  });
  return { run, of: (id: string) => run.tasks.find(({ taskId }) => taskId === id) };
}

/** A server that counts what reaches it. */
async function counted(): Promise<{ url: string; count(): number }> {
  let count = 0;
  const server = createServer((_, response) => {
    count++;
    response.end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, count: () => count };
}

test('what computes runs for real; what reaches outside is stubbed with outputs as its type describes them', async () => {
  const server = await counted();
  const { run, of } = await previewed(`
tasks:
  - { id: get, type: io.kestra.plugin.core.http.Request, uri: "${server.url}" }
  - { id: say, type: io.kestra.plugin.core.debug.Return, format: "code {{ outputs.get.code }}" }
outputs:
  - { id: said, type: STRING, value: "{{ outputs.say.value }}" }
`);
  expect(run.error).toBeUndefined();
  expect(of('get')).toMatchObject({ how: 'stubbed', state: 'SUCCESS', inputs: { uri: server.url } });
  expect(of('say')).toMatchObject({ how: 'ran', outputs: { value: 'code 1' }, inputs: { format: 'code 1' } });
  expect(run).toMatchObject({ state: 'SUCCESS', outputs: { said: 'code 1' } });
  expect(server.count()).toBe(0);
});

test('given recorded executions, a stubbed task gives what it last gave, masked', async () => {
  const world = await engineWorld();
  const source = `
tasks:
  - { id: write, type: io.kestra.plugin.core.storage.Write, content: text }
  - { id: say, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.write.uri }}" }
`;
  const { taskRunList } = await world.run(source);
  const uri = String(taskRunList[0]?.outputs?.['uri']);
  const recorded = { backend: world.backend, mask: (text: string) => text.replaceAll('.txt', '.***') };
  const { of } = await previewed(source, { recorded });
  expect(of('write')).toMatchObject({ how: 'stubbed' });
  expect(of('say')?.outputs?.['value']).toBe(uri.replaceAll('.txt', '.***'));
});

test('scripts never run', async () => {
  const { of } = await previewed(`
tasks:
  - id: script
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    commands: ['exit 3']
`);
  expect(of('script')).toMatchObject({ how: 'stubbed', state: 'SUCCESS', inputs: { commands: ['exit 3'] } });
});

test('a subflow is stubbed, whether it is there or not', async () => {
  const { run, of } = await previewed(`
tasks:
  - { id: child, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: nowhere, wait: true }
  - { id: after, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.child.state }}" }
`);
  expect(run.error).toBeUndefined();
  expect(of('child')).toMatchObject({ how: 'stubbed', state: 'SUCCESS' });
  expect(of('after')?.outputs).toEqual({ value: 'SUCCESS' });
});

test('expressions reach neither secrets, nor KV entries, nor the network', async () => {
  const server = await counted();
  const { of } = await previewed(`
tasks:
  - { id: secret, type: io.kestra.plugin.core.debug.Return, format: "{{ secret('TOKEN') }}" }
  - { id: kv, type: io.kestra.plugin.core.debug.Return, format: "{{ kv('day') }}" }
  - { id: http, type: io.kestra.plugin.core.debug.Return, format: "{{ render('{{ http(\\"${server.url}\\") }}') }}" }
`);
  expect(of('secret')?.outputs?.['value']).toBe('(secret)');
  expect(of('kv')?.outputs).toEqual({ value: 'sample' });
  expect(of('http')).toMatchObject({ state: 'SUCCESS' });
  expect(server.count()).toBe(0);
});

test('inputs without defaults and what triggers give are samples; loops and conditions run for real', async () => {
  const { run, of } = await previewed(`
inputs:
  - { id: count, type: INT }
  - { id: file, type: FILE }
  - { id: kind, type: SELECT, values: [big, small] }
triggers:
  - { id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 3 * * *" }
tasks:
  - { id: all, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.count }} {{ inputs.kind }} {{ trigger.date }}" }
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [a, b]
    tasks:
      - { id: item, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.value }}" }
  - { id: not, type: io.kestra.plugin.core.debug.Return, format: x, runIf: "{{ false }}" }
`);
  expect(run.error).toBeUndefined();
  expect(of('all')?.outputs?.['value']).toBe('1 big 2024-01-02T03:04:05Z');
  expect(run.tasks.filter(({ taskId }) => taskId === 'item').map(({ value }) => value)).toEqual(['a', 'b']);
  expect(of('not')).toMatchObject({ how: 'skipped', state: 'SKIPPED' });
});

test('a pause is resumed, and what takes too long is ended', async () => {
  const paused = await previewed(`
tasks:
  - { id: pause, type: io.kestra.plugin.core.flow.Pause }
  - { id: after, type: io.kestra.plugin.core.debug.Return, format: x }
`);
  expect(paused.run.state).toBe('SUCCESS');
  const endless = await previewed(
    `
tasks:
  - id: loop
    type: io.kestra.plugin.core.flow.LoopUntil
    condition: "{{ false }}"
    checkFrequency: { interval: PT1H }
    tasks: [{ id: item, type: io.kestra.plugin.core.debug.Return, format: x }]
`,
    { timeout: 300 },
  );
  expect(endless.run).toMatchObject({ state: 'KILLED', error: 'It was ended after 0.3 s' });
});

test('a flow that fails says why', async () => {
  const { run } = await previewed(
    'tasks: [{ id: f, type: io.kestra.plugin.core.execution.Fail, errorMessage: no luck }]',
  );
  expect(run).toMatchObject({ state: 'FAILED', error: expect.stringContaining('no luck') });
});

test('given an expression that cannot be rendered, then the task fails at once, and the preview says why', async () => {
  const { run, of } = await previewed(
    'tasks: [{ id: a, type: io.kestra.plugin.core.log.Log, message: "{{ outputs.nobody.value }}" }]',
  );
  expect(run.state).toBe('FAILED');
  expect(of('a')).toMatchObject({ state: 'FAILED' });
  expect(run.error).toContain('nobody');
  expect(run.duration).toBeLessThan(5_000);
});

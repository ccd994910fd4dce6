import { describe, expect, it } from 'vitest';
import { engineWorld, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

describe('an execution', () => {
  it('given a flow of one task, then it runs, and everything of it is stored', async () => {
    const { run, backend, messages } = await engineWorld({ state: 'disk' });
    const ended = await run(`tasks:
  - { id: hello, type: io.kestra.plugin.core.debug.Return, format: "Hello {{ flow.id }}" }`);
    expect(states(ended)).toEqual(['hello SUCCESS']);
    expect(ended.taskRunList[0]!.outputs).toEqual({ value: 'Hello flow' });
    expect(ended.taskRunList[0]!.attempts).toHaveLength(1);
    const { taskRunList, ...record } = ended;
    expect(await backend.execution(ended.id)).toEqual(record);
    expect(await backend.taskRuns(ended.id)).toEqual(taskRunList);
    expect(await backend.pending(ended.id)).toEqual({ queue: [], timers: [] });
    expect((await messages(ended.id))[0]).toBe('Flow started');
  });

  it('gives its end to those who ask before and after it', async () => {
    const { engine, start } = await engineWorld();
    const { id } = await start(`tasks: [${task('a')}]`);
    const [first, second] = await Promise.all([engine.ended(id), engine.ended(id)]);
    expect(second).toEqual(first);
    expect(await engine.ended(id)).toEqual(first);
    await expect(engine.ended('none')).rejects.toThrow('No execution found for execution id none');
  });

  it('given inputs, then they are resolved and read by its tasks', async () => {
    const { run } = await engineWorld();
    const ended = await run(
      `inputs: [{ id: n, type: INT }, { id: name, type: STRING, defaults: Ada }]
tasks: [{ id: a, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.name }} {{ inputs.n + 1 }}" }]`,
      { inputs: { n: '41' } },
    );
    expect(ended.inputs).toEqual({ n: 41, name: 'Ada' });
    expect(ended.taskRunList[0]!.outputs).toEqual({ value: 'Ada 42' });
  });

  it('given inputs that are refused, then nothing is made', async () => {
    const { start, backend, engine } = await engineWorld();
    const refused = start(`inputs: [{ id: n, type: INT }]\ntasks: [${task('a')}]`, { inputs: { n: 'many' } });
    await expect(refused).rejects.toMatchObject({
      name: 'InputsError',
      message: expect.stringContaining('n'),
    });
    expect(await backend.countExecutions({})).toBe(0);
    await engine.idle();
  });

  it('given a disabled flow, then it is refused', async () => {
    const { start, backend } = await engineWorld();
    await expect(start(`disabled: true\ntasks: [${task('a')}]`)).rejects.toMatchObject({
      name: 'FlowRefused',
      message: 'Cannot execute a flow which is disabled',
    });
    expect(await backend.countExecutions({})).toBe(0);
  });

  it('has the labels of its flow, then the given ones, then the id it is correlated by (§5.5)', async () => {
    const { start, engine } = await engineWorld();
    const rest = `labels: { team: blue, kind: flow }\ntasks: [${task('a')}]`;
    const one = await start(rest, {
      labels: [
        { key: 'kind', value: 'given' },
        { key: 'kind', value: 'last' },
      ],
    });
    expect(one.labels).toEqual([
      { key: 'team', value: 'blue' },
      { key: 'kind', value: 'last' },
      { key: 'system.correlationId', value: one.id },
    ]);
    const other = await start(rest, { labels: [{ key: 'system.correlationId', value: 'given' }] });
    expect(other.labels).toContainEqual({ key: 'system.correlationId', value: 'given' });
    await engine.idle();
  });

  it('given outputs of the flow, then they are rendered and converted at its end (§3.4)', async () => {
    const { run } = await engineWorld();
    const ended = await run(`tasks: [{ id: a, type: io.kestra.plugin.core.debug.Return, format: "7" }]
outputs: [{ id: total, type: INT, value: "{{ outputs.a.value }}" }]
afterExecution: [{ id: z, type: io.kestra.plugin.core.debug.Return, format: "{{ execution.state }} {{ execution.outputs.total }}" }]`);
    expect(ended.outputs).toEqual({ total: 7 });
    expect(ended.taskRunList[1]!.outputs).toEqual({ value: 'SUCCESS 7' });
  });

  it.each([
    ['be rendered', '{{ missing.value }}', 'missing'],
    ['be converted', 'many', 'Invalid output for `total`'],
  ])('given an output that cannot %s, then it fails and says why', async (_what, value, message) => {
    const { run, messages } = await engineWorld();
    const ended = await run(`tasks: [${task('a')}]\noutputs: [{ id: total, type: INT, value: "${value}" }]`);
    expect(ended.state.current).toBe('FAILED');
    expect(ended.outputs).toBeUndefined();
    const [error] = await messages(ended.id, 'ERROR');
    expect(error).toMatch(/^Failed to render output values: /);
    expect(error).toContain(message);
  });

  it('given a condition that needs kv(), then it is rendered outside the machine', async () => {
    const { run } = await engineWorld();
    const ended = await run(`tasks:
  - { id: set, type: io.kestra.plugin.core.kv.Set, key: flag, value: "on" }
  - id: if
    type: io.kestra.plugin.core.flow.If
    condition: "{{ kv('flag') == 'on' }}"
    then: [${task('yes', `runIf: "{{ kv('flag') == 'off' }}"`)}]
    else: [${task('no')}]`);
    expect(states(ended)).toEqual(['set SUCCESS', 'if SUCCESS', 'yes SKIPPED']);
  });

  it('given a condition whose key does not exist, then its task fails and says so', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run(`tasks:
  - { id: if, type: io.kestra.plugin.core.flow.If, condition: "{{ kv('none') }}", then: [${task('yes')}] }`);
    expect(states(ended)).toEqual(['if FAILED']);
    expect((await messages(ended.id, 'ERROR'))[0]).toContain('none');
  });

  it('given an expression that reads a namespace file, then it gets its content', async () => {
    const { run } = await engineWorld({ files: { 'tests/files/greeting.txt': 'Hello from a file' } });
    const ended = await run(`tasks:
  - { id: a, type: io.kestra.plugin.core.debug.Return, format: "{{ read('greeting.txt') }}" }
  - { id: b, type: test.Give, value: "{{ read('greeting.txt') }}" }`);
    expect(ended.taskRunList.map(({ outputs }) => outputs?.['value'])).toEqual([
      'Hello from a file',
      'Hello from a file',
    ]);
  });

  it('given a required property that renders to nothing, then its task fails and names it', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run(
      `variables: { nothing: "" }\ntasks: [{ id: a, type: io.kestra.plugin.core.flow.Sleep, duration: "{{ vars.nothing }}" }]`,
    );
    expect(states(ended)).toEqual(['a FAILED']);
    expect((await messages(ended.id, 'ERROR'))[0]).toContain('`duration`');
  });

  it('given outputs that no record can hold, then only their task fails', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run('tasks: [{ id: a, type: test.Circular }]');
    expect(states(ended)).toEqual(['a FAILED']);
    expect((await messages(ended.id, 'ERROR'))[0]).toContain('contains itself');
    expect((await run(`tasks: [${task('a')}]`)).state.current).toBe('SUCCESS');
  });

  it('given many at once, then each ends, and the engine is idle after the last one', async () => {
    const { start, engine, backend } = await engineWorld({ state: 'disk' });
    await engine.idle();
    await Promise.all(
      Array.from({ length: 50 }, () =>
        start(
          `tasks: [{ id: each, type: io.kestra.plugin.core.flow.ForEach, values: [a, b], tasks: [${task('x')}] }]`,
        ),
      ),
    );
    await engine.idle();
    expect(await backend.countExecutions({ states: ['SUCCESS'] })).toBe(50);
  });

  it('given listeners, then they are told every change after it is durable', async () => {
    const { run, engine, backend } = await engineWorld();
    const seen: string[] = [];
    const logged: string[] = [];
    const durable: Promise<boolean>[] = [];
    const remove = engine.listen({
      changed(execution, taskRuns) {
        seen.push(execution.state.current, ...taskRuns.map(({ state }) => state.current));
        durable.push(backend.execution(execution.id).then((stored) => stored !== undefined));
      },
      logged: (entries) => void logged.push(...entries.map(({ message }) => message)),
    });
    await run(`tasks: [${task('a')}]`);
    expect(seen).toContain('SUCCESS');
    expect(logged).toContain('hello');
    expect(await Promise.all(durable)).not.toContain(false);
    remove();
    const before = seen.length;
    await run(`tasks: [${task('a')}]`);
    expect(seen).toHaveLength(before);
  });

  it('given a retry as a new execution, then the chain is RETRIED, RETRIED, FAILED (§7.4)', async () => {
    const { start, engine, backend } = await engineWorld();
    const first = await start(
      `retry: { type: constant, interval: PT0.05S, maxAttempts: 3, behavior: CREATE_NEW_EXECUTION }
inputs: [{ id: n, type: INT }]
tasks: [{ id: a, type: io.kestra.plugin.core.execution.Fail }]`,
      { inputs: { n: 1 }, labels: [{ key: 'a', value: 'b' }] },
    );
    await engine.idle();
    const chain = (await backend.executions({})).reverse();
    expect(chain.map(({ state }) => state.current)).toEqual(['RETRIED', 'RETRIED', 'FAILED']);
    expect(chain.map(({ parentId }) => parentId)).toEqual([undefined, chain[0]!.id, chain[1]!.id]);
    expect(chain.map(({ originalId }) => originalId)).toEqual([first.id, first.id, first.id]);
    expect(chain.map(({ metadata }) => metadata.attemptNumber)).toEqual([1, 2, 3]);
    expect(chain.map(({ inputs }) => inputs)).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
    expect(chain[1]!.labels).toContainEqual({ key: 'a', value: 'b' });
    expect(chain[1]!.labels).toContainEqual({ key: 'system.replay', value: 'true' });
  });
});

describe('a log', () => {
  it('given a message longer than an entry may be, then it is split between characters', async () => {
    const { run, backend } = await engineWorld();
    const long = 'ä€😀'.repeat(4_000);
    const ended = await run(`tasks: [{ id: a, type: io.kestra.plugin.core.log.Log, message: "${long}" }]`);
    const { entries } = await backend.logs({ executionId: ended.id, taskId: 'a', minLevel: 'INFO' });
    expect(entries.length).toBeGreaterThan(1);
    for (const { message } of entries) expect(Buffer.byteLength(message)).toBeLessThanOrEqual(15 * 1024);
    expect(entries.map(({ message }) => message).join('')).toBe(long);
  });

  it.each([1, 500])(
    'given twenty thousand lines in batches of %i, then each is there, in order',
    async (batch) => {
      const { run, backend } = await engineWorld({ state: 'disk' });
      const ended = await run(`tasks: [{ id: a, type: test.Lines, count: 20000, batch: ${batch} }]`);
      const { entries } = await backend.logs({
        executionId: ended.id,
        taskId: 'a',
        minLevel: 'INFO',
        limit: 30_000,
      });
      expect(entries.map(({ message }) => message)).toEqual(
        Array.from({ length: 20_000 }, (_, i) => `line ${i}`),
      );
    },
  );

  it('given logLevel of a task, then what is below it is not kept', async () => {
    const { run, backend } = await engineWorld();
    const ended = await run(
      `tasks: [{ id: a, type: io.kestra.plugin.core.log.Log, logLevel: WARN, message: dropped }, { id: b, type: io.kestra.plugin.core.log.Log, level: WARN, logLevel: WARN, message: kept }]`,
    );
    const { entries } = await backend.logs({ executionId: ended.id, minLevel: 'TRACE' });
    const messages = entries.filter(({ taskId }) => taskId).map(({ message }) => message);
    expect(messages).toEqual(['kept']);
  });
});

describe('a secret (flow-language §4.9, §4.13)', () => {
  const text = 'top-secret-value';
  const environment = {
    SECRET_ENCODED: Buffer.from(`${text}\n`).toString('base64'),
    TUTTI_SECRET_PLAIN: 'another-secret',
    TUTTI_SECRET_KEY: '-----BEGIN KEY-----\nline-one-of-the-key\nline-two-of-the-key\n-----END KEY-----',
  };

  it('is found in base64 and plain, and masked in logs, its base64 form too', async () => {
    const { run, messages, engine } = await engineWorld({ environment });
    const ended = await run(`tasks:
  - { id: a, type: io.kestra.plugin.core.log.Log, message: "<{{ secret('encoded') }}> <{{ secret('PLAIN') }}>" }
  - { id: b, type: io.kestra.plugin.core.log.Log, message: "<${text}> <{{ secret('ENCODED') | base64encode }}>" }
  - { id: c, type: io.kestra.plugin.core.debug.Return, format: "{{ secret('ENCODED') | length }}" }`);
    const all = (await messages(ended.id)).filter((message) => message.startsWith('<'));
    expect(all).toEqual(['<******> <******>', '<******> <******>']);
    expect(ended.taskRunList[2]!.outputs).toEqual({ value: String(text.length) });
    expect(engine.mask(`a ${text} b`)).toBe('a ****** b');
  });

  it('of several lines is masked line by line', async () => {
    const { run, messages } = await engineWorld({ environment });
    const ended = await run(`tasks:
  - { id: a, type: io.kestra.plugin.core.log.Log, message: "{{ secret('KEY') }}" }
  - { id: b, type: io.kestra.plugin.core.log.Log, message: "got line-two-of-the-key" }`);
    const all = (await messages(ended.id)).join('\n');
    expect(all).not.toContain('line-one');
    expect(all).toContain('got ******');
  });

  it('is masked where a thread or a process writes it, and in what the machine itself says', async () => {
    const { run, messages } = await engineWorld({ environment });
    const ended = await run(`tasks:
  - { id: a, type: test.Throw, message: "wrong {{ secret('PLAIN') }}", allowFailure: true }
  - { id: b, type: io.kestra.plugin.scripts.shell.Commands, taskRunner: { type: io.kestra.plugin.core.runner.Process }, commands: ["echo said {{ secret('PLAIN') }}"] }
  - { id: c, type: io.kestra.plugin.core.flow.ForEach, values: "no {{ secret('PLAIN') }} list", tasks: [${task('x')}] }`);
    const all = (await messages(ended.id)).join('\n');
    expect(all).not.toContain('another-secret');
    expect(all).toContain('wrong ******');
    expect(all).toContain('said ******');
    expect(all).toContain('no ****** list');
  });

  it('that does not exist fails its task', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run(
      `tasks: [{ id: a, type: io.kestra.plugin.core.log.Log, message: "{{ secret('NONE') }}" }]`,
    );
    expect(states(ended)).toEqual(['a FAILED']);
    expect((await messages(ended.id, 'ERROR'))[0]).toContain("Cannot find secret for key 'NONE'.");
  });
});

import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EngineWorldOptions, engineWorld as openWorld, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

describe.each(['threads', 'processes'] as const)(
  'a task in %s of a pool (architecture, decision 6)',
  (isolation) => {
    const engineWorld = (options: EngineWorldOptions = {}) => openWorld({ ...options, isolation });

    it('given an error, then it fails, the message is an ERROR, the stack is below it, kept outputs stay', async () => {
      const { run, backend } = await engineWorld();
      const ended = await run('tasks: [{ id: a, type: test.Throw, message: it broke, kept: so far }]');
      expect(states(ended)).toEqual(['a FAILED']);
      expect(ended.taskRunList[0]!.outputs).toEqual({ kept: 'so far' });
      const { entries } = await backend.logs({ executionId: ended.id, taskId: 'a' });
      expect(entries[0]).toMatchObject({ level: 'ERROR', message: 'it broke', attemptNumber: 0 });
      expect(entries[1]).toMatchObject({ level: 'TRACE', message: expect.stringContaining('at ') });
    });

    it('given a spin for ever and a timeout, then it fails at it, and the thread is ended (§7.5)', async () => {
      const { run, messages } = await engineWorld({ threads: 1 });
      const ended = await run(
        `tasks: [{ id: a, type: test.Spin, timeout: PT0.2S, allowFailure: true }, { id: b, type: test.Give, value: 1 }]`,
      );
      expect(states(ended)).toEqual(['a WARNING', 'b SUCCESS']);
      expect(ended.taskRunList[0]!.attempts!.map(({ state }) => state.current)).toEqual(['FAILED']);
      expect(await messages(ended.id, 'ERROR')).toEqual(['Timeout after 00:00:00.200']);
      const directory = (await messages(ended.id, 'INFO')).find((message) => isAbsolute(message));
      expect(directory).toBeDefined();
      expect(existsSync(directory!)).toBe(false);
    });

    it('given a spin for ever and a kill, then it is KILLED, and the pool lives on', async () => {
      const { start, engine, reached, run } = await engineWorld({ threads: 1 });
      const { id } = await start('tasks: [{ id: a, type: test.Spin }]');
      await reached(id, 'a', 'RUNNING');
      await engine.kill(id);
      const ended = await engine.ended(id);
      expect(ended.state.current).toBe('KILLED');
      expect(states(ended)).toEqual(['a KILLED']);
      expect((await run('tasks: [{ id: b, type: test.Give, value: 1 }]')).state.current).toBe('SUCCESS');
    });

    it('given more memory than it may have, then it alone fails and the log says why', async () => {
      const { run, messages } = await engineWorld({ threads: 2 });
      const ended = await run(`tasks:
  - id: p
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - { id: hungry, type: test.Exhaust, allowFailure: true }
      - id: sibling
        type: io.kestra.plugin.core.flow.ForEach
        values: [1, 2, 3]
        tasks: [{ id: give, type: test.Give, value: "{{ taskrun.value }}" }]
  - { id: next, type: test.Give, value: 1 }`);
      expect(states(ended)).toEqual([
        'p WARNING',
        'hungry WARNING',
        'sibling SUCCESS',
        'give[1] SUCCESS',
        'give[2] SUCCESS',
        'give[3] SUCCESS',
        'next SUCCESS',
      ]);
      expect((await messages(ended.id, 'ERROR'))[0]).toMatch(/more memory than a worker may have \(\d+ MB\)/);
    }, 40_000);

    it('given an engine that is sealed, then expressions reach no server', async () => {
      const { run } = await engineWorld({ threads: 1, sealed: true });
      const ended = await run(
        `tasks: [{ id: a, type: test.Give, value: "{{ http('http://127.0.0.1:9/') }}" }]`,
      );
      expect(ended.taskRunList[0]!.outputs).toEqual({ value: {} });
    });

    it('given process.exit(), then it alone fails, and says so', async () => {
      const { run, messages } = await engineWorld({ threads: 1 });
      const ended = await run(
        'tasks: [{ id: a, type: test.Exit, allowFailure: true }, { id: b, type: test.Give, value: 1 }]',
      );
      expect(states(ended)).toEqual(['a WARNING', 'b SUCCESS']);
      expect((await messages(ended.id, 'ERROR'))[0]).toMatch(/ended|exit/i);
    });

    it('given a rejection that nobody looks at, then it alone fails', async () => {
      const { run, messages } = await engineWorld({ threads: 1 });
      const ended = await run(
        'tasks: [{ id: a, type: test.Reject, allowFailure: true }, { id: b, type: test.Give, value: 1 }]',
      );
      expect(states(ended)).toEqual(['a WARNING', 'b SUCCESS']);
      expect((await messages(ended.id, 'ERROR'))[0]).toContain('nobody looks');
    });

    it('gets the variables that its expressions read, by whatever way they read them', async () => {
      const { run } = await engineWorld();
      const ended =
        await run(`variables: { name: plain, template: "{{ flow.id }}/{{ inputs.n }}", path: { to: { it: deep } } }
inputs: [{ id: n, type: INT, defaults: 3 }]
labels: { team: blue }
tasks:
  - { id: first, type: io.kestra.plugin.core.debug.Return, format: one }
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [v]
    tasks:
      - { id: inner, type: io.kestra.plugin.core.debug.Return, format: "of {{ taskrun.value }}" }
      - id: give
        type: test.Give
        value: "{{ vars.name }} {{ render(vars.template) }} {{ vars.path.to.it }} {{ outputs.first.value }} {{ outputs.inner[taskrun.value].value }} {{ outputs['first']['value'] }} {{ labels.team }} {{ tasks.first.state }} {{ execution.id == trigger ?? 'none' }}"
  - { id: states, type: test.Give, value: "{{ tasksWithState('SUCCESS') | length }}" }
  - { id: many, type: test.Give, value: "{% for key in ['first'] %}{{ outputs[key].value }}{% endfor %}{% set all = outputs %}{{ all.first.value }}" }`);
      expect(ended.state.current).toBe('SUCCESS');
      const values = Object.fromEntries(
        ended.taskRunList.map(({ taskId, outputs }) => [taskId, outputs?.['value']]),
      );
      expect(values['give']).toMatch(/^plain flow\/3 deep one of v one blue SUCCESS /);
      expect(values['states']).toBeGreaterThanOrEqual(4);
      expect(values['many']).toBe('oneone');
    });

    it('given a working directory, then it is removed when the task ended', async () => {
      const { run } = await engineWorld();
      const ended = await run('tasks: [{ id: a, type: test.Directory }]');
      const path = ended.taskRunList[0]!.outputs!['path'] as string;
      expect(path).not.toBe('');
      expect(existsSync(path)).toBe(false);
    });

    it('given more tasks than threads, then the others wait, and all end', async () => {
      const { run } = await engineWorld({ threads: 2 });
      const ended = await run(
        `tasks: [{ id: each, type: io.kestra.plugin.core.flow.ForEach, concurrencyLimit: 0, values: [1, 2, 3, 4, 5, 6], tasks: [{ id: give, type: test.Give, value: "{{ taskrun.value }}" }] }]`,
      );
      expect(states(ended).slice(1)).toEqual([1, 2, 3, 4, 5, 6].map((value) => `give[${value}] SUCCESS`));
      expect(ended.taskRunList[6]!.outputs).toEqual({ value: '6' });
    });

    it('given a value that does not convert, then it fails before it runs and names the property', async () => {
      const { run, messages } = await engineWorld();
      const ended = await run(`tasks: [{ id: a, type: test.Give, least: "{{ 'many' }}" }, ${task('b')}]`);
      expect(states(ended)).toEqual(['a FAILED']);
      expect((await messages(ended.id, 'ERROR'))[0]).toBe(
        'Property `least`: expected a whole number, found `many`',
      );
    });
  },
);

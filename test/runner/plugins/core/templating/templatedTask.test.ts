import { expect, test } from 'vitest';
import TemplatedTask from '../../../../../runner/plugins/core/templating/TemplatedTask.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

const core = 'io.kestra.plugin.core';

test('given the YAML of a task with expressions, that task runs and its outputs are the outputs', async () => {
  const world = await taskWorld({ variables: { vars: { kind: 'Return', text: 'hello' } } });
  const spec = `id: any\ntype: ${core}.debug.{{ vars.kind }}\nformat: "{{ vars.text }} {{ flow.id }}"`;
  expect(await world.run(TemplatedTask, { spec })).toEqual({ outputs: { value: 'hello flow' } });
});

test('given a raw expression, the inner task renders it', async () => {
  const world = await taskWorld();
  const spec = `type: ${core}.log.Log\nmessage: "{% raw %}{{ task.type }}{% endraw %}"`;
  await world.run(TemplatedTask, { spec });
  expect(world.logs).toEqual([{ level: 'INFO', message: `${core}.log.Log` }]);
});

test.each([
  [
    `type: ${core}.templating.TemplatedTask`,
    `The templated task cannot be of type '${core}.templating.TemplatedTask'`,
  ],
  [`type: ${core}.flow.Sequential`, 'The templated task must be a runnable task'],
  ['type: io.example.Nothing', "The type 'io.example.Nothing' of the templated task is unknown"],
  ['just text', 'The templated task has no `type`'],
  ['a: [', 'The YAML of the templated task cannot be read'],
])('given the spec `%s`, the task fails: %s', async (spec, message) => {
  const world = await taskWorld();
  await expect(world.run(TemplatedTask, { spec })).rejects.toThrow(message);
});

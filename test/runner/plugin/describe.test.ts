import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineMachineTask, defineTask } from '../../../runner/plugin/define.ts';
import { describeOutputs, describeProperties } from '../../../runner/plugin/describe.ts';
import {
  duration,
  enumeration,
  list,
  map,
  object,
  string,
  typed,
} from '../../../runner/plugin/properties.ts';

const task = defineTask({
  type: 'com.example.Task',
  title: 'Does something.',
  properties: z.object({
    uri: string().describe('Where it is.\nOver two lines.'),
    level: enumeration(['LOW', 'HIGH']).default('LOW'),
    options: object({ wait: duration().default(1000) }).optional(),
    parts: list(string()).optional(),
    rows: z.array(z.strictObject({ key: z.string() })).optional(),
    values: map(typed()).optional(),
  }),
  outputs: z.object({ size: z.int().describe('How much.') }),
  run: () => undefined,
});

test('properties come in their order, those within others behind them, with types as the task gets them', () => {
  expect(describeProperties(task)).toEqual([
    { name: 'uri', type: 'string', required: true, description: 'Where it is. Over two lines.' },
    { name: 'level', type: 'LOW | HIGH', required: false, default: 'LOW', description: '' },
    { name: 'options', type: 'map', required: false, description: '' },
    { name: 'options.wait', type: 'duration', required: false, default: 'PT1S', description: '' },
    { name: 'parts', type: 'list of string', required: false, description: '' },
    { name: 'rows', type: 'list of map', required: false, description: '' },
    { name: 'rows[].key', type: 'string', required: true, description: '' },
    { name: 'values', type: 'map', required: false, description: '' },
  ]);
});

test('outputs are described in the same way; a type without them has none', () => {
  expect(describeOutputs(task)).toMatchObject([{ name: 'size', type: 'integer', description: 'How much.' }]);
  expect(describeOutputs({ ...task, outputs: undefined })).toEqual([]);
});

test('the branches of a flowable are lists of tasks', () => {
  const flowable = defineMachineTask({
    kind: 'flowable',
    type: 'io.kestra.plugin.core.flow.If',
    title: 'Runs tasks.',
    properties: z.object({ condition: string(), then: z.array(z.looseObject({})) }),
  });
  expect(describeProperties(flowable).map(({ name, type }) => [name, type])).toEqual([
    ['condition', 'string'],
    ['then', 'list of task'],
  ]);
});

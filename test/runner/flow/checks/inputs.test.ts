import { describe, expect, it } from 'vitest';
import { errors, flow, of, parse, someTask } from '../support.ts';

const inputs = (list: string) => errors(flow(`inputs: [${list}]\n${someTask}`));

describe('inputs (flow-language §1.4, §2)', () => {
  it.each([
    '{id: a, type: STRING, validator: "[a-z]+"}',
    '{id: a, type: STRING, validator: "(?i)[a-z]++"}',
    '{id: a, type: select, values: [x], autoSelectFirst: true}',
    '{id: a, type: ARRAY, itemType: int}',
    '{id: a.b-c_d, type: BOOL, defaults: true}',
    "{id: a, type: FILE, defaults: 'nsfile:///x.csv'}",
    "{id: a, type: FILE, defaults: 'file:///x.csv'}",
  ])('accepts %s', async (input) => {
    expect(await inputs(input)).toEqual([]);
  });

  it.each([
    ['{id: a}', "inputs[a]: missing type id property 'type' (for POJO property 'inputs')"],
    ['{id: a, type: STRNG}', 'inputs[a].type: Invalid type: STRNG, did you mean “STRING”?'],
    ['{id: a b, type: INT}', 'inputs[a b].id: must match "^[a-zA-Z0-9][.a-zA-Z0-9_-]*"'],
    ['{id: a, type: ARRAY}', 'inputs[a].itemType: must not be null'],
    ['{id: a, type: ARRAY, itemType: ARRAY}', 'inputs[a].itemType: `itemType` cannot be `ARRAY`'],
    ['{id: a, type: STRING, validator: "\\\\"}', 'inputs[a].validator: invalid pattern [\\]'],
    ['{id: a, type: STRING, validator: "["}', 'inputs[a].validator: invalid pattern [[]'],
    ['{id: a, type: ENUM, values: []}', 'inputs[a].values: must not be empty'],
    [
      '{id: a, type: MULTISELECT, values: [x], options: [y]}',
      "inputs[a].options: you can't define both `values` and `options`",
    ],
    [
      '{id: a, type: FILE, defaults: x.csv}',
      "inputs[a].defaults: inputs of type 'FILE' only support `defaults` as local files using a file URI or as namespace files using a nsfile URI",
    ],
    ['text', 'inputs[0]: must be a map, but found the text "text"'],
  ])('refuses %s', async (input, message) => {
    expect(await inputs(input)).toEqual([message]);
  });

  it('refuses a property that another type of input has', async () => {
    const [message] = await inputs('{id: a, type: BOOL, min: 1}');
    expect(message).toMatch(
      /^inputs\[a\]\.min: Unrecognized field "min" \(class io\.kestra\.core\.models\.flows\.input\.BoolInput\)/,
    );
  });

  it('tells that a name is deprecated', async () => {
    const document = await parse(flow(`inputs: [{name: a, type: INT}]\n${someTask}`));
    expect(of(document, 'info')).toEqual(["inputs[a].name: 'name' is deprecated, use 'id' instead"]);
  });

  it('are checked in onResume of a pause too', async () => {
    const source = flow(
      'tasks: [{id: wait, type: io.kestra.plugin.core.flow.Pause, onResume: [{id: a, type: NONE}]}]',
    );
    expect(await errors(source)).toEqual(['tasks[wait].onResume[a].type: Invalid type: NONE']);
  });
});

describe('outputs (flow-language §3.4)', () => {
  it.each([
    ['{id: a, type: STRING}', 'outputs[a].value: must not be null'],
    ['{id: a, value: 1}', "outputs[a]: missing type id property 'type' (for POJO property 'outputs')"],
    ['{id: a, type: ARRAY, itemType: X, value: 1}', 'outputs[a].itemType: Invalid type: X'],
  ])('refuses %s', async (output, message) => {
    expect(await errors(flow(`outputs: [${output}]\n${someTask}`))).toEqual([message]);
  });
});

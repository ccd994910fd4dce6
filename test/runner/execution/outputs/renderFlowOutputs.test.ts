import { describe, expect, it } from 'vitest';
import {
  type OutputContext,
  OutputsError,
  renderFlowOutputs,
} from '../../../../runner/execution/outputs/renderFlowOutputs.ts';
import { render } from '../../../../runner/expression/index.ts';

const variables = {
  outputs: { query: { rows: [{ id: 1 }], count: 7, ratio: 0.5, uri: 'kestra:///n/f/rows.csv' } },
  inputs: { name: 'Ada' },
};

function context(overrides: Partial<OutputContext> = {}): OutputContext {
  return {
    render: async (template) => render(template, variables),
    warn: () => undefined,
    storeFile: async () => 'kestra:///stored',
    encrypt: (text) => `encrypted ${text}`,
    ...overrides,
  };
}

describe('flow outputs (flow-language §3.4)', () => {
  it('are rendered and converted to their type', async () => {
    expect(
      await renderFlowOutputs(
        [
          { id: 'text', type: 'STRING', value: 'Hello {{ inputs.name }}' },
          { id: 'count', type: 'INT', value: '{{ outputs.query.count }}' },
          { id: 'ratio', type: 'FLOAT', value: '{{ outputs.query.ratio }}' },
          { id: 'many', type: 'BOOL', value: '{{ outputs.query.count > 5 }}' },
          { id: 'rows', type: 'JSON', value: '{{ outputs.query.rows }}' },
          { id: 'list', type: 'ARRAY', itemType: 'INT', value: '[1, "2"]' },
          { id: 'file', type: 'FILE', value: '{{ outputs.query.uri }}' },
          { id: 'key', type: 'SECRET', value: '{{ inputs.name }}' },
        ],
        context(),
      ),
    ).toEqual({
      text: 'Hello Ada',
      count: 7,
      ratio: 0.5,
      many: true,
      rows: [{ id: 1 }],
      list: [1, 2],
      file: 'kestra:///n/f/rows.csv',
      key: { type: 'io.kestra.datatype:aes_encrypted', value: 'encrypted Ada' },
    });
  });

  it('may be maps and lists, whose texts are rendered', async () => {
    expect(
      await renderFlowOutputs(
        [
          {
            id: 'map',
            type: 'JSON',
            value: { name: '{{ inputs.name }}', rows: '{{ outputs.query.rows }}', n: 1 },
          },
          { id: 'list', type: 'ARRAY', itemType: 'STRING', value: ['{{ inputs.name }}', 2] },
        ],
        context(),
      ),
    ).toEqual({ map: { name: 'Ada', rows: '[{"id":1}]', n: 1 }, list: ['Ada', '2'] });
  });

  it('that are not required and cannot be rendered are left out with a warning', async () => {
    const warnings: string[] = [];
    const missing = { id: 'a', type: 'STRING', value: '{{ outputs.missing.value }}', required: false };
    const outputs = await renderFlowOutputs(
      [missing, { id: 'b', type: 'STRING', value: 'b' }],
      context({ warn: (message) => warnings.push(message) }),
    );
    expect(outputs).toEqual({ b: 'b' });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('missing');
  });

  it('are absent where none is declared, and where none remains', async () => {
    expect(await renderFlowOutputs([], context())).toBeUndefined();
    expect(
      await renderFlowOutputs(
        [
          { id: 'a', type: 'STRING', value: '{{ outputs.missing }}', required: false },
          { id: 'b', type: 'STRING', value: null },
        ],
        context(),
      ),
    ).toBeUndefined();
  });

  it('that cannot be rendered fail with the cause', async () => {
    const failing = renderFlowOutputs(
      [{ id: 'a', type: 'STRING', value: '{{ outputs.missing }}' }],
      context(),
    );
    await expect(failing).rejects.toThrow(OutputsError);
    await expect(failing).rejects.toThrow('missing');
  });

  it('that do not fit their type fail, also where they are not required', async () => {
    await expect(
      renderFlowOutputs([{ id: 'a', type: 'INT', value: 'many', required: false }], context()),
    ).rejects.toThrow(
      'a: Invalid output for `a`, Expected `INT` but received `many` with errors:\n```\nFor input string: "many"\n```, but received `many`',
    );
  });

  it('of type SECRET need encryption, and do not show their value', async () => {
    const failing = renderFlowOutputs(
      [{ id: 'a', type: 'SECRET', value: 'hunter2' }],
      context({ encrypt: undefined }),
    );
    await expect(failing).rejects.toThrow(
      'a: Invalid output for `a`, Unable to use a `SECRET` input/output as encryption is not configured, but received `******`',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { render, renderDeep, renderTyped } from '../../../runner/expression/index.ts';
import {
  boolean,
  deep,
  duration,
  enumeration,
  fixed,
  integer,
  list,
  map,
  number,
  object,
  string,
  template,
  typed,
} from '../../../runner/plugin/properties.ts';
import { renderProperties } from '../../../runner/worker/properties.ts';

const variables = { inputs: { n: 4, on: true, list: ['a', 'b'], map: { k: 'v' }, name: 'x', empty: '' } };
const renderer = {
  text: async (text: string) => render(text, variables),
  typed: async (text: string) => renderTyped(text, variables),
  deep: async (value: unknown) => renderDeep(value, variables),
};
const rendered = async (schema: z.ZodType, written: unknown) =>
  (await renderProperties(z.object({ p: schema }), { p: written }, renderer))['p'];

describe('typed properties (flow-language §4.12)', () => {
  it.each<[string, z.ZodType, unknown, unknown]>([
    ['text', string(), 'a {{ inputs.name }}', 'a x'],
    ['text from a number', string(), 5, '5'],
    ['text from a map', string(), { a: '{{ inputs.name }}' }, '{"a":"x"}'],
    ['a whole number from text', integer(), '{{ inputs.n }}', 4],
    ['a number', number(), '1.5', 1.5],
    ['a boolean from text', boolean(), '{{ inputs.on }}', true],
    ['a duration', duration(), 'PT1.5S', 1500],
    ['a duration in seconds', duration(), 2.5, 2500],
    ['one of several', enumeration(['ONE', 'TWO']), '{{ "TWO" }}', 'TWO'],
    ['a list of expressions', list(string()), ['{{ inputs.name }}', 'y'], ['x', 'y']],
    ['a list from one expression', list(string()), '{{ inputs.list }}', ['a', 'b']],
    ['a map of expressions', map(integer()), { '{{ inputs.name }}': '{{ inputs.n }}' }, { x: 4 }],
    ['a map from one expression', map(string()), '{{ inputs.map }}', { k: 'v' }],
    ['anything, its texts rendered', deep(), { a: ['{{ inputs.name }}', 1, true] }, { a: ['x', 1, true] }],
    ['a lone expression with its type', typed(), '{{ inputs.list }}', ['a', 'b']],
    ['a template, as it is', template(), '{{ later }}', '{{ later }}'],
    ['what is fixed, as it is', fixed(z.array(z.string())), ['{{ later }}'], ['{{ later }}']],
    ['nested properties', object({ inner: integer() }), { inner: '{{ inputs.n }}' }, { inner: 4 }],
  ])('%s', async (_name, schema, written, expected) => {
    expect(await rendered(schema, written)).toEqual(expected);
  });

  it('given no value, then the default', async () => {
    expect(await rendered(integer().default(7), undefined)).toBe(7);
    expect(await rendered(integer().default(7), '{{ inputs.empty }}')).toBe(7);
    expect(await rendered(integer().optional(), undefined)).toBeUndefined();
  });

  it.each<[z.ZodType, string, string]>([
    [integer(), 'four', 'Property `p`: expected a whole number, found `four`'],
    [boolean(), 'maybe', 'Property `p`: expected `true` or `false`, found `maybe`'],
    [duration(), 'soon', 'Property `p`: expected an ISO-8601 duration such as PT30S, found `soon`'],
    [enumeration(['A', 'B']), 'C', 'Property `p`: expected one of A, B, found `C`'],
    [list(string()), '{{ inputs.name }}', 'Property `p`: expected a list, found `x`'],
  ])(
    'given a value that does not convert, then a message says what was expected and found',
    async (schema, written, message) => {
      await expect(rendered(schema, written)).rejects.toThrow(message);
    },
  );

  it('does not render again what a rendered text held', async () => {
    const tricky = { inputs: { list: ['{{ secret }}'] } };
    const once = { ...renderer, text: async (text: string) => render(text, tricky) };
    const { p } = await renderProperties(z.object({ p: list(string()) }), { p: '{{ inputs.list }}' }, once);
    expect(p).toEqual(['{{ secret }}']);
  });
});

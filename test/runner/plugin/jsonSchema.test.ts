import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonSchemaOf } from '../../../runner/plugin/jsonSchema.ts';
import {
  boolean,
  deep,
  duration,
  enumeration,
  fixed,
  integer,
  list,
  map,
  object,
  string,
  template,
} from '../../../runner/plugin/properties.ts';

const property = (schema: z.ZodType) => jsonSchemaOf(z.object({ property: schema })).properties?.['property'];

describe('what may be written for a property', () => {
  test.each([
    [
      'text, or anything that becomes text',
      string(),
      { type: ['string', 'number', 'boolean', 'array', 'object'] },
    ],
    ['a whole number, or an expression', integer(), { type: ['integer', 'string'] }],
    ['a boolean, or an expression', boolean(), { type: ['boolean', 'string'] }],
    ['a template', template(), { type: ['string', 'number', 'boolean'] }],
    [
      'one of several texts, or an expression',
      enumeration(['A', 'B']),
      {
        anyOf: [
          { type: 'string', enum: ['A', 'B'] },
          { type: 'string', pattern: '\\{[{%]' },
        ],
      },
    ],
    [
      'a list, or an expression',
      list(integer()),
      { anyOf: [{ type: 'array', items: { type: ['integer', 'string'] } }, { type: 'string' }] },
    ],
    [
      'a map, or an expression',
      map(boolean()),
      {
        anyOf: [
          { type: 'object', additionalProperties: { type: ['boolean', 'string'] } },
          { type: 'string' },
        ],
      },
    ],
    ['any value', deep(), {}],
    ['what is fixed, as it is', fixed(z.int().min(1)), { type: 'integer', minimum: 1 }],
    [
      'an object with its properties and no others',
      object({ rows: integer().optional() }),
      { type: 'object', properties: { rows: { type: ['integer', 'string'] } }, additionalProperties: false },
    ],
  ])('%s', (_, schema, expected) => {
    expect(property(schema)).toMatchObject(expected);
    expect(property(schema.optional().describe('Why.'))).toMatchObject({ ...expected, description: 'Why.' });
  });

  test.each([
    ['PT30S', true],
    ['P1D', true],
    ['90', true],
    ['{{ vars.wait }}', true],
    ['30s', false],
    ['soon', false],
  ])('a duration: %s is %s', (text, isOne) => {
    const { pattern } = property(duration()) as { pattern: string };
    expect(new RegExp(pattern).test(text)).toBe(isOne);
  });
});

test('the default of a duration is shown as it would be written', () => {
  expect(property(duration().default(90_000))).toMatchObject({ default: 'PT1M30S' });
  expect(property(integer().default(5))).toMatchObject({ default: 5 });
});

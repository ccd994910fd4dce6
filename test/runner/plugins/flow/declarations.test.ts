import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { conversionOf } from '../../../../runner/plugin/properties.ts';
import { core } from '../../../../runner/plugins/core/index.ts';

/** Types whose behaviour the machine or the scheduler has: here they are declared only. */
const declared = Object.keys(core).filter(
  (type) =>
    /\.core\.(flow|trigger|condition)\.|\.execution\.(Exit|Labels|SetVariables|UnsetVariables)$|\.http\.Trigger$/.test(
      type,
    ) && !type.endsWith('.Sleep'),
);

describe.each(declared)('%s', (type) => {
  it('is declared under its own name, with a title and a text for each property', async () => {
    const { default: definition } = await core[type]!();
    expect(definition.type).toBe(type);
    expect(definition.title).toMatch(/^[A-Z].*\.$/);
    for (const [name, property] of Object.entries(definition.properties.shape as Record<string, z.ZodType>)) {
      expect(z.globalRegistry.get(property)?.description, name).toMatch(/\.$/);
    }
  });

  it('can be written as JSON Schema', async () => {
    const { default: definition } = await core[type]!();
    expect(z.toJSONSchema(definition.properties, { io: 'input' })).toMatchObject({ type: 'object' });
  });

  it('has examples that its schema accepts', async () => {
    const { default: definition } = await core[type]!();
    for (const { code } of definition.examples ?? []) {
      const uses = plugins(parse(code)).filter((plugin) => plugin['type'] === type);
      expect(uses.length, code).toBeGreaterThan(0);
      for (const use of uses) {
        const own = Object.entries(use).filter(([name]) => Object.hasOwn(definition.properties.shape, name));
        expect(definition.properties.safeParse(Object.fromEntries(own)).error).toBeUndefined();
      }
    }
  });
});

it('a check on a property keeps how the property is rendered', async () => {
  const { default: webhook } = await core['io.kestra.plugin.core.trigger.Webhook']!();
  expect(conversionOf((webhook.properties.shape as Record<string, z.ZodType>)['key']!)).toEqual({
    kind: 'string',
  });
});

/** Every mapping with a type, at any depth. */
function plugins(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(plugins);
  return 'type' in value ? [value as Record<string, unknown>, ...inside] : inside;
}

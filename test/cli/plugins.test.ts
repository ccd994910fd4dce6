import { describe, expect, test } from 'vitest';
import { tutti } from './tutti.ts';

describe('tutti plugins show', () => {
  test('given the end of a name, says what the type does, its properties, outputs and an example', async () => {
    const { code, out } = await tutti(['plugins', 'show', 'flow.LoopUntil']);
    expect(code).toBe(0);
    expect(out).toMatch(/^io\.kestra\.plugin\.core\.flow\.LoopUntil\nRun tasks again and again/);
    expect(out).toMatch(/^ {2}condition +string +required +Expression that ends the loop/m);
    expect(out).toMatch(/^ {2}tasks +list of task +required/m);
    expect(out).toMatch(/^ {2}checkFrequency\.interval +duration +default "PT1M"/m);
    expect(out).toMatch(/^ {2}iterationCount +integer +Number of the iteration/m);
    expect(out).toContain('  id: poll\n');
  });

  test('a long list of choices stands behind the description', async () => {
    const { out } = await tutti(['plugins', 'show', 'kv.Set']);
    expect(out).toMatch(/kvType +enumeration +Type that a text is converted to\. One of STRING \| NUMBER/);
  });

  test('with --json, properties and outputs are JSON Schemas', async () => {
    const { out } = await tutti(['plugins', 'show', 'log.Log', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      type: 'io.kestra.plugin.core.log.Log',
      properties: { type: 'object', required: ['message'], properties: { level: { default: 'INFO' } } },
    });
  });
});

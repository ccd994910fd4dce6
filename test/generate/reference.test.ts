import { expect, test } from 'vitest';
import { staleFiles } from '../../generate/files.ts';
import { referenceFiles } from '../../generate/reference/index.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';

test('docs/reference/ is what the code says; otherwise run: npm run docs:reference', async () => {
  expect(staleFiles(await referenceFiles(), 'docs/reference')).toEqual([]);
});

test('every installed type has a section with its name', async () => {
  const text = [...(await referenceFiles()).values()].join('\n');
  const types = pluginRegistry().types();
  expect(types.length).toBeGreaterThan(80);
  expect(types.filter((type) => !text.includes(`\n\n\`${type}\`\n\n`))).toEqual([]);
});

test('a section says what is required, what the default is as it would be written, and what comes out', async () => {
  const files = await referenceFiles();
  const loops = files.get('docs/reference/tasks/core-flow.md')!;
  expect(loops).toContain(
    '| **`tasks`** | list of task | required | Tasks to run for each value, in this order. |',
  );
  expect(loops).toContain(
    '| `checkFrequency.interval` | duration | `"PT1M"` | Pause between two iterations. |',
  );
  expect(loops).toContain('| `iterationCount` | integer | Number of the iteration, from 1. |');
  expect(loops).toContain('Former names: `io.kestra.plugin.core.flow.WaitFor`.');
});

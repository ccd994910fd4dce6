import { expect, test } from 'vitest';
import { previewChange } from '../../../../app/github/preview/index.ts';
import { previewText } from '../../../../app/github/report/preview.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../../../runner/repository/index.ts';
import { engineWorld } from '../../../support/engine.ts';

const source = (text: string) =>
  `tasks: [{ id: say, type: io.kestra.plugin.core.debug.Return, format: "${text}" }]`;

test('given a changed flow, base and head are run, and the report shows what differs', async () => {
  const world = await engineWorld();
  const repository = openWorkingDirectory(world.home);
  const side = async (text: string) => ({ flow: await world.flow(source(text)), repository });
  const found = await previewChange({
    base: await side('old'),
    head: await side('new'),
    registry: pluginRegistry(),
  });
  expect(found).toMatchObject({
    base: { state: 'SUCCESS', tasks: [{ taskId: 'say', outputs: { value: 'old' } }] },
    head: { state: 'SUCCESS', tasks: [{ taskId: 'say', outputs: { value: 'new' } }] },
  });
  expect(previewText(found!)).toContain('+ outputs.value = "new"');
});

test('given a new flow, there is no base', async () => {
  const world = await engineWorld();
  const head = { flow: await world.flow(source('new')), repository: openWorkingDirectory(world.home) };
  expect(await previewChange({ head, registry: pluginRegistry() })).not.toHaveProperty('base');
});

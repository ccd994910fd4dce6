import { expect, it } from 'vitest';
import { executionRenderer } from '../../../../app/github/executions/render.ts';
import { executionsWorld } from './support.ts';

it('given an execution that failed, its check has the state of each task, its inputs without secrets, and the last log', async () => {
  const secret = 'p<b>ss* word_1';
  const world = await executionsWorld({
    environment: { SECRET_KEY: Buffer.from(secret).toString('base64') },
    more: { render: executionRenderer({ siteUrl: 'https://github.example', now: () => Date.now() }) },
  });
  world.executions.watch(world.workspace);
  const flow = await world.engine.flow(`
inputs:
  - id: city
    type: STRING
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "Hello {{ inputs.city }} {{ secret('KEY') }}"
  - id: break
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: "No way from {{ inputs.city }} with {{ secret('KEY') }}"
`);
  const { id } = await world.executions.start({
    workspace: world.workspace,
    flow,
    inputs: { city: '@octocat' },
    cause: { kind: 'comment', id: 1, url: '' },
    startedBy: 'ada',
  });
  await world.engine.engine.ended(id);
  await world.executions.settled();

  const { report } = world.shown.at(-1)!;
  expect(report.conclusion).toBe('failure');
  expect(report.title).toContain('task "break"');
  expect(report.summary).toContain('greet');
  expect(report.summary).toContain('`ada`');
  expect(report.text).toContain('No way from');
  expect(report.actions?.map(({ identifier }) => identifier)).toEqual(['replay', 'replay-failed']);
  const all = JSON.stringify(world.shown);
  expect(all).not.toContain(JSON.stringify(secret).slice(1, -1));
  expect(all).not.toContain('word_1');
  expect(report.summary).not.toContain('@octocat');
});

import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { namespaceReader, openWorkingDirectory, parseFlowIn } from '../../../runner/repository/index.ts';
import { engineWorld } from '../../support/engine.ts';

const child = `id: child
namespace: company.team
tasks:
  - id: show
    type: io.kestra.plugin.core.debug.Return
    format: "{{ namespace.bucket }} in {{ namespace.region }}"
  - id: say
    type: io.kestra.plugin.core.log.Log
outputs:
  - { id: text, type: STRING, value: "{{ outputs.show.value }}" }
`;
const settings = `variables: { bucket: data, region: eu }
pluginDefaults:
  - type: io.kestra.plugin.core.log.Log
    values: { message: shared }
`;
const call = `tasks:
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: child
outputs:
  - { id: text, type: STRING, value: "{{ outputs.call.outputs.text }}" }
`;

test('given a namespace.yaml, a subflow reads its variables and gets its plugin defaults', async () => {
  const world = await engineWorld({
    files: { 'flows/child.yaml': child, 'company/namespace.yaml': settings },
  });
  const ended = await world.run(call);
  expect(ended.state.current).toBe('SUCCESS');
  expect(ended.outputs).toEqual({ text: 'data in eu' });
  const childId = String(ended.taskRunList[0]!.outputs!['executionId']);
  expect(await world.messages(childId, 'INFO')).toContain('shared');
});

test('given allowedNamespaces without the caller, the Subflow fails and says why; nothing of the other flow runs', async () => {
  const files = {
    'flows/child.yaml': child,
    'company/namespace.yaml': `${settings}allowedNamespaces: [shop]\n`,
  };
  const world = await engineWorld({ files });
  const ended = await world.run(call);
  expect(ended.state.current).toBe('FAILED');
  expect((await world.messages(ended.id, 'ERROR')).join('\n')).toContain(
    "Flows of the namespace 'tests' may not run 'company.team.child'",
  );
  expect(await world.backend.countExecutions({ flowId: 'child' })).toBe(0);
});

test('given allowedNamespaces with the caller, or one above it, the Subflow runs', async () => {
  const files = {
    'flows/child.yaml': child,
    'company/namespace.yaml': `${settings}allowedNamespaces: [tests]\n`,
  };
  const world = await engineWorld({ files });
  expect((await world.run(call)).state.current).toBe('SUCCESS');
});

test('given a namespace.yaml that changes while an execution waits, the execution keeps what it began with', async () => {
  const world = await engineWorld({
    files: { 'flows/child.yaml': child, 'company/namespace.yaml': settings },
  });
  const root = dirname(world.home);
  const registry = pluginRegistry();
  const source = child.replace('tasks:', 'tasks:\n  - { id: hold, type: io.kestra.plugin.core.flow.Pause }');
  const namespaces = await namespaceReader(registry)(openWorkingDirectory(root));
  const { flow } = await parseFlowIn(namespaces, source, { file: 'flow.yaml', registry });
  const { id } = await world.engine.start({ flow: flow! });
  await world.reached(id, 'hold', 'PAUSED');
  writeFileSync(join(root, 'company/namespace.yaml'), settings.replace('eu', 'us'));
  rmSync(join(root, 'flows/child.yaml'));
  const ended = world.engine.ended(id);
  await world.engine.control(id, { type: 'resume' });
  expect((await ended).outputs).toEqual({ text: 'data in eu' });
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FollowedRef, followLocal } from '../../../app/flows/follow.ts';
import { type FlowStore, openFlowStore } from '../../../app/flows/store.ts';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { gitRepository, type TestRepository } from '../../support/gitRepository.ts';

const flow = (id: string, message: string) =>
  `id: ${id}\nnamespace: company.team\ntasks:\n  - { id: log, type: io.kestra.plugin.core.log.Log, message: ${message} }\n`;

let repository: TestRepository;
let followed: FollowedRef;
let flows: FlowStore;
let first: string;
beforeEach(async () => {
  repository = gitRepository();
  first = repository.commit({
    'flows/changes.yaml': flow('changes', 'one'),
    'flows/stays.yaml': flow('stays', 'x'),
  });
  followed = await followLocal(repository.root, 'main');
  flows = await openFlowStore({
    root: repository.root,
    registry: pluginRegistry(),
    look: followed.look,
    writable: false,
  });
});
afterEach(() => {
  followed.close();
  repository.remove();
});

const find = (id: string) => flows.find('company.team', id)!;

test('given a new commit, only what changed is read again, and every flow is of that commit', async () => {
  const [changes, stays] = [find('changes'), find('stays')];
  const second = repository.commit({ 'flows/changes.yaml': flow('changes', 'two') });
  expect(await flows.refresh()).toBe(true);
  expect(find('changes')).toMatchObject({ commit: second, flow: { revision: 2 } });
  expect(find('changes').flow).not.toBe(changes.flow);
  expect(find('stays').flow).toBe(stays.flow);
  expect(find('stays').commit).toBe(second);
});

test('given a flow that a trigger had in its hands while the commit changed, it is one of the commit before', async () => {
  const old = find('changes').flow;
  const second = repository.commit({ 'flows/changes.yaml': flow('changes', 'two') });
  await flows.refresh();
  expect(flows.repository.commitOf?.(old)).toBe(first);
  expect(flows.repository.commitOf?.(find('changes').flow)).toBe(second);
  expect(flows.repository.commitOf?.(find('stays').flow)).toBe(second);
});

test('given no new commit, there is nothing to read', async () => {
  expect(await flows.refresh()).toBe(false);
});

test('given a ref that is gone, the look fails and the flows stay', async () => {
  repository.git('checkout', '--quiet', '--detach');
  repository.git('branch', '--delete', '--force', 'main');
  await expect(flows.refresh()).rejects.toThrow('There is no branch, tag or commit main');
  expect(flows.all()).toHaveLength(2);
});

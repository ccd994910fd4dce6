import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openGitHubStore } from '../../../../app/github/store/index.ts';
import { temporaryHome } from '../support.ts';

const storeModule = fileURLToPath(new URL('../../../../app/github/store/index.ts', import.meta.url));

function open(home = temporaryHome(), now = () => 5) {
  const store = openGitHubStore(home, now);
  onTestFinished(() => store.close());
  return store;
}

describe('records (types.ts)', () => {
  it('keeps values by kind and key, in order, also after it was opened again', async () => {
    const home = temporaryHome();
    const first = openGitHubStore(home, () => 5);
    first.records.put('check', '1/b', { id: 2 });
    first.records.put('check', '1/a', { id: 1 });
    first.records.put('comment', '1/a', { id: 9 });
    await first.close();
    const { records } = open(home);
    expect(records.get('check', '1/a')).toEqual({ id: 1 });
    expect(records.list('check')).toEqual([
      { key: '1/a', value: { id: 1 }, updated: 5 },
      { key: '1/b', value: { id: 2 }, updated: 5 },
    ]);
  });

  it('finds those whose key begins with a text, whatever is in it', () => {
    const { records } = open();
    for (const key of ['1 pull 1', '1 pull 2', '1%', '10 pull 1', '1']) records.put('k', key, 0);
    expect(records.list('k', '1 ').map(({ key }) => key)).toEqual(['1 pull 1', '1 pull 2']);
    expect(records.list('k', '1%').map(({ key }) => key)).toEqual(['1%']);
  });

  it('given two that claim a key, then only the first has it', () => {
    const { records } = open();
    expect(records.claim('command', '7', 'first')).toBe(true);
    expect(records.claim('command', '7', 'second')).toBe(false);
    expect(records.get('command', '7')).toBe('first');
    records.delete('command', '7');
    expect(records.claim('command', '7', 'third')).toBe(true);
  });
});

describe('the state of the App', () => {
  it('belongs to one process at a time', () => {
    const home = temporaryHome();
    open(home);
    expect(() => openGitHubStore(home, () => 0)).toThrow('Another process runs the GitHub App on this state');
  });

  it('given a process that is killed in the middle of its work, then another one finds the delivery again', async () => {
    const home = temporaryHome();
    const script = `
      const { openGitHubStore } = await import(${JSON.stringify(storeModule)});
      const { deliveries } = openGitHubStore(${JSON.stringify(home)}, Date.now);
      await deliveries.add({ guid: 'g-1', event: 'push', key: 'a', body: '{}' });
      deliveries.take([], []);
      process.stdout.write('working');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { deliveries } = open(home, Date.now);
    expect(deliveries.take([], [])).toMatchObject({ guid: 'g-1', attempts: 2 });
  });
});

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitRepository, type TestRepository } from '../support/gitRepository.ts';
import { tutti } from './tutti.ts';

const flow = (id: string, type = 'io.kestra.plugin.core.log.Log') =>
  `id: ${id}\nnamespace: company.team\ntasks:\n  - { id: log, type: ${type}, message: "{{ read('m.txt') }}" }\n`;

let repository: TestRepository;
beforeEach(() => {
  repository = gitRepository();
  repository.commit({ 'flows/old.yaml': flow('old'), 'company.team/files/m.txt': 'from the commit' });
  repository.git('tag', 'v1');
  repository.commit({
    'flows/broken.yaml': flow('broken', 'no.such.Type'),
    'flows/other.yaml': flow('other'),
  });
  // What lies in the folder counts for nothing.
  repository.put('company.team/files/m.txt', 'from the folder');
  rmSync(join(repository.root, 'flows/old.yaml'));
});
afterEach(() => repository.remove());

const run = (...args: string[]) => tutti([...args, '--repo', repository.root]);

describe('--ref', () => {
  test('tutti flows list shows what is committed there', async () => {
    const { out, code } = await run('flows', 'list', '--ref', 'v1', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([{ namespace: 'company.team', id: 'old', file: 'flows/old.yaml' }]);
  });

  test('tutti flows graph draws a flow by its name or its path there', async () => {
    for (const name of ['company.team.old', 'flows/old.yaml'])
      expect(await run('flows', 'graph', name, '--ref', 'v1')).toMatchObject({ code: 0 });
  });

  test('tutti validate checks all that is committed there, or a part of it', async () => {
    expect(await run('validate', '--ref', 'v1')).toMatchObject({ code: 0 });
    const all = await run('validate', '--ref', 'main', '--json');
    expect(all.code).toBe(1);
    expect(JSON.parse(all.out)).toMatchObject({ violations: [{ file: 'flows/broken.yaml', line: 4 }] });
    expect(await run('validate', '--ref', 'main', 'flows/other.yaml')).toMatchObject({ code: 0 });
    expect(await run('validate', '--ref', 'main', 'nowhere')).toMatchObject({ code: 2 });
  });

  test('tutti run executes what is committed there, with its files, and keeps state beside the folder', async () => {
    const { out, code } = await run('run', 'company.team.old', '--ref', 'v1', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ commit: repository.git('rev-parse', 'v1'), flowRevision: 1 },
      state: { current: 'SUCCESS' },
    });
    expect(existsSync(join(repository.root, '.tutti'))).toBe(true);
  });

  test('is refused where there is no such ref', async () => {
    const { err, code } = await run('validate', '--ref', 'nowhere');
    expect(code).toBe(2);
    expect(err).toContain('--ref: There is no branch, tag or commit nowhere');
  });
});

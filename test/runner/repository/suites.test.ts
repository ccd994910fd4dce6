import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitTree, openWorkingDirectory } from '../../../runner/repository/index.ts';
import { findSuites } from '../../../runner/testing/find.ts';
import { gitRepository, type TestRepository } from '../../support/gitRepository.ts';

let repository: TestRepository;
beforeEach(() => {
  repository = gitRepository();
});
afterEach(() => repository.remove());

const suite = (id: string) => `id: ${id}\nnamespace: company.team\nflowId: some\ntestCases: []\n`;
const flow = 'id: some\nnamespace: company.team\ntasks: []\n';

describe('files of unit tests', () => {
  test('are the YAML files below a folder named tests or _tests and none of flows or files, in a folder and at a commit', async () => {
    const commit = repository.commit({
      'tests/b.yaml': suite('b'),
      'tests/deep/a.yml': suite('a'),
      'company.team/_tests/c.yaml': suite('c'),
      'tests/flows/d.yaml': flow,
      'tests/files/d.yaml': 'data',
      'tests/namespace.yaml': suite('n'),
      'tests/readme.md': '',
      'tests/node_modules/x.yaml': suite('x'),
      'flows/tests/flow.yaml': flow,
      'flows/suite.yaml': suite('no'),
      'files/tests/data.yaml': 'data',
      'other/suite.yaml': suite('other'),
    });
    const [tree, folder] = [await gitTree(repository.root, commit), openWorkingDirectory(repository.root)];
    for (const one of [tree, folder]) {
      expect(await one.suiteFiles()).toEqual([
        'company.team/_tests/c.yaml',
        'tests/b.yaml',
        'tests/deep/a.yml',
        'tests/namespace.yaml',
      ]);
      expect(await one.flowFiles()).toEqual([
        'flows/suite.yaml',
        'flows/tests/flow.yaml',
        'tests/flows/d.yaml',
      ]);
      expect(await one.listFiles('tests')).toEqual(['d.yaml', 'data.yaml']);
      expect(await one.listFiles('any')).toEqual(['tests/data.yaml']);
      expect(await one.readSuite('tests/b.yaml')).toEqual({ file: 'tests/b.yaml', source: suite('b') });
      await expect(one.readSuite('tests/none.yaml')).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });

  test('that are links are not followed at a commit, and the suite says so', async () => {
    mkdirSync(join(repository.root, 'tests'), { recursive: true });
    symlinkSync('/etc/passwd', join(repository.root, 'tests/link.yaml'));
    const tree = await gitTree(repository.root, repository.commit({ 'tests/a.yaml': suite('a') }));
    expect(await findSuites(tree)).toEqual([
      { file: 'tests/a.yaml', source: suite('a') },
      {
        file: 'tests/link.yaml',
        source: '',
        problem: expect.stringContaining('tests/link.yaml is a symbolic link'),
      },
    ]);
    expect(await openWorkingDirectory(repository.root).suiteFiles()).toEqual(['tests/a.yaml']);
  });
});

describe('suites', () => {
  test('are those of the files that have testCases or flowId at their root', async () => {
    repository.commit({
      'tests/suite.yaml': suite('a'),
      'tests/without-cases.yaml': 'id: a\nflowId: b\n',
      'tests/quoted.yaml': '"testCases": []\n',
      'tests/json.yaml': JSON.stringify({ id: 'a', testCases: [] }),
      'tests/broken.yaml': 'testCases: [\n',
      'tests/inside.yaml': 'steps:\n  testCases: []\n  flowId: x\n',
      'tests/block.yaml': 'text: |\n  testCases: []\n',
      'tests/data.yaml': '- 1\n',
      'tests/empty.yaml': '',
    });
    const found = await findSuites(openWorkingDirectory(repository.root));
    expect(found.map(({ file }) => file)).toEqual([
      'tests/broken.yaml',
      'tests/json.yaml',
      'tests/quoted.yaml',
      'tests/suite.yaml',
      'tests/without-cases.yaml',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { checkFiles } from '../../../../app/copilot/guard/paths.ts';

const file = (path: string, after = 'id: a\n') => ({ path, after });

describe('what a proposal may write (github §8.2)', () => {
  it.each(['flows/a.yaml', 'company.team/flows/deep/a.yml', '_flows/a.yaml', 'company.team/tests/a.yaml'])(
    '%s',
    (path) => {
      expect(() => checkFiles([file(path)])).not.toThrow();
    },
  );

  it.each([
    '.github/workflows/ci.yaml',
    'flows/../.github/workflows/ci.yaml',
    '/etc/flows/a.yaml',
    'flows\\a.yaml',
    'flows/.hidden.yaml',
    '.git/flows/a.yaml',
    'flows/a.sh',
    'files/a.yaml',
    'namespace.yaml',
    'CODEOWNERS',
    'node_modules/flows/a.yaml',
    'flows//a.yaml',
    'flows/a\n.yaml',
    '-flows/a.yaml',
    '',
  ])('not %j', (path) => {
    expect(() => checkFiles([file(path)])).toThrow('which is no flow and no suite');
  });

  it('not many files, and no large ones', () => {
    expect(() => checkFiles(Array.from({ length: 6 }, (_, index) => file(`flows/${index}.yaml`)))).toThrow(
      '6 files',
    );
    expect(() => checkFiles([file('flows/a.yaml', 'x'.repeat(300_000))])).toThrow('300000 bytes');
  });
});

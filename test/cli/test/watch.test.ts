import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { command, ended, repositoryOf, start } from '../tutti.ts';

const flowOf = (id: string, text: string) => `id: ${id}
namespace: company.team
tasks:
  - { id: say, type: io.kestra.plugin.core.debug.Return, format: ${text} }
`;
const suiteOf = (flowId: string, text: string) => `id: ${flowId}_suite
namespace: company.team
flowId: ${flowId}
testCases:
  - id: says
    type: io.kestra.core.tests.flow.UnitTest
    assertions:
      - { value: "{{ outputs.say.value }}", equalTo: ${text} }
`;

let repository: ReturnType<typeof repositoryOf>;
let child: ChildProcess;
let shown = '';
let end: ReturnType<typeof ended>;

beforeEach(async () => {
  repository = repositoryOf({
    'flows/one.yaml': flowOf('one', 'first'),
    'flows/two.yaml': flowOf('two', 'second'),
    'tests/one.yaml': suiteOf('one', 'first'),
    'tests/two.yaml': suiteOf('two', 'second'),
  });
  shown = '';
  child = start(['test', '--watch'], { cwd: repository.root });
  child.stdout!.on('data', (data) => {
    shown += data;
  });
  end = ended(child);
  await seen('Watching for changes');
});

afterEach(async () => {
  child.kill('SIGKILL');
  await end;
  repository.remove();
});

/** Waits for a text, and forgets what came so far. */
async function seen(text: string): Promise<string> {
  await vi.waitFor(() => expect(shown).toContain(text), { timeout: 15_000, interval: 20 });
  const before = shown;
  shown = '';
  return before;
}

const write = (file: string, content: string) => writeFileSync(join(repository.root, file), content);

test('after a change of a flow only its suites run, and the code is that of the last run', async () => {
  write('flows/two.yaml', flowOf('two', 'changed'));
  const after = await seen('Watching for changes');
  expect(after).toContain('✖ company.team.two_suite');
  expect(after).not.toContain('one_suite');

  // As editors do that write a new file and rename it.
  write('tests/two.yaml.part', suiteOf('two', 'changed'));
  renameSync(join(repository.root, 'tests/two.yaml.part'), join(repository.root, 'tests/two.yaml'));
  expect(await seen('Watching for changes')).toContain('✔ company.team.two_suite');

  child.kill('SIGTERM');
  expect((await end).code).toBe(0);
});

test('a suite that is wrong for a while ends nothing, and a new one is found', async () => {
  write('tests/one.yaml', `${suiteOf('one', 'first')}  - [`);
  expect(await seen('Watching for changes')).toContain('tests/one.yaml\n');
  write('namespace.yaml', 'variables: [');
  await seen('Watching for changes');
  write('namespace.yaml', 'variables: {}');
  await seen('Watching for changes');
  write('tests/one.yaml', suiteOf('one', 'first'));
  expect(await seen('Watching for changes')).toContain('✔ company.team.one_suite');
  write('tests/three.yaml', suiteOf('one', 'first').replace('one_suite', 'three_suite'));
  expect(await seen('Watching for changes')).toContain('✔ company.team.three_suite');
});

const hasScript = spawnSync('script', ['--version']).status === 0;

test.runIf(hasScript)('on a terminal `a` runs all, `f` what failed, and `q` ends', async () => {
  child.kill('SIGTERM');
  await end;
  write('tests/two.yaml', suiteOf('two', 'other'));
  const line = `${process.execPath} ${command} test --watch --no-color`;
  child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: repository.root,
    env: { ...process.env, TERM: 'xterm-256color' },
  });
  child.stdout!.on('data', (data) => {
    shown += data;
  });
  end = ended(child);
  await seen('`q` ends.');
  child.stdin!.write('f');
  const failed = await seen('`q` ends.');
  expect(failed).toContain('✖ company.team.two_suite');
  expect(failed).not.toContain('one_suite');
  child.stdin!.write('a');
  expect(await seen('`q` ends.')).toContain('✔ company.team.one_suite');
  child.stdin!.write('q');
  expect((await end).code).toBe(1);
});

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pluginRegistry } from '../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../runner/repository/index.ts';
import { runSuites } from '../../runner/testing/run.ts';
import { suiteDocuments } from '../../runner/testing/suites.ts';
import { elapsed } from '../measure.ts';
import type { Workload } from '../types.ts';

const suites = 200;
const cases = 5;

/** 1,000 unit tests of flows in 200 suites, each of its own flow; beside vitest with as many empty tests in as many files. */
export const unitTests: Workload = async () => {
  const root = await mkdtemp(join(tmpdir(), 'tutti-bench-'));
  try {
    await writeSuites(root);
    const own = await elapsed(async () => {
      const repository = openWorkingDirectory(root);
      const documents = await suiteDocuments(repository);
      const { counts } = await runSuites(documents, {
        repository,
        registry: pluginRegistry(),
        environment: {},
      });
      if (counts.passed !== suites * cases) throw new Error(`Not all passed: ${JSON.stringify(counts)}`);
    });
    const vitest = await elapsed(() => runVitest(join(root, 'vitest')));
    return [
      {
        name: '1,000 unit tests of flows in 200 suites',
        value: own,
        unit: 'ms',
        reference: { name: 'vitest, as many empty tests', value: vitest, unit: 'ms' },
        ratio: own / vitest,
        target: { text: '≤ 5,000 ms', met: own <= 5000 },
      },
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

async function writeSuites(root: string): Promise<void> {
  for (const folder of ['flows', 'tests', 'vitest']) await mkdir(join(root, folder));
  const numbers = Array.from({ length: cases }, (_, index) => index);
  for (let suite = 0; suite < suites; suite++) {
    const written = numbers.map(
      (one) => `  - id: c${one}
    type: io.kestra.core.tests.flow.UnitTest
    fixtures:
      inputs: { n: ${one} }
      tasks: [{ id: fetch, outputs: { body: "{{ inputs.n }}" } }]
    assertions: [{ value: "{{ outputs.say.value }}", equalTo: "got ${one}" }]
`,
    );
    const flow = `id: f${suite}
namespace: bench
inputs: [{ id: n, type: INT }]
tasks:
  - { id: fetch, type: io.kestra.plugin.core.http.Request, uri: "https://example.com" }
  - { id: say, type: io.kestra.plugin.core.debug.Return, format: "got {{ outputs.fetch.body }}" }
`;
    const head = `id: s${suite}\nnamespace: bench\nflowId: f${suite}\ntestCases:\n`;
    const tests = numbers.map((one) => `test('c${one}', () => expect(${one}).toBe(${one}));\n`);
    await writeFile(join(root, 'flows', `f${suite}.yaml`), flow);
    await writeFile(join(root, 'tests', `s${suite}.yaml`), head + written.join(''));
    await writeFile(join(root, 'vitest', `s${suite}.test.js`), tests.join(''));
  }
}

async function runVitest(root: string): Promise<void> {
  const entry = fileURLToPath(import.meta.resolve('vitest/package.json')).replace(
    /package\.json$/,
    'vitest.mjs',
  );
  await promisify(execFile)(process.execPath, [entry, 'run', '--globals', '--root', root]);
}

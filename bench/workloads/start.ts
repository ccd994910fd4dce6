import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { against, alternate, processTime } from '../measure.ts';
import type { Workload } from '../types.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** From `tutti run` of a one-task flow to its exit: bundle, sources, and through npx. */
export const start: Workload = async () => {
  const home = await mkdtemp(join(tmpdir(), 'tutti-bench-'));
  try {
    const flow = join(home, 'one.yaml');
    await writeFile(
      flow,
      'id: one\nnamespace: bench\ntasks:\n  - {id: hello, type: io.kestra.plugin.core.log.Log, message: Hello}\n',
    );
    const env = { ...process.env, TUTTI_HOME: join(home, 'state'), NO_COLOR: '1' };
    const bundle = join(root, 'dist', 'tutti.js');
    if (!existsSync(bundle)) throw new Error('Build first: npm run build');
    const run =
      (...command: string[]) =>
      () =>
        processTime(command[0]!, [...command.slice(1), 'run', flow, '--repo', home], env);
    const node = process.execPath;
    const [bare, built, sources, npx] = await alternate(
      9,
      () => processTime(node, ['-e', '0']),
      run(node, join(root, 'cli', 'tutti.js')),
      run(node, join(root, 'cli', 'main.ts')),
      () => processTime('npx', ['--prefix', root, '--no-install', 'tutti', 'run', flow, '--repo', home], env),
    );
    const reference = { name: 'node -e 0', value: bare!, unit: 'ms' };
    const figure = (name: string, value: number) => against({ name, value, unit: 'ms', reference });
    return [
      { ...figure('start to exit, built', built!), target: { text: '≤ 8 × node', met: built! <= 8 * bare! } },
      figure('start to exit, from source', sources!),
      figure('start to exit, through npx', npx!),
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

// `npm run build:action`: the GitHub Action as a bundle in action/dist, which is committed, for `uses:` runs it from a checkout
// without npm (github §5.2). The same sources give the same bytes: no paths of the machine, no source maps.
import { cpSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

/** What is no JavaScript that can be bundled: a worker script and WebAssembly, which load files beside themselves. */
const copied = {
  piscina: ['package.json', 'LICENSE', 'dist'],
  'jq-web': ['package.json', 'LICENSE', 'jq.js', 'jq.wasm'],
};

/** The configuration for a bundle in the folder `dir`. */
export function actionBundle(dir) {
  return defineConfig({
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    input: {
      index: 'action/index.ts',
      // Beside the other chunks: the pools look for them next to themselves.
      thread: 'runner/worker/thread.ts',
      process: 'runner/worker/process.ts',
    },
    platform: 'node',
    external: Object.keys(copied),
    checks: { eval: false },
    plugins: [{ name: 'copied', writeBundle: () => copyPackages(dir) }],
    output: {
      dir,
      cleanDir: true,
      format: 'esm',
      entryFileNames: '[name].js',
      // Without hashes: a change of one file changes one chunk, not those that import it too.
      chunkFileNames: '[name].js',
      minify: true,
      sourcemap: false,
    },
  });
}

function copyPackages(dir) {
  for (const [name, files] of Object.entries(copied))
    for (const file of files)
      cpSync(
        new URL(`node_modules/${name}/${file}`, import.meta.url),
        `${dir}/node_modules/${name}/${file}`,
        {
          recursive: true,
          filter: (path) => !/\.(map|d\.ts)$/.test(path),
        },
      );
  // The nearest manifest says what kind of modules these are, whatever the checkout's root says.
  writeFileSync(`${dir}/package.json`, '{ "type": "module" }\n');
}

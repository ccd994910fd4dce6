// `npm run build`: the command and the worker threads' entry as bundles in dist/, so that starting reads a few files instead
// of hundreds. Plugin types and subcommands stay chunks of their own, loaded when they are first needed.
import { defineConfig } from 'rolldown';

export default defineConfig({
  input: {
    tutti: 'cli/main.ts',
    // Beside the other chunks: the pools look for them next to themselves.
    thread: 'runner/worker/thread.ts',
    process: 'runner/worker/process.ts',
    tests: 'app/github/tests/thread.ts',
  },
  platform: 'node',
  // Both load files of their own, which a bundle would not hold: a worker script, and WebAssembly.
  external: ['piscina', 'jq-web'],
  // Only where Redis is configured, which it is not: a way round bundlers.
  checks: { eval: false },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    minify: true,
    sourcemap: true,
  },
});

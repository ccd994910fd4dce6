// `npm run prepare`, which npm runs after an install, without a word:
// - bundles the command, so that it starts quickly; where that does not succeed, it runs from its sources;
// - takes away the C headers that Node's package brings, 67 MB for building native modules, of which there are none.
import { readdirSync, rmSync } from 'node:fs';

try {
  const { build } = await import('rolldown');
  const { default: config } = await import('../rolldown.config.js');
  await build(config);
} catch (error) {
  console.warn(`tutti runs from its sources, for it could not be bundled: ${error.message}`);
}

const modules = new URL('../node_modules/', import.meta.url);
try {
  for (const name of readdirSync(modules).filter((one) => /^node-(?:linux|darwin|win)/.test(one)))
    rmSync(new URL(`${name}/include`, modules), { recursive: true, force: true });
} catch {
  // They are only large.
}

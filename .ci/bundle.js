// `npm run prepare`, which npm runs after an install: bundles the command without a word, so that it starts quickly. Where that
// does not succeed, the command runs from its sources.
try {
  const { build } = await import('rolldown');
  const { default: config } = await import('../rolldown.config.js');
  await build(config);
} catch (error) {
  console.warn(`tutti runs from its sources, for it could not be bundled: ${error.message}`);
}

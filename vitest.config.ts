import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // Many tests start real processes; a machine that stalls for a moment is no fault of the code.
    retry: process.env['CI'] ? 1 : 0,
    pool: 'forks',
  },
});

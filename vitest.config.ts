import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/!(host|fixture)/**/*.test.ts'],
    globalSetup: 'test/support/runFolder.ts',
    pool: 'forks', // the native runtime aborts inside worker threads
    maxWorkers: 2,
    testTimeout: 360_000, // catches what hangs, on a busy machine too; no test asserts wall time
    hookTimeout: 360_000,
    expect: {
      poll: { timeout: 60_000 }, // the default, a second, is what a busy machine takes
      requireAssertions: true, // a test that checks nothing fails
    },
  },
});

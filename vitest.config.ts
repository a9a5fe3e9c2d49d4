import { defineConfig } from 'vitest/config';

/** They put a module in another's place, or measure the memory of their process. */
const alone = [
  'test/checkpoint/mutatedCheckpoint.test.ts',
  'test/checkpoint/storage.test.ts',
  'test/congruity/pauses.test.ts',
  'test/real/real.test.ts',
];
const all = 'test/!(host|fixture)/**/*.test.ts';

export default defineConfig({
  test: {
    globalSetup: 'test/support/runFolder.ts',
    pool: 'forks', // the native runtime aborts inside worker threads
    maxWorkers: 2,
    testTimeout: 360_000, // catches what hangs, on a busy machine too; no test asserts wall time
    hookTimeout: 360_000,
    expect: {
      poll: { timeout: 60_000 }, // the default, a second, is what a busy machine takes
      requireAssertions: true, // a test that checks nothing fails
    },
    projects: [
      // The engine and the browser are loaded once a worker, not once a file.
      { extends: true, test: { name: 'together', include: [all], exclude: alone, isolate: false } },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});

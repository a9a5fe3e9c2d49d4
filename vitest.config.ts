import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,property,reference,process,page,rule}/**/*.test.ts'],
    pool: 'forks', // the native runtime aborts inside worker threads
    maxWorkers: 2,
    testTimeout: 180_000, // catches what hangs; no test asserts wall time
    hookTimeout: 180_000,
  },
});

// A folder for one run of the tests: what a file of tests builds there, the others find.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    runFolder: string;
  }
}

export function setup(project: TestProject): () => void {
  const out = join(import.meta.dirname, '../../out');
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, 'tests-'));
  project.provide('runFolder', folder);
  return () => rmSync(folder, { recursive: true });
}

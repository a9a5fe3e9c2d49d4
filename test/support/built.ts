// Bundles for the tests that start processes, under out/: the runtime's packages are found from there.
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inject } from 'vitest';
import { bundles, copyAssets, node } from '../../esbuild.mjs';

/** One file of the tests' own, as `<name>.mjs`. */
export async function buildTrial(...names: string[]): Promise<string> {
  const folder = mkdtempSync(join(inject('runFolder'), 'trial-'));
  const entryPoints = Object.fromEntries(names.map((name) => [name, `test/support/${name}.ts`]));
  await build({ ...node, entryPoints, outdir: folder });
  return folder;
}

/** All that dist/ holds, built once a run; nobody writes there. */
export async function builtProduct(): Promise<string> {
  const product = join(inject('runFolder'), 'product');
  if (existsSync(product)) return product;
  const folder = mkdtempSync(`${product}-`);
  copyAssets(folder);
  const moved = (outdir: string) => join(folder, outdir.replace(/^dist/, ''));
  await Promise.all(
    bundles.map((options) => build({ ...options, outdir: moved(options.outdir!) })),
  );
  // There at once and whole: files of tests run at the same time, and one may have been faster.
  if (existsSync(product)) rmSync(folder, { recursive: true });
  else renameSync(folder, product);
  return product;
}

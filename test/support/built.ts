// Bundles for the tests that start processes, in a folder of their own under out/ (the runtime's
// packages are found from there), so that files that run at once do not disturb each other.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundles, copyAssets, node } from '../../esbuild.mjs';

const out = join(import.meta.dirname, '../../out');

export type Built = { readonly folder: string; remove(): void };

/** One file of the tests' own, as `<name>.mjs`. */
export async function buildTrial(...names: string[]): Promise<Built> {
  const built = newFolder();
  const entryPoints = Object.fromEntries(names.map((name) => [name, `test/support/${name}.ts`]));
  await build({ ...node, entryPoints, outdir: built.folder });
  return built;
}

/** All that dist/ holds. */
export async function buildProduct(): Promise<Built> {
  const built = newFolder();
  copyAssets(built.folder);
  const moved = (outdir: string) => join(built.folder, outdir.replace(/^dist/, ''));
  await Promise.all(
    bundles.map((options) => build({ ...options, outdir: moved(options.outdir!) })),
  );
  return built;
}

function newFolder(): Built {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, 'test-'));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

// Bundles one TypeScript file into out/ and runs it with Node, arguments passed through:
// for bench and truth, which import the engine as it is in src/.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { node } from '../esbuild.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs `source` (from the checkout's root) and takes over its exit code. */
export async function runTs(source, args) {
  const name = source.replaceAll('/', '-').replace(/\.ts$/, '');
  await build({ ...node, entryPoints: [{ in: source, out: name }], outdir: 'out/run' });
  const script = join(root, 'out/run', `${name}.mjs`);
  const { status, signal } = spawnSync(
    process.execPath,
    ['--enable-source-maps', script, ...args],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  process.exitCode = signal ? 1 : (status ?? 1);
}

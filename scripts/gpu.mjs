// node scripts/gpu.mjs: out/gpu.tar.xz, all that `npm run bench -- --device gpu` needs on a machine with a GPU that has
// neither Node nor a network (Linux x64, some 40 MB). There: tar xJf gpu.tar.xz && gpu/run.sh
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { node } from '../esbuild.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'out', 'gpu');

/** The driver of NVIDIA's containers is no place that the loader of Vulkan looks at. */
const runner = `#!/bin/sh
# The bench of a GPU. VK_DRIVER_FILES names a driver, LD_LIBRARY_PATH where libvulkan.so.1 is, where they are not found.
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "$VK_DRIVER_FILES" ]; then
  for icd in /usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json /etc/vulkan/icd.d/nvidia_icd.json /usr/share/vulkan/icd.d/nvidia_icd.json; do
    if [ -f "$icd" ]; then export VK_DRIVER_FILES="$icd"; break; fi
  done
fi
exec "$here/node" "$here/bench.mjs" --device gpu "$@"
`;

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  ...node,
  sourcemap: false,
  entryPoints: [{ in: 'test/bench/main.ts', out: 'bench' }],
  outdir: out,
});
copyFileSync(process.execPath, join(out, 'node'));
try {
  execFileSync('strip', [join(out, 'node')]);
} catch {
  // Larger, and as good.
}
const packages = join(root, 'node_modules');
for (const name of ['onnxruntime-node', 'onnxruntime-common']) {
  const filter = (path) =>
    !/\.(map|ts)$|\/(darwin|win32|arm64|script|lib|node_modules)(\/|$)/.test(
      path.slice(join(packages, name).length),
    );
  cpSync(join(packages, name), join(out, 'node_modules', name), { recursive: true, filter });
}
writeFileSync(join(out, 'run.sh'), runner);
chmodSync(join(out, 'run.sh'), 0o755);
execFileSync('tar', ['cJf', 'gpu.tar.xz', 'gpu'], { cwd: join(root, 'out') }); // a minute or more
console.log('out/gpu.tar.xz');

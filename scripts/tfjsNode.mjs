// node scripts/tfjsNode.mjs WHEEL: builds the native part of @tensorflow/tfjs-node, in node_modules, against TensorFlow's library
// in a wheel of tensorflow-cpu (`pip download --no-deps tensorflow-cpu==2.15.1`). Its own installer fetches that library from
// elsewhere. Needs Linux, g++, make and Python; one build serves Node 20 to 26.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMain } from './isMain.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'node_modules/@tensorflow/tfjs-node');

/** What the build takes of the wheel, and to where. */
const UNPACK = `
import os, re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        library = re.fullmatch(r"tensorflow/(libtensorflow\\w*\\.so\\.2)", name)
        header = re.fullmatch(r"tensorflow/include/((?:tensorflow/(?:c|core/platform|tsl)|tsl)/.*[^/])", name)
        to = library and "lib/" + library[1] or header and "include/" + header[1]
        if to:
            path = os.path.join(sys.argv[2], to)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with wheel.open(name) as source, open(path, "wb") as target:
                while piece := source.read(1 << 24):
                    target.write(piece)
`;

/** @param {string} wheel */
export function buildNative(wheel) {
  const deps = join(folder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  execFileSync('python3', ['-c', UNPACK, resolve(wheel), deps], { stdio: 'inherit' });
  for (const name of ['libtensorflow.so', 'libtensorflow.so.2.9.1']) {
    symlinkSync('libtensorflow_cc.so.2', join(deps, 'lib', name));
  }
  symlinkSync('libtensorflow_framework.so.2', join(deps, 'lib/libtensorflow_framework.so'));
  const npm = execFileSync('npm', ['root', '--global'], { encoding: 'utf8' }).trim();
  const gyp = join(npm, 'npm/node_modules/node-gyp/bin/node-gyp.js');
  const headers = dirname(dirname(process.execPath));
  const { status } = spawnSync(
    process.execPath,
    [
      ...[gyp, 'rebuild', '--module_name=tfjs_binding'],
      `--module_path=${join(folder, 'lib/napi-v8')}`,
      '--napi_build_version=8',
      ...(existsSync(join(headers, 'include/node/node_api.h')) ? [`--nodedir=${headers}`] : []),
    ],
    { cwd: folder, stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('node-gyp failed');
}

if (isMain(import.meta.url)) {
  const [wheel] = process.argv.slice(2);
  if (wheel === undefined) {
    console.error('Which wheel? pip download --no-deps tensorflow-cpu==2.15.1');
    process.exitCode = 2;
  } else buildNative(wheel);
}

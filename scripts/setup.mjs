// Makes a checkout ready to run: installs what package-lock.json names, and with --browser meanwhile a browser
// where there is none, then builds dist/. Plain Node, quiet when nothing is to be done.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const problem = missing();
if (problem) {
  console.log(
    `Installing npm packages (${problem}); they are downloaded, which takes some minutes ...`,
  );
  const browser = process.argv.includes('--browser') ? setUpBrowser() : undefined;
  install();
  await browser;
}
const { buildAll } = await import('../esbuild.mjs');
await buildAll();

/** Why node_modules is not what package-lock.json asks for; undefined when it is. */
function missing() {
  const installed = packages('node_modules/.package-lock.json'); // npm's own record, written last
  if (!installed) return 'first run';
  for (const [path, wanted] of Object.entries(packages('package-lock.json'))) {
    if (path === '') continue; // the project itself
    const found = installed[path];
    if (!found && wanted.optional) continue; // for another platform
    if (found?.version !== wanted.version) return `${path} is not at ${wanted.version}`;
  }
  return undefined;
}

function packages(lockfile) {
  const path = join(root, lockfile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

function setUpBrowser() {
  const program = join(root, 'scripts/chromium.mjs');
  return once(spawn(process.execPath, [program], { stdio: 'inherit' }), 'close');
}

/** Install scripts stay off: onnxruntime-node's would fetch CUDA libraries that are not used. */
function install() {
  const npm = process.env.npm_execpath; // set by npm itself, so the same npm is used
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, stdio: 'inherit' };
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (status === 0) return;
  console.error(
    'npm ci failed: the packages of package-lock.json could not be installed (see above).',
  );
  process.exit(1);
}

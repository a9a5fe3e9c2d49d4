// What can be known without running the code: types of every project, lint, walls, format.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isMain } from './isMain.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = 'node_modules/typescript/bin/tsc';
const biome = 'node_modules/@biomejs/biome/bin/biome';

const checks = [
  ['types: engine and protocol know neither Node nor a page', [tsc, '-p', 'tsconfig.json']],
  ['types: everything that runs in Node', [tsc, '-p', 'tsconfig.node.json']],
  ['types: everything that runs in a page', [tsc, '-p', 'tsconfig.webview.json']],
  ['types: the tests that drive a page', [tsc, '-p', 'test/page']],
  ['lint, walls and format', [biome, 'check', '--error-on-warnings', '.']],
];

/** Runs every check, prints what each says, and returns how many passed and failed. */
export function runChecks() {
  let passed = 0;
  for (const [name, command] of checks) {
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: root,
      encoding: 'utf8',
    });
    console.log(` ${status === 0 ? '✓' : '✗'} ${name}`);
    if (status === 0) passed++;
    else console.log(`${stdout}${stderr}`.trimEnd());
  }
  return { passed, failed: checks.length - passed };
}

if (isMain(import.meta.url)) {
  process.exitCode = runChecks().failed === 0 ? 0 : 1;
}

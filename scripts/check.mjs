// What can be known without running the code: types of every project, lint, walls, format.
import { execFile } from 'node:child_process';
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

/** Runs every check, one after the other, prints what each says, and returns how many passed and failed. */
export async function runChecks() {
  let passed = 0;
  for (const [name, command] of checks) {
    const problem = await said(command);
    console.log(` ${problem === undefined ? '✓' : '✗'} ${name}`);
    if (problem === undefined) passed++;
    else console.log(problem);
  }
  return { passed, failed: checks.length - passed };
}

/** What a check that failed said; undefined where it passed.
 * @param {readonly string[]} command */
function said(command) {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 2 ** 26 };
    execFile(process.execPath, command, options, (error, stdout, stderr) =>
      resolve(error ? `${stdout}${stderr}`.trimEnd() : undefined),
    );
  });
}

if (isMain(import.meta.url)) {
  process.exitCode = (await runChecks()).failed === 0 ? 0 : 1;
}

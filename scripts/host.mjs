// The tests in a real editor: npm run host [-- --vsix FILE | --packages | --only SCENE [--times N] |
// --shots], of this checkout, of a package that is installed first, of the packages as `npm test` does, of
// one scene ("inside": the tests in the extension host) again and again, or pictures of every surface into
// out/shots. Drivers, the first that works: VS Code itself where it can be had, else code-server from npm.
// Without either they are skipped, loudly; under CI that fails. Nothing is run a second time: what fails
// now and then has a fault that is to be found.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { buildAll, host } from '../esbuild.mjs';
import { runInCodeServer } from './host/codeServerRun.mjs';
import { findVSCode, installInVSCode, runInVSCode } from './host/electron.mjs';
import { readReport } from './host/report.mjs';
import { sayFigures, sayTest } from './host/say.mjs';
import { makeWorkspace } from './host/workspace.mjs';
import { isMain } from './isMain.mjs';
import { kinds } from './package/kinds.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const here = `${process.platform}-${process.arch}`;
const nativeHere = kinds.some(({ name }) => name === here);

/** What a run of the suite is of. `inside`: which tests in the extension host ("short": where no scene can be played);
 * `ui`: which scenes.
 * @typedef {{ name: string, vsix?: string, runtime: string, inside: 'all' | 'short' | 'none',
 *   ui: 'all' | 'short' | 'shots' | 'none', only?: string, times?: number }} Edition */

/** @type {Edition} */
const checkout = {
  name: 'this checkout',
  runtime: nativeHere ? 'onnxruntime-node' : 'onnxruntime-web',
  inside: 'all',
  ui: 'all',
};

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Count */

const nothing = { passed: 0, failed: 0, skipped: [] };

/** The checkout, and meanwhile the packages are built; then these as their users install them, side by
 * side: they wait more than they compute. Returns what `npm test` counts.
 * @returns {Promise<Count>} */
export async function runHostSuites() {
  const suite = await built();
  const building = buildPackages();
  const total = await runHostSuite(suite, checkout);
  const packages = await building;
  const editorIsHere = total.skipped.length === 0;
  const more = editorIsHere ? await onPackages(suite, packages) : nothing;
  rmSync(packages.folder, { recursive: true, force: true });
  return sum(total, more);
}

/** What every run needs: dist/, and the tests for the extension host.
 * @returns {Promise<string>} the tests */
async function built() {
  await buildAll();
  return buildSuite();
}

const packageNames = [...(nativeHere ? [here] : []), 'universal'];

/** @param {string} folder @param {string} name */
const packageIn = (folder, name) => join(folder, `congruity-${name}-${version}.vsix`);

/** @typedef {{ folder: string, problem?: string }} Packages */

/** Those that the run's other tests have made, or of one's own.
 * @returns {Promise<Packages>} */
async function buildPackages() {
  const made = process.env.CONGRUITY_PACKAGES;
  if (made && packageNames.every((name) => existsSync(packageIn(made, name))))
    return { folder: made };
  const folder = mkdtempSync(join(tmpdir(), 'congruity-packages-'));
  const script = join(root, 'scripts/package.mjs');
  const args = [script, ...packageNames, '--out', folder];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: root });
    return { folder };
  } catch (error) {
    return { folder, problem: String(error.stderr || error.message) };
  }
}

/** From a right-click to a verdict, and to the code, which is read by a process of its own.
 * @param {string} suite
 * @param {Packages} packages */
async function onPackages(suite, { folder, problem }) {
  if (problem) {
    console.error(` ✗ the packages could not be built:\n${problem}`);
    return { ...nothing, failed: 1 };
  }
  const editions = packageNames.map((name) => {
    const native = name === here;
    return {
      name: `the ${name} package`,
      vsix: packageIn(folder, name),
      runtime: native ? 'onnxruntime-node' : 'onnxruntime-web',
      inside: 'short',
      ui: 'short',
    };
  });
  const counts = await Promise.all(editions.map((edition) => runHostSuite(suite, edition)));
  return counts.reduce(sum);
}

/** @param {string} tests for the extension host
 * @param {Edition} edition
 * @returns {Promise<Count>} */
async function runHostSuite(tests, edition) {
  const home = mkdtempSync(join(tmpdir(), 'congruity-host-'));
  const workspace = join(home, 'workspace');
  makeWorkspace(workspace);
  const report = join(home, 'report.json');
  const env = { CONGRUITY_HOST_REPORT: report, CONGRUITY_HOST_EDITION: JSON.stringify(edition) };
  const extension = edition.vsix ? emptyExtension(home) : root;
  const options = { root, edition, tests, home, workspace, report, extension, env };
  try {
    const problems = [];
    for (const driver of [viaElectron, runInCodeServer]) {
      const outcome = await driver(options);
      if (!('why' in outcome)) return counted(edition, outcome);
      problems.push(outcome.why);
    }
    return unavailable(edition, problems);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function buildSuite() {
  const outdir = join(root, 'out/host');
  await build({
    ...host,
    entryPoints: [{ in: 'test/host/suite.ts', out: 'suite' }],
    external: ['vscode', 'mocha'],
    outdir,
  });
  return join(outdir, 'suite.cjs');
}

/** A suite is started with an extension under development; where the one to test is installed, that is
 * an empty one. */
function emptyExtension(home) {
  const folder = join(home, 'empty');
  mkdirSync(folder);
  const manifest = { name: 'empty', publisher: 'congruity', version: '0.0.0' };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...manifest, engines: { vscode: '*' } }),
  );
  return folder;
}

/** VS Code itself. */
async function viaElectron({ root, edition, tests, home, workspace, report, extension, env }) {
  const found = await findVSCode(root);
  if ('why' in found) return found;
  console.log('Driver: VS Code (@vscode/test-electron)');
  if (edition.vsix) await installInVSCode(found.executable, edition.vsix, home);
  await runInVSCode(found.executable, { extension, tests, workspace, home, env });
  const outcome = readReport(report);
  for (const test of outcome.tests) sayTest(edition.name, test);
  return outcome;
}

/** @param {Edition} edition
 * @param {import('./host/report.mjs').Report} report, whose tests were said as they came
 * @returns {Count} */
function counted({ name: of }, { done, tests, figures }) {
  sayFigures(figures);
  if (!done) console.error(` ✗ ${of}: the suite in the editor did not come to its end`);
  const failed = tests.filter(({ ok }) => !ok).length;
  return { passed: tests.length - failed, failed: failed + (done ? 0 : 1), skipped: [] };
}

function unavailable({ name }, problems) {
  const sentence = `the suite in the editor, on ${name} and after it: ${problems.join('; ')}`;
  console.error(`\n!!! SKIPPED: ${sentence}\n`);
  return process.env.CI
    ? { passed: 0, failed: 1, skipped: [] }
    : { passed: 0, failed: 0, skipped: [sentence] };
}

/** @param {Count} a
 * @param {Count} b */
function sum(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
  };
}

/** What the command line asks for. */
async function asked() {
  const { values } = parseArgs({
    options: {
      vsix: { type: 'string' },
      packages: { type: 'boolean' },
      only: { type: 'string' },
      times: { type: 'string', default: '1' },
      shots: { type: 'boolean' },
    },
  });
  const { vsix, only } = values;
  const suite = await built();
  const run = (/** @type {Partial<Edition>} */ edition) =>
    runHostSuite(suite, { ...checkout, ...edition });
  if (values.packages) {
    const packages = await buildPackages();
    const count = await onPackages(suite, packages);
    rmSync(packages.folder, { recursive: true, force: true });
    return count;
  }
  if (values.shots) return run({ inside: 'none', ui: 'shots', only });
  if (only === 'inside') return run({ ui: 'none' });
  if (only) return run({ inside: 'none', only, times: Number(values.times) });
  const file = vsix && { vsix: resolve(vsix), name: vsix };
  const web = vsix?.includes('universal') && { runtime: 'onnxruntime-web' };
  return run({ ...file, ...web });
}

if (isMain(import.meta.url)) {
  const { passed, failed } = await asked();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

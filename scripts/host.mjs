// The tests in a real editor: npm run host [-- --vsix FILE], of this checkout or of a package that is
// installed first. Drivers, the first that works: VS Code itself where it can be had, else code-server
// from npm. Without either they are skipped, loudly; under CI that fails.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { buildAll, host } from '../esbuild.mjs';
import { uiTests } from '../test/host/ui.mjs';
import { findCodeServer, installInServer, openWorkbench, startServer } from './host/codeServer.mjs';
import { findVSCode, installInVSCode, runInVSCode } from './host/electron.mjs';
import { makeWorkspace } from './host/workspace.mjs';
import { isMain } from './isMain.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const LIMIT_MS = 300_000;

/** Runs the suite on this checkout, or on the package `vsix`; returns what `npm test` counts.
 * @param {{ vsix?: string }} [options]
 * @returns {Promise<{ passed: number, failed: number, skipped: string[] }>} */
export async function runHostSuite({ vsix } = {}) {
  if (!vsix) await buildAll();
  const tests = await buildSuite();
  const home = mkdtempSync(join(tmpdir(), 'congruity-host-'));
  const workspace = join(home, 'workspace');
  makeWorkspace(root, workspace);
  const report = join(home, 'report.json');
  const extension = vsix ? emptyExtension(home) : root;
  try {
    const problems = [];
    for (const driver of [viaElectron, viaCodeServer]) {
      const why = await driver({ tests, home, workspace, report, extension, vsix });
      if (why === undefined) return said(report);
      problems.push(why);
    }
    return unavailable(problems);
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

/** VS Code itself. Returns why it cannot be had. */
async function viaElectron({ tests, home, workspace, report, extension, vsix }) {
  const found = await findVSCode(root);
  if ('why' in found) return found.why;
  console.log('Driver: VS Code (@vscode/test-electron)');
  const env = { CONGRUITY_HOST_REPORT: report };
  if (vsix) await installInVSCode(found.executable, vsix, home);
  await runInVSCode(found.executable, { extension, tests, workspace, home, env });
}

/** code-server from npm. Returns why it cannot be had. */
async function viaCodeServer({ tests, home, workspace, report, extension, vsix }) {
  const parts = findCodeServer(root);
  if ('why' in parts) return `code-server: ${parts.why}`;
  console.log('Driver: code-server 4.139.1 (VS Code 1.139.1) and Chromium');
  const args = ['--disable-workspace-trust'];
  if (vsix) installInServer(parts, vsix, home);
  const server = await startServer(parts, { home, args, env: { CONGRUITY_HOST_REPORT: report } });
  const { address } = server;
  const at = { address, folder: workspace, extension };
  try {
    await inside(parts.browser, { ...at, tests });
    await outside(parts.browser, at, report);
  } finally {
    server.stop();
  }
}

/** The suite in the extension host, which writes the report. */
async function inside(browser, options) {
  let ended;
  const end = new Promise((resolve) => {
    ended = resolve;
  });
  const opened = await openWorkbench(browser, { ...options, onExit: ended });
  const limit = setTimeout(ended, LIMIT_MS);
  await end;
  clearTimeout(limit);
  await opened.close();
}

/** The workbench driven by mouse and keyboard; adds to the report. */
async function outside(browser, options, path) {
  const opened = await openWorkbench(browser, options);
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const shots = join(root, 'out/shots');
  const shot = (name) => opened.page.screenshot({ path: join(shots, `${name}.png`) });
  for (const [name, run] of uiTests) {
    try {
      await run({ page: opened.page, shot });
      report.tests.push({ name, ok: true });
    } catch (error) {
      report.tests.push({ name, ok: false, error: String(error.stack ?? error) });
      await shot('failed');
    }
  }
  await opened.close();
  writeFileSync(path, JSON.stringify(report));
}

function said(path) {
  let report = { done: false, tests: [], figures: {}, editor: '?', node: '?' };
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(` ✗ the suite in the editor left no report: ${error.message}`);
  }
  console.log(`In VS Code ${report.editor}, Node ${report.node}:`);
  for (const { name, ok, error } of report.tests) {
    console.log(` ${ok ? '✓' : '✗'} ${name}`);
    if (!ok) console.log(`     ${error}`);
  }
  for (const [name, value] of Object.entries(report.figures)) {
    console.log(`   ${name}: ${Math.round(value)}`);
  }
  const failed = report.tests.filter(({ ok }) => !ok).length;
  if (!report.done) console.error(' ✗ the suite in the editor did not come to its end');
  return {
    passed: report.tests.length - failed,
    failed: failed + (report.done ? 0 : 1),
    skipped: [],
  };
}

function unavailable(problems) {
  const sentence = `the suite in the editor: ${problems.join('; ')}`;
  console.error(`\n!!! SKIPPED: ${sentence}\n`);
  return process.env.CI
    ? { passed: 0, failed: 1, skipped: [] }
    : { passed: 0, failed: 0, skipped: [sentence] };
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({ options: { vsix: { type: 'string' } } });
  const vsix = values.vsix && resolve(values.vsix);
  const { passed, failed } = await runHostSuite({ vsix });
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

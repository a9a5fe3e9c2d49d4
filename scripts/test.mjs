// npm test [-- word]: everything; or a subject, or the test files whose path contains the word.
// Ends with "N passed, N failed[, N skipped]" and says why each skipped test was skipped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';
import { runChecks } from './check.mjs';
import { findChromium, installChromium } from './chromium.mjs';
import { countedOf } from './counted.mjs';
import { runHostSuites } from './host.mjs';
import { filterOf, hasFiles } from './subjects.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const filters = words.map(filterOf);
if (words.length > 0) process.env.CONGRUITY_LONG_TESTS = '1'; // who asks for one has it
const total = { passed: 0, failed: 0 };
const skipped = []; // "test: reason"

const checks = words.length === 0 ? runChecks() : undefined; // meanwhile: each has one thread
if (drivesPages()) findBrowser();
process.env.CONGRUITY_PACKAGES = mkdtempSync(join(tmpdir(), 'congruity-packages-')); // built once
const withEditor = words.length === 0 || words.includes('host');
const prepared = withEditor ? prepareEditor() : undefined;
if (words.length === 0 || filters.some(hasFiles)) await runTests();
await prepared;
if (checks) add(await checks);
if (withEditor) await inTheEditor();
rmSync(process.env.CONGRUITY_PACKAGES, { recursive: true, force: true });
report();

function add({ passed, failed }) {
  total.passed += passed;
  total.failed += failed;
}

function drivesPages() {
  const pages = readdirSync(join(root, 'test/page')).map((file) => `test/page/${file}`);
  return words.length === 0 || filters.some((part) => pages.some((page) => page.includes(part)));
}

/** Page tests skip themselves without CHROMIUM; in CI its absence is a failure. */
function findBrowser() {
  if (!findChromium()) installChromium();
  const found = findChromium();
  if (found) process.env.CHROMIUM = found;
  else if (process.env.CI) {
    total.failed++;
    console.error(' ✗ no Chromium was found or could be installed: the page tests cannot run');
  }
}

/** Meanwhile, for it takes minutes where there is none yet. */
function prepareEditor() {
  const preparing = spawn(process.execPath, [join(root, 'scripts/host/prepare.mjs')], {
    stdio: 'inherit',
  });
  return once(preparing, 'close');
}

async function runTests() {
  const vitest = await startVitest('test', filters, { root, watch: false });
  for (const module of vitest.state.getTestModules()) {
    const counted = countedOf(module);
    add(counted);
    skipped.push(...counted.skipped);
  }
  total.failed += vitest.state.getUnhandledErrors().length;
  await vitest.close();
}

async function inTheEditor() {
  const result = await runHostSuites();
  add(result);
  skipped.push(...result.skipped);
}

function report() {
  if (total.passed + total.failed + skipped.length === 0) {
    console.error(`No test file's path contains ${words.join(' or ')}.`);
    total.failed++;
  }
  for (const line of skipped) console.log(`skipped: ${line}`);
  const rest = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${rest}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

// The suite in code-server: first what runs inside the extension host, then the scenes in which the
// workbench is driven from outside by mouse and keyboard.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LIMIT_MS as STATE_LIMIT_MS, windowStands } from '../../test/host/ui/workbench.mjs';
import { scenesOf } from '../../test/host/ui.mjs';
import { findCodeServer, installInServer, openWorkbench, startServer } from './codeServer.mjs';
import { processesUnder } from './processes.mjs';
import { readReport } from './report.mjs';
import { sayTest } from './say.mjs';
import { makeWorkspace } from './workspace.mjs';

const LIMIT_MS = 1_200_000; // of the tests inside: what has not ended by then hangs
const MOST_FAILURES = 2; // in a scene: each has waited for long

/** @returns {Promise<import('./report.mjs').Report | { why: string }>} */
export async function runInCodeServer({ root, edition, home, report, env, ...places }) {
  const parts = findCodeServer(root);
  if ('why' in parts) return { why: `code-server: ${parts.why}` };
  console.log(`Driver: ${parts.name} and Chromium`);
  if (edition.vsix) installInServer(parts, edition.vsix, home);
  const { tests, workspace, extension } = places;
  let outcome = { done: true, tests: [], figures: {} };
  const say = (test) => sayTest(edition.name, test);
  const trusting = ['--disable-workspace-trust'];
  if (edition.inside !== 'none') {
    await withServer(parts, { home, env, args: trusting }, async ({ address }) => {
      await inside(parts.browser, { address, folder: workspace, extension, tests });
    });
    outcome = readReport(report);
    outcome.tests.forEach(say);
  }
  for (const restricted of [false, true]) {
    const scenes = scenesOf(edition).filter((scene) => Boolean(scene.restricted) === restricted);
    if (scenes.length === 0) continue;
    const args = restricted ? [] : trusting;
    await withServer(parts, { home, env, args }, async (server) => {
      const at = { browser: parts.browser, root, home, server, extension, outcome, say };
      for (let turn = 0; turn < (edition.times ?? 1); turn++) {
        for (const scene of scenes) await play(scene, { ...at, turn });
      }
    });
  }
  return outcome;
}

async function withServer(parts, options, use) {
  const server = await startServer(parts, options);
  try {
    await use(server);
  } finally {
    await server.stop();
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

/** One scene: a window and a workspace of its own, its tests one after the other; adds to the outcome. */
async function play(scene, { browser, root, home: all, server, extension, outcome, say, turn }) {
  const shots = join(root, 'out/shots');
  const home = join(all, `${scene.name}-${turn}`);
  for (const folder of [shots, home]) mkdirSync(folder, { recursive: true });
  const folder = join(home, 'workspace');
  (scene.workspace ?? makeWorkspace)(folder);
  const { size, forcedColors } = scene;
  const at = { address: server.address, folder, extension, size, forcedColors };
  const opened = await openWorkbench(browser, at);
  const { page } = opened;
  page.setDefaultTimeout(STATE_LIMIT_MS);
  const stage = {
    page,
    folder,
    home,
    shot: (name) => page.screenshot({ path: join(shots, `${name}.png`) }),
    processes: () => processesUnder(server.pid),
    figures: outcome.figures,
  };
  const add = (test) => {
    outcome.tests.push(test);
    say(test);
  };
  let failures = 0;
  for (const [name, run] of [['the window stands', standing], ...scene.tests]) {
    if (failures === MOST_FAILURES) {
      add({ name, ok: false, seconds: 0, error: 'not run: too much before it failed' });
      continue;
    }
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    try {
      await run(stage);
      add({ name, ok: true, seconds: seconds() });
    } catch (error) {
      add({ name, ok: false, seconds: seconds(), error: String(error.stack ?? error) });
      failures++;
      await stage.shot(`failed ${name.replace(/[^\w -]/g, '')}`);
    }
  }
  await opened.close();
}

/** What every scene begins with. */
const standing = ({ page }) => windowStands(page);

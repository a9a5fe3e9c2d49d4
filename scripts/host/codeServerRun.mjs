// The suite in code-server: first what runs inside the extension host, then the scenes in which the
// workbench is driven from outside by mouse and keyboard.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenesOf } from '../../test/host/ui.mjs';
import { findCodeServer, installInServer, openWorkbench, startServer } from './codeServer.mjs';
import { processesUnder } from './processes.mjs';

const LIMIT_MS = 600_000;
const MOST_FAILURES = 2; // in a scene: each has waited for long

/** Returns why it cannot be had. */
export async function runInCodeServer({ root, edition, home, report, env, ...places }) {
  const parts = findCodeServer(root);
  if ('why' in parts) return `code-server: ${parts.why}`;
  console.log('Driver: code-server 4.139.1 (VS Code 1.139.1) and Chromium');
  if (edition.vsix) installInServer(parts, edition.vsix, home);
  const { tests, workspace, extension } = places;
  const trusting = ['--disable-workspace-trust'];
  await withServer(parts, { home, env, args: trusting }, async ({ address }) => {
    const at = { address, folder: workspace, extension };
    if (edition.inside !== 'none') await inside(parts.browser, { ...at, tests });
  });
  const outcome = readReport(report, edition);
  for (const restricted of [false, true]) {
    const scenes = scenesOf(edition).filter((scene) => Boolean(scene.restricted) === restricted);
    if (scenes.length === 0) continue;
    const args = restricted ? [] : trusting;
    await withServer(parts, { home, env, args }, async (server) => {
      for (const scene of scenes) {
        await play(scene, { ...places, browser: parts.browser, root, home, server, outcome });
      }
    });
  }
  writeFileSync(report, JSON.stringify(outcome));
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

/** One scene: a window of its own, its tests one after the other; adds to the outcome. */
async function play(scene, { browser, root, home, server, workspace, extension, outcome }) {
  const shots = join(root, 'out/shots');
  mkdirSync(shots, { recursive: true });
  const folder = scene.workspace?.(home) ?? workspace;
  const { address } = server;
  const size = scene.size;
  const opened = await openWorkbench(browser, { address, folder, extension, size });
  const { page } = opened;
  const stage = {
    page,
    folder,
    home,
    shot: (name) => page.screenshot({ path: join(shots, `${name}.png`) }),
    processes: () => processesUnder(server.pid),
    figures: outcome.figures,
  };
  let failures = 0;
  for (const [name, run] of scene.tests) {
    if (failures === MOST_FAILURES) {
      outcome.tests.push({ name, ok: false, error: 'not run: too much before it failed' });
      continue;
    }
    try {
      await run(stage);
      outcome.tests.push({ name, ok: true });
    } catch (error) {
      outcome.tests.push({ name, ok: false, error: String(error.stack ?? error) });
      failures++;
      await stage.shot(`failed ${name.replace(/[^\w -]/g, '')}`);
    }
  }
  await opened.close();
}

function readReport(path, { inside: wanted }) {
  const none = { done: wanted === 'none', tests: [], figures: {}, editor: '1.139.1', node: '24' };
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (wanted !== 'none') console.error(` ✗ the suite left no report: ${error.message}`);
    return none;
  }
}

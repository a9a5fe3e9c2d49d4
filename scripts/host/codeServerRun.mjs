// The suite in code-server: what runs inside the extension host, and beside it the scenes in which the workbench is
// driven from outside by mouse and keyboard.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { anew, LIMIT_MS as STATE_LIMIT_MS, windowStands } from '../../test/host/ui/workbench.mjs';
import { windowsOf } from '../../test/host/ui.mjs';
import { findCodeServer, installInServer, openWorkbench, startServer } from './codeServer.mjs';
import { processesUnder } from './processes.mjs';
import { readReport } from './report.mjs';
import { sayTest } from './say.mjs';
import { makeWorkspace } from './workspace.mjs';

const LIMIT_MS = 1_200_000; // of the tests inside: what has not ended by then hangs
const MOST_FAILURES = 2; // in a scene: each has waited for long
const TRUSTING = ['--disable-workspace-trust'];

/** @returns {Promise<import('./report.mjs').Report | { why: string }>} */
export async function runInCodeServer({ root, edition, home, report, env, ...places }) {
  const parts = findCodeServer(root);
  if ('why' in parts) return { why: `code-server: ${parts.why}` };
  console.log(`Driver: ${parts.name} and Chromium`);
  const { tests, workspace, extension } = places;
  const outcome = { done: true, tests: [], figures: {} };
  const add = (test) => {
    outcome.tests.push(test);
    sayTest(edition.name, test);
  };
  const { figures } = outcome;
  const at = { browser: parts.browser, edition, root, home, extension, figures, add };
  const [trusting, restricted] = queuesOf(edition);
  const lane = (queues) => (options) => playAll(queues, { parts, options, at });
  const lanes = [lane([trusting, restricted])];
  if (edition.ui === 'all' && !edition.only)
    lanes.push(...Array(2).fill(lane([restricted, trusting])));
  if (edition.inside === 'all') {
    lanes.unshift(async (options) => {
      const run = { folder: workspace, extension, tests };
      await withServer(parts, { ...options, args: TRUSTING }, ({ address }) =>
        inside(parts.browser, { address, ...run }),
      );
      const told = readReport(report);
      told.tests.forEach(add);
      outcome.done = told.done;
      Object.assign(figures, told.figures);
    });
  }
  const extensions = join(home, 'extensions');
  if (edition.vsix) installInServer(parts, edition.vsix, { home, extensions });
  // They wait more than they compute: all at a time, each with a server and a home of its own.
  const begun = lanes.map((run, i) => run({ home: join(home, `lane-${i}`), extensions, env }));
  const ended = await Promise.allSettled(begun); // all, so that no server is left when one fails
  for (const { reason } of ended) if (reason) throw reason;
  return outcome;
}

/** @typedef {{ args: readonly string[], left: { scenes: import('../../test/host/ui.mjs').Window, turn: number }[] }} Queue */

/** The windows of a server which trusts the workspace, and those of one that asks.
 * @returns {readonly Queue[]} */
function queuesOf(edition) {
  const turns = Array.from({ length: edition.times ?? 1 }, (_, turn) => turn);
  const all = turns.flatMap((turn) => windowsOf(edition).map((scenes) => ({ scenes, turn })));
  return [
    { args: TRUSTING, left: all.filter(({ scenes: [{ restricted }] }) => !restricted) },
    { args: [], left: all.filter(({ scenes: [{ restricted }] }) => restricted) },
  ];
}

/** Plays what is left of each queue; another lane takes from them too. */
async function playAll(queues, { parts, options, at }) {
  for (const { args, left } of queues) {
    if (left.length === 0) continue;
    await withServer(parts, { ...options, args }, async (server) => {
      while (left.length > 0) {
        const { scenes, turn } = left.shift();
        await play(scenes, { ...at, server, turn });
      }
    });
  }
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

/** A window and a workspace of its own: its scenes one after the other. */
async function play(scenes, at) {
  const { browser, edition, root, home: all, server, extension, figures, add, turn } = at;
  const [{ name: of, size, forcedColors }] = scenes;
  const shots = join(root, 'out/shots');
  const home = join(all, `${of}-${turn}`);
  for (const folder of [shots, home]) mkdirSync(folder, { recursive: true });
  const folder = join(home, 'workspace');
  const makers = scenes.flatMap(({ furnish = [makeWorkspace] }) => furnish);
  for (const make of new Set(makers)) make(folder);
  const shown = { address: server.address, folder, extension, size, forcedColors };
  const opened = await openWorkbench(browser, shown);
  const { page } = opened;
  page.setDefaultTimeout(STATE_LIMIT_MS);
  const stage = {
    page,
    folder,
    home,
    shot: (name) => page.screenshot({ path: join(shots, `${name}.png`) }),
    processes: () => processesUnder(server.pid),
    figures,
    edition,
  };
  for (const [i, { name, tests }] of scenes.entries()) {
    const before =
      i === 0 ? ['the window stands', standing] : [`${name}: a window as new`, emptied];
    await playScene([before, ...tests], { stage, add });
  }
  await opened.close();
}

/** Its tests, until too many have failed. */
async function playScene(tests, { stage, add }) {
  let failures = 0;
  for (const [name, run] of tests) {
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
}

/** What every window begins with, and every scene after the first. */
const standing = ({ page }) => windowStands(page);
const emptied = ({ page }) => anew(page);

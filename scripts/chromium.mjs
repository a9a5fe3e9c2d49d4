// The browser that page tests and scenes drive: one that is there, or Debian's when we may install it.
// `node scripts/chromium.mjs` installs it where there is none, and wants no packages of npm for that.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { isMain } from './isMain.mjs';

/** Draws pages as Chromium does, into memory: a third less of a processor's time than its window that nobody sees. */
const headless = 'chromium-headless-shell';
const windowed = ['chromium', 'chromium-browser', 'google-chrome', 'chrome.exe', 'msedge.exe'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(process.env.PROGRAMFILES ?? '', 'Google/Chrome/Application/chrome.exe'),
  join(process.env['PROGRAMFILES(X86)'] ?? '', 'Microsoft/Edge/Application/msedge.exe'),
];

/** Path of a Chromium: the one that CHROMIUM names, else the first found; undefined if none is.
 * @param {{ headed?: boolean }} [options] `headed`: it is to open a window */
export function findChromium({ headed = false } = {}) {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = headed ? windowed : [headless, ...windowed];
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...elsewhere, ...playwrights()].find((path) => existsSync(path));
}

/** Where Playwright keeps its own. */
function playwrights() {
  try {
    return [createRequire(import.meta.url)('playwright-core').chromium.executablePath()];
  } catch {
    return []; // npm's packages are not installed yet
  }
}

/** Installs Debian's Chromium where this process may (root, apt-get). Says what it does. */
export function installChromium() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const apt = (/** @type {string[]} */ ...args) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (status !== 0) console.error(`apt-get ${args.join(' ')} failed:\n${stderr}`);
    return status === 0;
  };
  console.log(`Installing Chromium for the page tests (apt-get install ${headless}) ...`);
  apt('update');
  if (!apt('install', '-y', headless)) apt('install', '-y', 'chromium'); // Debian's older releases have no other
}

if (isMain(import.meta.url) && !findChromium()) installChromium();

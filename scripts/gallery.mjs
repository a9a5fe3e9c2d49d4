// npm run gallery [-- --shots [part of a name]]: every page in every state, in out/gallery/; see
// test/page/gallery/list.ts. With --shots also a picture of each in every theme and size.
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { buildAll } from '../esbuild.mjs';
import { findChromium } from './chromium.mjs';
import { runTs } from './runTs.mjs';

const folder = 'out/gallery';
const sizes = [
  [1280, 800],
  [1000, 600],
  [420, 800], // a panel beside an editor
];
/** Name -> the hash of a page of the editor, and how the system looks to a saved report. */
const looks = {
  light: { hash: 'vscode-light', colorScheme: 'light', forcedColors: 'none' },
  dark: { hash: 'vscode-dark', colorScheme: 'dark', forcedColors: 'none' },
  contrast: { hash: 'vscode-high-contrast', colorScheme: 'dark', forcedColors: 'active' },
  contrastLight: {
    hash: 'vscode-high-contrast-light',
    colorScheme: 'light',
    forcedColors: 'active',
  },
};

const { values, positionals } = parseArgs({
  options: { shots: { type: 'boolean' } },
  allowPositionals: true,
});
await buildAll();
await runTs('test/page/gallery.ts', []);
if (values.shots) await takeShots(positionals[0] ?? '');

async function takeShots(part) {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  mkdirSync(join(folder, 'shots'), { recursive: true });
  const files = readdirSync(folder).filter((file) => file.endsWith('.html') && file.includes(part));
  for (const file of files) {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, file)).href);
    for (const [name, look] of Object.entries(looks)) await shoot(page, file, name, look);
    await page.close();
    console.log(`${folder}/shots/${basename(file, '.html')}`);
  }
  await browser.close();
}

async function shoot(page, file, name, { hash, colorScheme, forcedColors }) {
  const isReport = (await page.locator('#report').count()) > 0;
  // The editor's high contrast is its own colours, not the system's.
  if (isReport) await page.emulateMedia({ colorScheme, forcedColors });
  else await page.evaluate((to) => location.replace(to), `#${hash}`);
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(150); // drawings follow the width within some frames
    const shot = `${basename(file, '.html')}-${name}-${width}.png`;
    await page.screenshot({ path: join(folder, 'shots', shot) });
  }
}

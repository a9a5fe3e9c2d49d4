// The pages of the gallery: what a screen reader says of each; nothing complains and hostile names stay text; a share of
// them in every theme, where nothing moves sideways or is refused by axe.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { share } from '../support/share.ts';
import { findings } from './findings.ts';
import { galleryPages, writeGallery } from './gallery/list.ts';
import { themeNames } from './gallery/themes.ts';
import { pageParts } from './pageParts.ts';
import { browserTest, settled } from './pages.ts';

const out = join(import.meta.dirname, '../../out');
const widths = [420, 1000];
/** Saved reports take no theme; axe.test.ts has their looks. */
const hosted = galleryPages.filter(({ page }) => page !== 'report');
/** Reports have their snapshots in report.test.ts; the others would be too long to be read. */
const unspoken =
  /hostile|100000|panel-done|panel-so-far|panel-unfinished|again|rows-of-code|fleet-(8|30)/;
const spoken = hosted.filter(({ name }) => !unspoken.test(name));
const silent = share(
  hosted.filter(({ name }) => unspoken.test(name)),
  5,
);
/** In every theme and width. */
const wholly = new Set(share([...spoken, ...silent], 7));
let folder: Promise<string> | undefined;

afterAll(async () => {
  if (folder) rmSync(await folder, { recursive: true });
});

async function write(): Promise<string> {
  mkdirSync(out, { recursive: true });
  const made = mkdtempSync(join(out, 'gallery-'));
  await writeGallery(made, pageParts);
  return made;
}

for (const one of [...spoken, ...silent]) {
  const { name } = one;
  browserTest(`${name}: axe, complaints, width and foreign elements`, async (newPage) => {
    folder ??= write();
    const { page, complaints, requests } = await newPage({ width: 1000, height: 600 });
    await page.goto(pathToFileURL(join(await folder, `${name}.html`)).href);
    await page.locator('body[data-played]').waitFor();
    await settled(page);
    if (!unspoken.test(name)) {
      expect(await page.locator('body').ariaSnapshot()).toMatchSnapshot();
    }
    const isLookedAt = wholly.has(one);
    if (isLookedAt) await complainsNot(page, themeNames[0], 'all');
    for (const theme of isLookedAt ? themeNames.slice(1) : []) {
      await complainsNot(page, theme, 'colours');
    }
    for (const width of isLookedAt ? widths : []) {
      await page.setViewportSize({ width, height: 600 });
      await settled(page);
      expect([width, await overflow(page)]).toEqual([width, 0]);
    }
    const foreign = await page.locator('img, iframe, object, b[onclick]').count();
    const loaded = requests.map((address) => basename(address)).filter((file) => !isOwn(file));
    expect({ complaints, loaded, foreign }).toEqual({ complaints: [], loaded: [], foreign: 0 });
  });
}

async function complainsNot(page: Page, theme: string, of: 'all' | 'colours'): Promise<void> {
  await page.evaluate((to) => location.replace(to), `#${theme}`);
  await settled(page);
  expect([theme, await findings(page, of)]).toEqual([theme, []]);
}

const isOwn = (file: string) => /^(comparison|checkpoint|checkpointDiff)\.(js|css)$/.test(file);

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

// The details of a cell open in place: under the map, in sight, by mouse and by keys; the code is shown
// only when its button is pressed.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { standing } from './gallery/panels.ts';
import { browserTest, pageTest, settled } from './pages.ts';
import { openPanelPage } from './panelPage.ts';
import { focused } from './walk.ts';

const boxOf = (page: Page, selector: string) =>
  page.locator(selector).evaluate((e) => {
    const { top, bottom, width, height } = e.getBoundingClientRect();
    return { top, bottom, width, height };
  });

browserTest('a click on a cell opens its details and asks for no code', async (newPage) => {
  const { page, cuts } = await openPanelPage(newPage, standing);
  const before = await boxOf(page, 'svg.flow');
  await page.click('#site-1-2-3');
  await settled(page);
  const after = await boxOf(page, 'svg.flow');
  expect([after.width, after.height]).toEqual([before.width, before.height]);
  expect(await page.locator('.detail h3').innerText()).toMatch(/B\s+cut 2, after block 1 ·\s+c/);
  expect(cuts).toEqual([]);
  await page.getByRole('button', { name: 'Go to Code' }).click();
  await expect.poll(() => cuts).toEqual(['1 2']);
  await page.getByRole('button', { name: 'Close' }).click();
  expect(await page.locator('.detail.is-open').count()).toBe(0);
  expect(await focused(page)).toBe('site-1-2-3');
});

browserTest('by keys: Enter opens, Tab leads to the buttons, Escape goes back', async (newPage) => {
  const { page, cuts } = await openPanelPage(newPage, standing);
  await page.focus('#site-0-1-1');
  await page.keyboard.press('Enter');
  expect(await page.locator('.detail').getAttribute('aria-live')).toBe('polite');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Go to Code');
  await page.keyboard.press('Enter');
  await expect.poll(() => cuts).toEqual(['0 1']);
  await page.keyboard.press('Escape');
  expect(await focused(page)).toBe('site-0-1-1');
  expect(await page.locator('#site-0-1-1').getAttribute('aria-selected')).toBe('false');
});

/** Width, height of the page. */
for (const [width, height] of [
  [1280, 800],
  [1000, 600],
  [420, 800],
]) {
  browserTest(
    `the cell and its details are both in sight at ${width} x ${height}`,
    async (newPage) => {
      const { page } = await openPanelPage(newPage, standing, { width, height });
      for (const cell of ['#site-0-0-0', '#site-0-3-5', '#site-1-0-2']) {
        await page.locator(cell).scrollIntoViewIfNeeded();
        await page.focus(cell);
        await page.keyboard.press('Enter');
        await settled(page);
        const [at, detail] = [await boxOf(page, cell), await boxOf(page, '.detail')];
        expect([cell, at.bottom <= detail.top, detail.top < height]).toEqual([cell, true, true]);
        expect([cell, at.top >= 0]).toEqual([cell, true]);
        await page.keyboard.press('Escape');
      }
    },
  );
}

pageTest('a saved report has no editor to go to', async (open) => {
  const { page } = await open('different');
  await page.click('#site-0-1-1');
  expect(await page.locator('.detail button').allInnerTexts()).toEqual(['Close']);
});

pageTest('the details have the weights of the site, and of it with all after it', async (open) => {
  const { page } = await open('big');
  await page.click('#site-0-15-14');
  expect(await page.locator('.detail h4').allInnerTexts()).toEqual([
    'Here',
    'S2 and after',
    'shares',
  ]);
  const blocks = await page.locator('.detail .site-block').allInnerTexts();
  expect(blocks[0]).toContain('matters, but no part explains it');
  expect(blocks[1]).toMatch(/holds \{which\}[\s\S]*\{which\}\s+0\.9\d/);
});

pageTest(
  'a place in the profiles, and where the distance is decided, lead to the map',
  async (open) => {
    const { page } = await open('different');
    for (const within of ['#profile', '.verdict']) {
      const link = page.locator(`${within} .place-link`).first();
      expect(await link.innerText()).toMatch(/b\s+· block 0/);
      await link.click();
      expect(await page.locator('[aria-selected="true"]').getAttribute('id')).toBe('site-0-1-1');
      expect(await focused(page)).toBe('site-0-1-1');
      await page.keyboard.press('Escape');
    }
  },
);

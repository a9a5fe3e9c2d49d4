// The report without a mouse: walking the flow maps, pinning, and the tables behind the pictures.
import { expect } from 'vitest';
import { pageTest, settled } from './pages.ts';
import { checkWalk, focused } from './walk.ts';

const firstCell = '#site-0-0-0';

pageTest('one cell of both maps can be tabbed to; keys walk from it', async (open) => {
  const { page } = await open('different');
  expect(await page.locator('.cell[tabindex="0"]').count()).toBe(1);
  await page.focus(firstCell);
  const walk: readonly (readonly [string, string])[] = [
    ['ArrowDown', 'site-0-0-0'],
    ['ArrowLeft', 'site-0-0-0'],
    ['ArrowUp', 'site-0-1-0'],
    ['ArrowRight', 'site-0-1-1'],
    ['End', 'site-0-1-5'],
    ['ArrowRight', 'site-1-1-0'],
    ['PageUp', 'site-1-4-0'],
    ['ArrowLeft', 'site-0-3-5'],
    ['Home', 'site-0-3-0'],
    ['PageDown', 'site-0-0-0'],
  ];
  await checkWalk(page, walk);
  expect(await page.locator('.cell[tabindex="0"]').count()).toBe(1);
});

pageTest('a focused cell shows its numbers; Escape hides them', async (open) => {
  const { page } = await open('different');
  await page.focus(firstCell);
  const tip = page.getByRole('tooltip');
  expect(await tip.innerText()).toMatch(/cut 0, embedding ·\s*a\s+holds \{a\}\s+\{a\}\s+1\.00/);
  await page.keyboard.press('Escape');
  expect(await tip.isVisible()).toBe(false);
});

for (const key of ['Enter', ' ']) {
  pageTest(
    `${key === ' ' ? 'Space' : key} pins a cell to the panel, and again lets it go`,
    async (open) => {
      const { page } = await open('different');
      await page.focus('#site-0-1-1');
      await page.keyboard.press(key);
      const cell = page.locator('#site-0-1-1');
      expect(await cell.getAttribute('aria-selected')).toBe('true');
      expect(await page.locator('.detail').innerText()).toMatch(
        /holds\s+holds \{a,b\}\s+strength\s+0\.\d\d\s+unexplained\s+0\.\d\d/,
      );
      await page.keyboard.press(key);
      expect(await cell.getAttribute('aria-selected')).toBe('false');
    },
  );
}

pageTest('a pinned cell stays pinned when the page changes its width', async (open) => {
  const { page } = await open('different');
  await page.click('#site-1-2-3');
  await page.setViewportSize({ width: 700, height: 800 });
  await settled(page);
  expect(await page.locator('#site-1-2-3').getAttribute('aria-selected')).toBe('true');
  expect(await focused(page)).toBe('site-1-2-3');
});

pageTest('t shows every picture as a table and back', async (open) => {
  const { page } = await open('different');
  const figures = await page.locator('.figure').count();
  expect(figures).toBe(4);
  await page.keyboard.press('t');
  expect(await page.locator('.figure .twin-table:visible').count()).toBe(figures);
  expect(await page.locator('.figure svg.chart:visible').count()).toBe(0);
  await page.keyboard.press('t');
  expect(await page.locator('.figure .twin-table:visible').count()).toBe(0);
  expect(await page.locator('.figure svg.chart:visible').count()).toBe(figures - 1); // profiles are a table with axes
});

pageTest('t inside a picture shows only that one as a table', async (open) => {
  const { page } = await open('different');
  await page.focus('#mismatch button');
  await page.keyboard.press('t');
  expect(await page.locator('.figure .twin-table:visible').count()).toBe(1);
  expect(await page.locator('#mismatch table tbody tr').first().innerText()).toMatch(
    /^A 0\s+0\.\d\d\s+0\.\d\d/,
  );
});

pageTest('the table of the flow maps has a row a site, the joint ones too', async (open) => {
  const { page } = await open('big');
  await page.click('#flow button.twin');
  const rows = page.locator('#flow table').first().locator('tbody tr');
  expect(await rows.count()).toBe(33 * (20 + 4));
  const row = async (at: number) => (await rows.nth(at).innerText()).split(/\s*\t\s*/);
  const number = expect.stringMatching(/^\d\.\d\d$/);
  expect(await row(18 * 24 + 14)).toEqual([
    ...['18', 'S2', '{which}', expect.stringMatching(/^\{which\} \d\.\d\d$/)],
    ...Array(6).fill(number),
  ]);
  const joint = await row(18 * 24 + 20 + 2);
  expect(joint.slice(0, 3)).toEqual(['18', 'place and after', '{which,place}']);
  expect(joint.slice(6).join(''), 'no shares of its own').toBe('');
});

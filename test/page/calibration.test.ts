// Methods judged on known models, on their page: the picture, its twin, heads and MLPs, the truth; and on every other report the
// link to what its number is worth.
import { expect } from 'vitest';
import { calibrate, different } from '../support/cannedReports.ts';
import { pageTest } from './pages.ts';

pageTest('calibration: the methods, the best first, and their table', async (open) => {
  const { page } = await open(calibrate());
  expect(await page.locator('h1').innerText()).toBe('Methods');
  const methods = page.locator('#methods');
  expect(await methods.locator('.row-name').count()).toBe(24);
  expect(await methods.locator('.row-name').first().textContent()).toMatch(/^profile distance/);
  expect(await methods.locator('.caption').innerText()).toMatch(/AUROC: how often a pair/);
  await methods.locator('button.twin').click();
  const rows = methods.locator('tbody tr');
  expect(await rows.count()).toBe(24);
  expect(await rows.first().innerText()).toMatch(/1\.000\s+1\.000\s+1\.000 \[1\.000, 1\.000\]/);
  expect(await page.locator('#components tbody tr').count()).toBe(2);
  expect(await page.locator('#truth li').count()).toBe(2);
  expect(await page.locator('#trusted').count()).toBe(0);
});

pageTest('a comparison: the link leads to what its numbers are worth', async (open) => {
  const { page } = await open(different());
  const link = page.locator('a[href="#trusted"]');
  expect(await link.innerText()).toBe('How far this can be trusted');
  await link.click();
  expect(await page.locator('#trusted li').count()).toBeGreaterThanOrEqual(3);
  expect(await page.locator('#trusted-profile').first().innerText()).toMatch(/AUROC \d\.\d{3}/);
});

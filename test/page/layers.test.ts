// The map of layers on its page: numbers that chance gives as well in brackets, the table with chance and p of each pair,
// and what the map does not show.
import { expect } from 'vitest';
import { layers } from '../support/cannedReports.ts';
import { pageTest } from './pages.ts';

pageTest('layers: the map, its twin and the warning', async (open) => {
  const { page } = await open(layers());
  const map = page.locator('#layers');
  expect(await map.locator('.caption').innerText()).toMatch(
    /a similarity: 1 is alike, about 0 is unlike.*no metric \(Kornblith/s,
  );
  const values = await map.locator('.heat-value').allTextContents();
  expect(values).toHaveLength(9);
  expect(values.filter((text) => text.startsWith('('))).toHaveLength(3);
  expect(await map.locator('.heat-match').count()).toBe(3);
  await map.locator('button.twin').click();
  const rows = map.locator('tbody tr');
  expect(await rows.count()).toBe(9);
  expect(await rows.first().innerText()).toMatch(/A 0, B 0\s+0\.35\s+0\.03\s+0\.01/);
  const warning = page.locator('#not-the-same');
  expect(await warning.innerText()).toMatch(/Similar representations are not the same computation/);
  expect(await warning.locator('tbody tr').count()).toBe(7);
  expect(await page.locator('#provenance').innerText()).toMatch(/99 permutations/);
});

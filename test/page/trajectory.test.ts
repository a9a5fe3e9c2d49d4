// The strip of a training run on its page, and its twin.
import { expect } from 'vitest';
import { trajectory } from '../support/cannedReports.ts';
import { pageTest } from './pages.ts';

pageTest('trajectory: a column a checkpoint, the marks, and the twin', async (open) => {
  const { page } = await open(trajectory());
  const strip = page.locator('#trajectory-1');
  expect(await strip.locator('.caption').innerText()).toMatch(
    /margin 0\.30.*changes at checkpoint-320, between checkpoint-200 and checkpoint-440\. Line: it settles at checkpoint-440/s,
  );
  expect(await strip.locator('.strip-unsolved').count()).toBe(1);
  expect(await strip.locator('.curve-dot').count()).toBe(10); // but the first, which fails, and the last
  expect(await strip.locator('.strip-before').count()).toBe(10);
  expect(await strip.locator('.heat-cell').count()).toBe(2 * 11);
  expect(await strip.locator('.strip-change, .strip-settled').count()).toBe(2);
  await strip.locator('button.twin').click();
  const rows = strip.locator('tbody tr');
  expect(await rows.count()).toBe(12);
  expect(await rows.nth(0).innerText()).toMatch(
    /checkpoint-40\s+31\.3 %\s+below the floor of the task/,
  );
  expect(await rows.nth(7).innerText()).toMatch(/different, 0\.\d\d \[.*changes here/);
  expect(await rows.nth(10).innerText()).toMatch(/same interpretation, 0\.20 \[.*settles here/);
  expect(await page.locator('#profile').count()).toBe(0); // of twelve models no table of profiles
});

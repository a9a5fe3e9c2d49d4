// What a run does not ask has no place on its page: margins that decide nothing there, and evidence that nobody looked for.
import { expect } from 'vitest';
import type { Report } from '../../src/protocol/report.ts';
import {
  calibrate,
  circuit,
  different,
  distinguished,
  interpret,
  layers,
  survey,
  wiring,
} from '../support/cannedReports.ts';
import { share } from '../support/share.ts';
import { pageTest } from './pages.ts';

/** Report, has it margins, and a column of evidence. */
const rows: readonly (readonly [Report, boolean, boolean])[] = [
  [different(), true, true],
  [interpret(), true, true],
  [survey(), true, true], // it is still to come
  [circuit(), false, false],
  [wiring(), false, false],
  [distinguished(), false, false],
  [layers(), false, false],
];

pageTest('margins and evidence stand where they are asked for', async (open) => {
  for (const [report, margins, evidence] of share(rows, 4)) {
    const { page } = await open(report);
    const terms = await page.locator('#provenance dt').allInnerTexts();
    const heads = await page.locator('.models thead th').allTextContents();
    const has = [terms.includes('margins'), heads.includes('Evidence')];
    expect([report.kind, ...has]).toEqual([report.kind, margins, evidence]);
    expect(terms).toContain('seed');
    const cells = await page.locator('.models tbody tr').first().locator('th, td').count();
    expect(cells).toBe(heads.length);
  }
});

pageTest('the truth keeps its distance from what stands above it', async (open) => {
  const { page } = await open(calibrate());
  const [end, top] = await page.evaluate(() => {
    const truth = document.querySelector('#truth')!;
    const above = truth.previousElementSibling!;
    return [above.getBoundingClientRect().bottom, truth.getBoundingClientRect().top];
  });
  expect(top - end).toBeGreaterThanOrEqual(24);
});

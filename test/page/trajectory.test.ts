// The strip of a training run on its page, and its twin.
import { expect } from 'vitest';
import { trajectory } from '../support/cannedReports.ts';
import { pageTest } from './pages.ts';

pageTest('trajectory: a column a checkpoint, the marks, and the twin', async (open) => {
  const { page } = await open(trajectory());
  const strip = page.locator('#trajectory-1');
  expect(await strip.locator('.caption').innerText()).toMatch(
    /margin 0\.30.*changes between checkpoint-280 and checkpoint-320 \(band: it first differs from checkpoint-200 to checkpoint-440 as the pairs are drawn anew\)\. Line: it settles at checkpoint-440/s,
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

/** The canned run with an exact change, in so many of the draws. */
function changedAt(share: number, unsolvedBefore: boolean) {
  const report = trajectory();
  const sections = report.sections.map((section) => {
    if (section.kind !== 'trajectory') return section;
    const runs = section.runs.map((run) => {
      const at = run.change!.at;
      const steps = run.steps.map((step, s) =>
        unsolvedBefore && s === at - 1 ? { ...step, solves: false } : step,
      );
      return { ...run, steps, change: { at, low: at, high: at, share } };
    });
    return { ...section, runs };
  });
  return { ...report, sections } as typeof report;
}

for (const [share, unsolvedBefore, words] of [
  [1, false, 'between checkpoint-280 and checkpoint-320 (in every redraw of the pairs).'],
  [
    0.97,
    false,
    'between checkpoint-280 and checkpoint-320 (in 97\u00a0% of the redraws of the pairs).',
  ],
  [1, true, 'between checkpoint-240 and checkpoint-320 (in every redraw of the pairs).'],
] as const) {
  pageTest(`trajectory: an exact change is ${words}`, async (open) => {
    const { page } = await open(changedAt(share, unsolvedBefore));
    expect(await page.locator('#trajectory-1 .caption').innerText()).toContain(words);
  });
}

pageTest('trajectory: few checkpoints fill the page, and no mark hides another', async (open) => {
  const report = trajectory();
  const few = report.sections.map((section) => {
    if (section.kind !== 'trajectory') return section;
    const cut = (run: (typeof section.runs)[number]) => ({
      ...{ ...run, steps: run.steps.slice(7), change: null, settled: null, breaks: [] },
    });
    return { ...section, runs: section.runs.map(cut) };
  });
  const { page } = await open({ ...report, sections: few } as typeof report);
  const width = await page
    .locator('#trajectory-1 svg')
    .evaluate((e) => e.getBoundingClientRect().width);
  expect(width).toBeGreaterThan(600);
  const centres = await page
    .locator('#trajectory-1 :is(.curve-dot, .strip-before)')
    .evaluateAll((all) => all.map((one) => Number(one.getAttribute('cx'))));
  expect(new Set(centres).size).toBe(centres.length);
});

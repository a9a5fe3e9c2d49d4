// What the page says of numbers that are not sure: no interval where none was made, the control that keeps a verdict, and
// digits enough to see on which side of its bound it lies.
import { expect } from 'vitest';
import type { FamilyScore, Resampled } from '../../src/protocol/families.ts';
import type { FleetReport } from '../../src/protocol/report.ts';
import type { ControlReport, Section } from '../../src/protocol/sections.ts';
import { cannedFamilies } from '../support/cannedFamilies.ts';
import { cannedFleet } from '../support/cannedFleet.ts';
import { three } from './gallery/fleets.ts';
import { pageTest } from './pages.ts';

const changed = (report: FleetReport, change: (section: Section) => Section): FleetReport => ({
  ...report,
  sections: report.sections.map(change),
});

const alone = ({ value }: Resampled): Resampled => ({ value, pairs: null, implementations: null });

/** Published distances of fewer than 4 a family. */
function withoutIntervals(of: FamilyScore): FamilyScore {
  if (of.distance === 'profile' || of.score === null) return of;
  return { ...of, score: { ...of.score, congruity: alone(of.score.congruity) } };
}

pageTest('families: a number without an interval is drawn and said without one', async (open) => {
  const report = changed(cannedFamilies(['a', 'b', 'c', 'd']), (section) =>
    section.kind === 'families'
      ? { ...section, scores: section.scores.map(withoutIntervals) }
      : section,
  );
  const { page } = await open(report);
  const chart = page.locator('#families .distances svg');
  expect(await chart.locator('.row-value').allTextContents()).toEqual([
    '0.04 [0.00, 0.24]',
    ...['0.70 (no interval)', '0.80 (no interval)', '0.90 (no interval)'],
  ]);
  expect(await chart.locator('.whisker').count()).toBe(1);
  expect(await chart.getAttribute('aria-label')).toContain('by ridge 0.70 (no interval), p1');
});

const failed: ControlReport = {
  ...{ kind: 'negative', of: 'profile', name: 'bc-llama with the pairs permuted' },
  ...{ value: 0.30411, wanted: 'below', bound: 0.3, passed: false },
};

pageTest(
  'fleet: the control that keeps verdicts is named in the tip and under the matrix',
  async (open) => {
    const report = changed(cannedFleet(three), (section) => {
      if (section.kind === 'controls') return { ...section, rows: [failed] };
      if (section.kind !== 'fleet') return section;
      const pairs = section.pairs.map((pair) =>
        pair.verdict === 'different'
          ? ({ ...pair, verdict: 'inconclusive', reason: 'controls' } as const)
          : pair,
      );
      return { ...section, pairs };
    });
    const { page } = await open(report);
    const without =
      'Without the failed control (bc-llama with the pairs permuted) it would be different';
    await page.focus('#pair-0-2');
    expect(await page.getByRole('tooltip').innerText()).toContain(`${without}.`);
    expect(await page.locator('#pairs .capped').innerText()).toMatch(
      /^1 pair is inconclusive for a failed control: /,
    );
    await page.locator('#pairs button.twin').click();
    expect(await page.locator('#pairs .twin-table tbody').innerText()).toContain(without);
    expect(await page.locator('#controls tbody tr').innerText()).toMatch(/0\.304\s.*below 0\.30/s);
    const cards = page.locator('.motif-card, .motif');
    expect(await cards.last().innerText()).toMatch(
      /none is shown to compute it this way; undecided with 1 and 2/,
    );
  },
);

pageTest('fleet: without a failed control nothing is said of one', async (open) => {
  const { page } = await open(cannedFleet(three));
  expect(await page.locator('#pairs .capped').isVisible()).toBe(false);
});

// The page of a run in looks: what was not measured is drawn and said to be that, on how many pairs each row rests,
// what goes on is not told as final.
import { expect } from 'vitest';
import { budget, settled } from '../support/cannedReports.ts';
import { standing } from './gallery/panels.ts';
import { browserTest, settled as drawn, pageTest } from './pages.ts';
import { openPanelPage } from './panelPage.ts';
import { checkWalk } from './walk.ts';

pageTest('neighbouring cuts that were not measured are one row that says so', async (open) => {
  const { page, complaints } = await open('settled');
  const gap = page.locator('#site-0-7');
  expect(await gap.getAttribute('aria-label')).toBe('A cuts 7 to 8: not measured');
  expect(await gap.locator('text').textContent()).toBe('7 to 8 not measured');
  expect(await page.locator('#site-1-11 text').textContent()).toBe('11 not measured');
  expect(await page.locator('#site-0-7-0, #site-0-8, #site-0-8-0').count()).toBe(0);
  const boxes = await page
    .locator('.map')
    .first()
    .locator('.cut-row')
    .evaluateAll((rows) =>
      rows.map((row) => {
        const { top, bottom } = row.querySelector('.frame')!.getBoundingClientRect();
        return { top, bottom };
      }),
    );
  for (const [i, { top }] of boxes.entries()) {
    if (i > 0) expect(top, 'rows do not overlap').toBeGreaterThanOrEqual(boxes[i - 1].bottom);
  }
  await gap.hover();
  expect(await page.getByRole('tooltip').innerText()).toMatch(/cuts 7 to 8\s+not measured/);
  await gap.click();
  expect(await page.locator('.detail .site').count()).toBe(0);
  expect(complaints).toEqual([]);
});

pageTest('keys walk over what was not measured, and keep their column', async (open) => {
  const { page } = await open('settled');
  await page.focus('#site-0-0-3');
  await checkWalk(page, [
    ['ArrowUp', 'site-0-1'],
    ['ArrowUp', 'site-0-3-3'],
    ['ArrowDown', 'site-0-1'],
    ['End', 'site-0-1'],
    ['ArrowUp', 'site-0-3-5'],
    ['ArrowDown', 'site-0-1'],
    ['ArrowRight', 'site-1-1'],
    ['ArrowUp', 'site-1-3-0'],
    ['PageUp', 'site-1-24-0'],
  ]);
  expect(await page.locator('.cell[tabindex="0"]').count()).toBe(1);
});

pageTest('rows say on how many pairs they rest, cells where they rest on others', async (open) => {
  const { page } = await open('settled');
  const rowOf = (cut: number) => page.locator(`.cut-row[data-model="0"][data-cut="${cut}"]`);
  for (const [cut, pairs] of [
    [0, 64],
    [4, 8],
    [18, 64],
  ]) {
    expect(await rowOf(cut).locator('.row-pairs').textContent()).toBe(`n = ${pairs}`);
    expect(await rowOf(cut).getAttribute('aria-label')).toBe(`cut ${cut}, ${pairs} pairs`);
  }
  expect(await page.locator('#site-0-0-0').getAttribute('aria-label')).not.toContain('pairs');
  expect(await page.locator('#site-0-0-2').getAttribute('aria-label')).toBe(
    'A cut 0, span ,: nothing, 8 pairs',
  );
  await page.focus('#site-0-5-1');
  expect(await page.getByRole('tooltip').innerText()).toMatch(/holds \{a,b\} · 64 pairs/);
  await page.click('#site-0-4-1');
  expect(await page.locator('.detail').innerText()).toMatch(/pairs\s+8/);
  expect(await page.locator('.legend-marks').innerText()).toContain('pairs it rests on');
  const { page: atOnce } = await open('different');
  expect(await atOnce.locator('.row-pairs').count()).toBe(0);
});

pageTest(
  'shares and merge trees that were not measured are nowhere, and are no zeros',
  async (open) => {
    const { page } = await open('settled');
    expect(await page.locator('#flow h2').innerText()).toBe('Flow maps');
    expect(await page.locator('.tree').count()).toBe(0);
    await page.click('#site-0-5-1');
    expect(await page.locator('.detail').innerText()).not.toMatch(/shares/i);
    await page.click('#flow button.twin');
    const [head, ...rows] = await page
      .locator('#flow .twin-table table')
      .first()
      .locator('tr')
      .allInnerTexts();
    expect(head).toMatch(/^Cut\s+Span\s+Holds\s+Weights\s+Strength\s+Unexplained\s+Pairs$/);
    expect(rows.filter((row) => /^7 to 8\s+not measured\s*$/.test(row))).toHaveLength(1);
    expect(rows.filter((row) => /^[78]\t/.test(row))).toEqual([]);
    expect(await page.locator('#flow').innerText()).toContain('Merges of A: not measured.');
  },
);

pageTest('mismatch: the cuts that have numbers, by their own', async (open) => {
  const { page } = await open('settled');
  const { sections } = settled();
  const mismatch = sections.find((section) => section.kind === 'mismatch')!;
  const ofA = mismatch.cuts.flatMap((row, a) => (row.some((x) => x !== null) ? [a] : []));
  expect(ofA.length).toBeLessThan(mismatch.cuts.length);
  expect(await page.locator('#mismatch .caption').innerText()).toMatch(/not measured on all/);
  await page.click('#mismatch button.twin');
  const heads = await page.locator('#mismatch tbody th').allInnerTexts();
  expect(heads).toEqual(ofA.map((a) => `A ${a}`));
  expect(await page.locator('#mismatch td').allInnerTexts()).not.toContain('–');
});

pageTest('a survey has maps, no numbers between the models and no verdict yet', async (open) => {
  const { page, complaints } = await open('survey');
  expect(await page.locator('.verdict').ariaSnapshot()).toMatchSnapshot();
  expect(await page.locator('main h2').allInnerTexts()).toEqual([
    'no verdict yet',
    'Flow maps',
    'Trust',
    'Provenance',
  ]);
  expect(await page.locator('.models tbody').innerText()).toContain('not measured yet');
  expect(await page.locator('#provenance').innerText()).toMatch(/intervals\s+none yet/);
  expect(complaints).toEqual([]);
});

pageTest('before the second model was looked at its map is there, and empty', async (open) => {
  const { page } = await open('first-look');
  expect(await page.locator('.verdict .explanation').innerText()).toBe(
    'A first look at sums-gpt2-18; diffs-llama-24 is not looked at yet.',
  );
  expect(await page.locator('.looked').innerText()).toMatch(/^Survey of 8 pairs at 13 of 19 cuts;/);
  expect(await page.locator('#flow .caption').innerText()).not.toContain('share');
  const cells = page.getByRole('grid', { name: /^Flow map of B/ }).getByRole('gridcell');
  expect(await cells.count()).toBe(1);
  expect(await cells.first().getAttribute('aria-label')).toBe('B cuts 0 to 24: not measured');
});

pageTest('what is so far is marked as such, and has no colour of a verdict', async (open) => {
  const { page } = await open('so-far');
  expect(await page.locator('.verdict').ariaSnapshot()).toMatchSnapshot();
  const tone = (selector: string) =>
    page.locator(selector).evaluate((e) => getComputedStyle(e).getPropertyValue('--tone'));
  expect(await tone('.verdict .verdict-icon')).toBe(await tone('.verdict'));
  const { page: final } = await open('same');
  expect(await tone('.verdict')).not.toBe(
    await final.locator('.verdict').evaluate((e) => getComputedStyle(e).getPropertyValue('--tone')),
  );
  expect(await page.locator('.settle').count()).toBe(0);
  expect(await page.locator('#examples h2').innerText()).toBe('Where they differ most');
});

pageTest('a budget that was spent, and what goes on', async (open) => {
  const { page } = await open('budget');
  expect(await page.locator('.looked').innerText()).toMatch(
    /stopped: the budget of work is spent\. A larger budget \( ?--work N ?\) goes on/,
  );
});

browserTest('the page of the editor names its settings, not the command line', async (newPage) => {
  const settings =
    /\(the button More Pairs, or the setting ?congruity\.comparison\.work ?\) goes on/;
  const view = { ...standing, report: budget() };
  const { page } = await openPanelPage(newPage, view);
  expect(await page.locator('.looked').innerText()).toMatch(settings);
  expect(await page.locator('body').innerText()).not.toContain('--work');
});

pageTest('each look stands in the provenance, and how sure all are together', async (open) => {
  const { page } = await open('settled');
  const rows = await page.locator('#provenance tbody tr').allInnerTexts();
  expect(rows).toHaveLength(settled().looks!.looks.length);
  expect(rows[0]).toMatch(/^survey\s+8\s+1,440\s+–\s+0, 3-6, 9-15, 18 \(13\)\s+0, 3-6, /);
  expect(rows[3]).toMatch(/^3\s+64\s+2,688\s+99\.93 %\s+0, 3, 5-6, 10, 18 \(6\)/);
  expect(await page.locator('#distances .caption').innerText()).toMatch(
    /^Point and 99\.93 % interval, so that all looks together are 95 % sure \(64 pairs, /,
  );
});

pageTest('the maps of a run in looks as drawn at 1000 and 480 pixels', async (open) => {
  for (const width of [1000, 480]) {
    const { page } = await open('settled', { width });
    await drawn(page);
    const drawing = await page
      .locator('svg.flow .map')
      .first()
      .evaluate((svg) => svg.outerHTML);
    expect(drawing.replaceAll('><', '>\n<')).toMatchSnapshot();
  }
});

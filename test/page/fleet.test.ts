// The matrix of a fleet without a mouse, while its run fills it, and as a table.
import { expect } from 'vitest';
import { sectionOf } from '../../src/protocol/sections.ts';
import { blocksOf } from '../../webview/chart/linkageTree.ts';
import { cannedFleet, cannedFleetSoFar } from '../support/cannedFleet.ts';
import { eight, fleet, three } from './gallery/fleets.ts';
import { browserTest, settled } from './pages.ts';
import { openPanelPage } from './panelPage.ts';
import { checkWalk, focused } from './walk.ts';

const done = fleet(three, 'done');

browserTest('one cell can be tabbed to; keys walk from it and open pairs', async (newPage) => {
  const { page, pairs } = await openPanelPage(newPage, done);
  expect(await page.locator('.pair-cell[tabindex="0"]').count()).toBe(1);
  await page.focus('#pair-0-1');
  const walk: readonly (readonly [string, string])[] = [
    ['ArrowUp', 'pair-0-1'],
    ['ArrowRight', 'pair-0-2'],
    ['ArrowRight', 'pair-0-2'],
    ['ArrowDown', 'pair-1-2'],
    ['Home', 'pair-1-0'],
    ['PageDown', 'pair-2-0'],
    ['End', 'pair-2-2'],
    ['ArrowLeft', 'pair-2-1'],
    ['PageUp', 'pair-0-1'],
  ];
  await checkWalk(page, walk);
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await page.click('#pair-2-1');
  await page.click('#pair-1-1'); // a model with itself: nothing to open
  await expect.poll(() => pairs).toEqual(['0 1', '0 2', '1 2']);
});

browserTest('a cell says both models, the distance and the verdict', async (newPage) => {
  const { page } = await openPanelPage(newPage, done);
  const name = 'ab-gpt2 and ab-llama: 0.05 same interpretation';
  expect(await page.getByRole('gridcell', { name }).count()).toBe(1);
  const below = 'ab-gpt2 and ab-llama: [0.01, 0.10]'; // the other half has the interval
  expect(await page.getByRole('gridcell', { name: below }).getAttribute('id')).toBe('pair-1-0');
  await page.focus('#pair-1-0');
  const tip = page.getByRole('tooltip');
  expect(await tip.innerText()).toMatch(
    /ab-gpt2[\s\S]*ab-llama[\s\S]*same interpretation, distance 0\.05 \[0\.01, 0\.10\]/,
  );
  await page.keyboard.press('Escape');
  expect(await tip.isVisible()).toBe(false);
});

browserTest('the focus stays in its cell while a run fills the matrix', async (newPage) => {
  const { page, show } = await openPanelPage(newPage, fleet(three, 'running'));
  await page.focus('#pair-0-1');
  await show(fleet(three, 'done'));
  await settled(page);
  expect(await focused(page)).toBe('pair-0-1');
  expect(await page.locator('#pair-0-1').innerText()).toMatch(/0\.05\s+same interpretation/);
  expect(await page.locator('#pairs .caption').innerText()).toMatch(/3 of 3 pairs compared/);
});

browserTest(
  'models of one class stand together, beside the tree that joins them',
  async (newPage) => {
    const { page } = await openPanelPage(newPage, fleet(eight, 'done'));
    const places = async () => (await page.locator('.row-head .place').allInnerTexts()).map(Number);
    const { classes } = sectionOf(cannedFleet(eight), 'motifs')!;
    const order = await places();
    expect([...order].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(order.at(-1)).toBe(8); // it does not solve the task, so it is in no class
    for (const { models } of classes) {
      const at = models.map((m) => order.indexOf(m + 1)).sort();
      expect(at).toEqual(at.map((_, i) => at[0] + i));
    }
    expect(await page.locator('.matrix tr.starts').count()).toBe(classes.length + 1);
    const tree = page.getByRole('img', { name: /^Models by distance: / });
    expect(await tree.locator('.branch').count()).toBe(
      3 * sectionOf(cannedFleet(eight), 'motifs')!.joins.length,
    );
    const [above, left] = await Promise.all(
      ['#pair-0-1', '#pair-1-0'].map((id) => page.locator(id).innerText()),
    );
    expect(above).toMatch(/:\s+0\.\d\d\s+\w/);
    expect(left.replace(/\s+/g, ' ')).toMatch(/0\.\d\d,? 0\.\d\d/);
  },
);

browserTest('the focus goes with its pair where that stands elsewhere', async (newPage) => {
  const { page, show } = await openPanelPage(newPage, fleet(eight, 'running'));
  const order = blocksOf(
    sectionOf(cannedFleet(eight), 'motifs')!.classes.map(({ models }) => models),
    sectionOf(cannedFleet(eight), 'motifs')!.joins,
  ).flat();
  await page.focus('#pair-2-5'); // no class is known yet: rows are as they were given
  await show(fleet(eight, 'done'));
  await settled(page);
  expect(await focused(page)).toBe(`pair-${order.indexOf(2)}-${order.indexOf(5)}`);
});

browserTest('the table has every pair, the nearest first', async (newPage) => {
  const { page } = await openPanelPage(newPage, done);
  await page.keyboard.press('t');
  const rows = await page.locator('#pairs .twin-table tbody tr').allInnerTexts();
  expect(rows.map((row) => row.split(/\s*\t\s*/).slice(0, 4))).toEqual([
    ['ab-gpt2', 'ab-llama', 'same interpretation', '0.05'],
    ['ab-llama', 'bc-llama', 'inconclusive', '0.37'],
    ['ab-gpt2', 'bc-llama', 'different', '0.42'],
  ]);
});

browserTest(
  'what is known is shown as the run goes on, marked, and stays on cancel',
  async (newPage) => {
    const { page, show, complaints } = await openPanelPage(newPage, fleet(three, 'running'));
    const of = (compared: number, phase: 'running' | 'cancelled' = 'running') => ({
      ...fleet(three, phase, cannedFleetSoFar(three, compared)),
      edition: compared + 1,
    });
    const explanation = page.locator('.head .explanation');
    const caption = page.locator('#pairs .caption');
    const words = () => page.locator('#pair-0-1, #pair-0-2, #pair-1-2').allInnerTexts();
    await show(of(0));
    expect(await explanation.innerText()).toMatch(
      /^So far: 3 models, .*: 3 not compared yet\. 8 pairs/,
    );
    expect(await words()).toEqual(Array(3).fill(expect.stringMatching(/…\s+running$/)));
    await page.focus('#pair-0-1');
    await show(of(2));
    expect(await focused(page)).toBe('pair-0-1');
    expect(await caption.innerText()).toMatch(/^Profile distance and verdict so far: 2 of 3 pairs/);
    expect(await words()).toEqual([
      expect.stringMatching(/0\.05\s+same interpretation/),
      expect.stringMatching(/0\.42\s+different/),
      expect.stringMatching(/running/),
    ]);
    expect(await page.getByRole('tooltip').isVisible()).toBe(true); // what it is about stays
    await show(of(2, 'cancelled'));
    expect(await page.locator('.said').innerText()).toMatch(/^Cancelled\.\s+Unfinished: /);
    expect((await words())[2]).toMatch(/–\s+cancelled/);
    expect((await words())[0]).toMatch(/same interpretation/);
    await show({ ...fleet(three, 'done'), edition: 9 });
    expect(await caption.innerText()).toMatch(/^Profile distance and verdict: 3 of 3 pairs/);
    expect(await page.locator('.is-so-far').count()).toBe(0);
    expect(complaints).toEqual([]);
  },
);

browserTest('each two have the level of their own intervals: tip and table', async (newPage) => {
  const { page } = await openPanelPage(
    newPage,
    fleet(three, 'running', cannedFleetSoFar(three, 2)),
  );
  await page.focus('#pair-1-0');
  expect(await page.getByRole('tooltip').innerText()).toContain('16 pairs, 99.998 % intervals');
  await page.keyboard.press('t');
  const table = page.locator('#pairs .twin-table');
  expect(await table.locator('thead th').last().innerText()).toBe('Level');
  const rows = (await table.locator('tbody tr').allInnerTexts()).map((row) => row.split('\t'));
  expect(rows.map((row) => row.slice(-2).map((cell) => cell.trim()))).toEqual([
    ['16', '99.998 %'],
    ['16', '99.998 %'],
    ['', ''],
  ]);
});

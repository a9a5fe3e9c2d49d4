// Rows of the flow map that the selected line of code makes.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { different } from '../support/cannedReports.ts';
import { rowsOfCode as rows, standing as view } from './gallery/panels.ts';
import { browserTest, settled } from './pages.ts';
import { openPanelPage } from './panelPage.ts';

/** "model cut" of the rows that are framed. */
const framed = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.cut-row[aria-current="true"]')].map(
      (row) => `${row.getAttribute('data-model')} ${row.getAttribute('data-cut')}`,
    ),
  );

browserTest('rows are framed until others are, over a new width and a new report', async (open) => {
  const { page, frameRows, show } = await openPanelPage(open, view);
  expect(await framed(page)).toEqual([]);
  await frameRows(rows);
  expect(await framed(page)).toEqual(['0 2', '1 3']);
  await page.setViewportSize({ width: 700, height: 800 });
  await settled(page);
  expect(await framed(page)).toEqual(['0 2', '1 3']);
  await show({ ...view, report: different() });
  await settled(page);
  expect(await framed(page)).toEqual(['0 2', '1 3']);
  await frameRows([rows[1]]);
  expect(await framed(page)).toEqual(['1 3']);
  await frameRows([]);
  expect(await framed(page)).toEqual([]);
});

browserTest('a row of a cut that is not drawn frames nothing', async (open) => {
  const { page, frameRows, complaints } = await openPanelPage(open, view);
  await frameRows([{ model: 7, cut: 99 }]);
  expect(await framed(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

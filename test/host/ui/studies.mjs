// A study in the Test Explorer: its expectations pass; debugging one opens the comparison behind it.
import { readFileSync } from 'node:fs';
import { closeEditors, command, rowAt, until, verdictOf } from './workbench.mjs';

const study = 'modsum.congruity.json';

const lines = readFileSync(`media/sample/modsum/${study}`, 'utf8').split('\n');
const lineOf = (words) => 1 + lines.findIndex((line) => line.includes(words));

/** The row of the Test Explorer whose words begin so. */
const testRow = (page, words) =>
  page.locator('.test-explorer .monaco-list-row', { hasText: words }).first();

const stateOf = async (row) => (await row.getAttribute('aria-label')) ?? '';

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const studies = [
  [
    'the Test Explorer lists a study, and all that it expects passes',
    async ({ page }) => {
      await command(page, 'Testing: Focus on Test Explorer View');
      await testRow(page, study).waitFor();
      await command(page, 'Test: Run All Tests');
      await until('the study has passed', async () =>
        /passed/i.test(await stateOf(testRow(page, study))),
      );
    },
  ],
  [
    'debugging an expectation opens its comparison',
    async ({ page }) => {
      await command(page, 'View: Show Explorer');
      await (await rowAt(page, 'modsum', study)).dblclick();
      await page.locator('.view-line', { hasText: 'another order' }).first().waitFor();
      await page.keyboard.press('Control+g'); // a click may meet a scroll bar or the sticky lines
      await page
        .locator('.quick-input-widget input')
        .first()
        .fill(`:${lineOf('another order')}`);
      await page.keyboard.press('Enter');
      await command(page, 'Test: Debug Test at Cursor');
      await until('the verdict', async () => (await verdictOf(page)) === 'different');
      await closeEditors(page);
    },
  ],
];

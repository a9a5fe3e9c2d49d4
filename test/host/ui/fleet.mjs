// More than two checkpoints: the matrix of their pairs, and the way from a cell to its pair.
import assert from 'node:assert/strict';
import {
  chooseEntry,
  chooseTask,
  closeEditors,
  menuOf,
  onPage,
  rowAt,
  until,
  verdictOf,
} from './workbench.mjs';

/** What a screen reader says at each cell. */
const cells = [
  /^ab-gpt2 and ab-llama: (same interpretation|indistinguishable)/,
  /^ab-gpt2 and bc-llama: different/,
  /^ab-llama and bc-llama: different/,
];

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const fleet = [
  [
    'three checkpoints from the menu: every pair has its verdict',
    async ({ page }) => {
      await closeEditors(page);
      await rowAt(page, 'modsum', 'bc-llama');
      await menuOf(page, ['ab-gpt2', 'ab-llama', 'bc-llama']);
      await chooseEntry(page, 'Compare Interpretations of All Pairs');
      await chooseTask(page);
      const matrix = await onPage(page, '.fleet');
      const pairs = matrix.locator('button.pair');
      await until('three verdicts', async () => (await pairs.count()) === cells.length);
      for (const [i, words] of cells.entries()) {
        assert.match(await pairs.nth(i).getAttribute('aria-label'), words);
      }
    },
  ],
  [
    'a cell of the matrix opens its pair',
    async ({ page }) => {
      await (await onPage(page, 'button.pair[aria-label^="ab-llama and bc-llama"]')).click();
      assert.equal(await verdictOf(page), 'different');
      await page.locator('.tabs-container .tab', { hasText: 'ab-llama ↔ bc-llama' }).waitFor();
      await closeEditors(page);
    },
  ],
];

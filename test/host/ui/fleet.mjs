// More than two checkpoints: the matrix of their pairs, and the way from a cell to its pair.
import assert from 'node:assert/strict';
import {
  chooseEntry,
  chooseTask,
  closeEditors,
  menuOf,
  onPage,
  rowAt,
  verdictOf,
} from './workbench.mjs';

/** Cell -> what a screen reader says at it. */
const cells = [
  ['#pair-0-1', /^ab-gpt2 and ab-llama: .*(same interpretation|indistinguishable)$/],
  ['#pair-0-2', /^ab-gpt2 and bc-llama: .*different$/],
  ['#pair-1-2', /^ab-llama and bc-llama: .*different$/],
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
      await onPage(page, '.fleet :text("3 of 3 pairs compared")');
      for (const [cell, words] of cells) {
        assert.match(await (await onPage(page, cell)).textContent(), words);
      }
    },
  ],
  [
    'a cell of the matrix opens its pair',
    async ({ page }) => {
      await (await onPage(page, '#pair-1-2')).click();
      assert.equal(await verdictOf(page), 'different');
      await page.locator('.tabs-container .tab', { hasText: 'ab-llama ↔ bc-llama' }).waitFor();
      await closeEditors(page);
    },
  ],
];

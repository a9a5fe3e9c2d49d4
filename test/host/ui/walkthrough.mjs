// The walkthrough: its steps, the last of which ends in a verdict on the sample pair.
import assert from 'node:assert/strict';
import { choose, closeEditors, command, until, verdictOf } from './workbench.mjs';

const steps = ['Compare your own', 'Write a task of your own', 'Compare the sample checkpoints'];

export async function openWalkthrough(page) {
  await closeEditors(page);
  await command(page, 'Welcome: Open Walkthrough...');
  await choose(page, 'Compare how two models compute');
  await page.locator('.gettingStartedContainer .step-title').first().waitFor();
}

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const walkthrough = [
  [
    'the walkthrough ends in a comparison of the sample pair',
    async ({ page }) => {
      await openWalkthrough(page);
      const titles = page.locator('.gettingStartedContainer .step-title');
      assert.deepEqual(await titles.allInnerTexts(), steps);
      const button = page.locator('.gettingStartedContainer .monaco-button', {
        hasText: 'Compare the Sample Pair',
      });
      await until('the last step', async () => {
        await titles.last().click();
        return button.isVisible();
      });
      await button.click();
      assert.equal(await verdictOf(page), 'different');
      await closeEditors(page);
    },
  ],
];

// The Comparisons view: empty it says what to do; an entry is opened, run again, deleted.
import assert from 'node:assert/strict';
import { closeEditors, onPage, until, verdictOf } from './workbench.mjs';

const pane = (page) =>
  page.locator('.pane').filter({ has: page.locator('.pane-header[aria-label^="Comparisons"]') });
export const entries = (page) => pane(page).locator('.monaco-list-row');

/** Opens the view in the side bar. */
export async function openView(page) {
  const header = pane(page).locator('.pane-header');
  await header.waitFor();
  await until('the view is open', async () => {
    if ((await header.getAttribute('aria-expanded')) === 'true') return true;
    await header.click();
    return false;
  });
}

/** A button at the end of an entry's line. */
async function pressInline(page, label) {
  const entry = entries(page).first();
  await entry.hover();
  await entry.locator(`.action-label[aria-label^="${label}"]`).click();
}

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const noPast = [
  [
    'the Comparisons view says what to do while it is empty',
    async ({ page }) => {
      await openView(page);
      const welcome = pane(page).locator('.welcome-view-content');
      await until('its words', async () => /No comparison/.test(await welcome.innerText()));
      const buttons = await welcome.locator('.monaco-button').allInnerTexts();
      assert.deepEqual(buttons, ['Compare Two Checkpoints', 'Try the Sample Pair']);
    },
  ],
];

/** Stands on one comparison that was made before.
 * @type {readonly import('./workbench.mjs').UiTest[]} */
export const past = [
  [
    'a comparison that was made stands in the Comparisons view, and opens from there',
    async ({ page }) => {
      await closeEditors(page);
      await openView(page);
      await until('an entry', async () => (await entries(page).count()) > 0);
      const label = await entries(page).first().getAttribute('aria-label');
      assert.match(label, /^ab-gpt2, bc-llama: different 0\.\d+, modsum, /);
      await entries(page).first().click();
      assert.equal(await verdictOf(page), 'different');
    },
  ],
  [
    'its inline button runs it again',
    async ({ page }) => {
      await closeEditors(page);
      await pressInline(page, 'Run Again');
      assert.equal(await verdictOf(page), 'different');
      await onPage(page, 'vscode-button:text-is("Run Again")'); // the run has ended
    },
  ],
  [
    'its inline button deletes it',
    async ({ page }) => {
      const before = await entries(page).count();
      await pressInline(page, 'Delete');
      await until('one fewer', async () => (await entries(page).count()) === before - 1);
      await closeEditors(page);
    },
  ],
];

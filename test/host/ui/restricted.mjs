// A folder that is not trusted: checkpoints are looked at and compared by their headers, none is run.
import assert from 'node:assert/strict';
import { chooseEntry, closeEditors, command, menuOf, onPage, rowAt, until } from './workbench.mjs';

const sentence = 'Models are run only in trusted workspaces.';

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const restricted = [
  [
    'the folder is opened without trust',
    async ({ page }) => {
      const no = page.locator('.monaco-dialog-box .monaco-button', { hasText: "don't trust" });
      const banner = page.locator('.part.banner, #status\\.workspaceTrust').first();
      await until('the question of trust, or the mark of its absence', async () => {
        if (await no.isVisible()) await no.click();
        return banner.isVisible();
      });
    },
  ],
  [
    'a right-click compares the headers; no task is asked for, and it is said why',
    async ({ page }) => {
      await rowAt(page, 'modsum', 'ab-gpt2');
      await menuOf(page, ['ab-gpt2', 'bc-llama']);
      await chooseEntry(page, 'Compare Interpretations');
      const headers = await onPage(page, '.headers');
      await until('both families', async () => /GPT-2[\s\S]*Llama/.test(await headers.innerText()));
      await command(page, 'Notifications: Show Notifications'); // a toast is gone soon
      const told = page.locator('.notification-list-item', { hasText: sentence }).first();
      await told.waitFor();
      await told.locator('.monaco-button', { hasText: 'Manage Workspace Trust' }).click();
      await page.locator('.workspace-trust-editor').waitFor();
      await closeEditors(page);
    },
  ],
  [
    'the viewer shows the tensors',
    async ({ page }) => {
      await (await rowAt(page, 'modsum', 'ab-gpt2', 'model.safetensors')).click();
      await onPage(page, '[role=tree] [role=treeitem]');
      assert.match(await (await onPage(page, '.sheet-head')).innerText(), /GPT-2/);
    },
  ],
];

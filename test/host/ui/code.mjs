// Beside the code, as it is drawn: the verdict over a class, the hover over its blocks, and the way from
// a cell of the flow map to its line.
import assert from 'node:assert/strict';
import { closeEditors, onPage, rowAt, tab, until } from './workbench.mjs';

const editorLine = (page, text) => page.locator('.view-line').filter({ hasText: text }).first();

/** Opens the sample's model file at the class that stands last. */
export async function openModelFile(page) {
  await (await rowAt(page, 'modsum', 'gpt.py')).dblclick();
  await until('the last line', async () => {
    await page.keyboard.press('Control+End'); // to nobody, as long as the editor has no focus
    return editorLine(page, 'return self.lm_head').isVisible();
  });
}

/** Hovers over a line until the hover of ours is there. */
export async function hoverOver(page, text) {
  const hover = page.locator('.monaco-hover-content').filter({ hasText: 'after block' }).first();
  await until(`the hover over ${text}`, async () => {
    await page.mouse.move(5, 5);
    await editorLine(page, text).locator('span span').nth(2).hover();
    return hover.waitFor({ timeout: 4000 }).then(
      () => true,
      () => false,
    );
  });
  return hover;
}

/** Stands on an open panel of ab-gpt2 and bc-llama.
 * @type {readonly import('./workbench.mjs').UiTest[]} */
export const code = [
  [
    'a cell of the flow map opens in place; Go to Code shows its line beside',
    async ({ page }) => {
      await (await onPage(page, '#site-0-2-0')).click();
      await (await onPage(page, '.detail [data-action="goToCode"]')).click();
      await tab(page, 'gpt.py').waitFor();
      await editorLine(page, /^class\sBlock/).waitFor();
    },
  ],
  [
    'a line of a block frames its rows, another line frees them',
    async ({ page }) => {
      const framed = async () => {
        const rows = page.frames().map((frame) => frame.locator('.cut-row[aria-current]').count());
        return (await Promise.all(rows)).reduce((sum, one) => sum + one, 0);
      };
      await editorLine(page, /^class\sBlock/).click(); // the file may be read only now
      await until('three rows are framed', async () => (await framed()) === 3);
      await editorLine(page, /^class\sMLP/).click();
      await until('no row is framed', async () => (await framed()) === 0);
    },
  ],
  [
    'the verdict stands over the class',
    async ({ page }) => {
      await closeEditors(page);
      await openModelFile(page);
      const lens = page.locator('.codelens-decoration').filter({ hasText: 'from bc-llama' });
      await lens.first().waitFor();
      assert.match(await lens.first().innerText(), /different from bc-llama, d /);
    },
  ],
  [
    'the hover over the blocks shows what arrives',
    async ({ page }) => {
      const words = await (await hoverOver(page, 'ModuleList')).innerText();
      assert.match(words, /ab-gpt2/);
      assert.match(words, /after block 0 \(cut 1\)/);
      await page.keyboard.press('Escape');
    },
  ],
  [
    'the verdict over the class opens its comparison',
    async ({ page }) => {
      const lens = page.locator('.codelens-decoration a').filter({ hasText: 'from bc-llama' });
      await lens.first().click();
      await onPage(page, 'h2#verdict-title');
      await closeEditors(page);
    },
  ],
];

// What only the eye sees: the real workbench driven from outside, with code-server. Each test is a
// name and a function; they run one after the other on one page.
import assert from 'node:assert/strict';

const LIMIT_MS = 60_000;

/** Polls: contributions appear some seconds after the explorer does. */
export async function until(what, look, ms = LIMIT_MS) {
  const start = performance.now();
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() - start > ms) throw new Error(`it did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const row = (page, name) =>
  page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`).first();
const menuEntries = (page) => page.locator('.monaco-menu .action-item .action-label');
export const webview = (page) =>
  page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');

/** Selects rows of the explorer and opens the menu of the last one; returns the entries' labels. */
async function menuOf(page, names) {
  await page.keyboard.press('Escape');
  await row(page, names[0]).click();
  for (const name of names.slice(1)) await row(page, name).click({ modifiers: ['Control'] });
  await row(page, names.at(-1)).click({ button: 'right' });
  await menuEntries(page).first().waitFor();
  return menuEntries(page).allInnerTexts();
}

const ours = (labels) => labels.filter((label) => /Interpretation/.test(label));

/** Selected -> the entries of ours. */
const menus = [
  [['ab-gpt2'], ['Show Interpretation', 'Select for Interpretation Compare']],
  [['ab-gpt2', 'bc-llama'], ['Compare Interpretations']],
  [['ab-gpt2', 'ab-llama', 'bc-llama'], ['Compare Interpretations of All Pairs']],
  [['README.md', 'ab-gpt2'], ['Compare Interpretations']], // says what it skips
  [['README.md'], []],
];

/** @typedef {{ page: import('playwright-core').Page, shot: (name: string) => Promise<void> }} Stage */
/** @type {readonly (readonly [string, (stage: Stage) => Promise<void>])[]} */
export const uiTests = [
  [
    'the explorer stands, and its menus know the checkpoints',
    async ({ page }) => {
      await page.waitForSelector('.monaco-workbench .explorer-folders-view');
      await row(page, 'modsum').click();
      await row(page, 'ab-gpt2').waitFor();
      await until('the menu entry', async () => ours(await menuOf(page, ['ab-gpt2'])).length > 0);
    },
  ],
  ...menus.map(([names, wanted]) => [
    `the menu of ${names.join(', ')}`,
    async ({ page }) => {
      const found = ours(await menuOf(page, names));
      await page.keyboard.press('Escape');
      assert.deepEqual(found.toSorted(), wanted.toSorted());
    },
  ]),
  [
    'from a right-click on two checkpoints to the verdict',
    async ({ page, shot }) => {
      await menuOf(page, ['ab-gpt2', 'bc-llama']);
      // A menu takes no click in its first moments, so that a double click does nothing.
      const entry = menuEntries(page).filter({ hasText: 'Compare Interpretations' }).first();
      await until('the menu to take the click', async () => {
        if (await entry.count()) await entry.click({ timeout: 1000 }).catch(() => undefined);
        return (await entry.count()) === 0;
      });
      await webview(page).locator('.headers').waitFor({ timeout: LIMIT_MS });
      const fits = page.locator('.quick-input-list .monaco-list-row', { hasText: 'modsum' });
      await until('a task that fits', async () =>
        (await page.locator('.quick-input-list').innerText()).includes('fits'),
      );
      await shot('task');
      await fits.first().click();
      await webview(page).locator('h2#verdict-title').waitFor({ timeout: LIMIT_MS });
      assert.equal(await webview(page).locator('h2#verdict-title').innerText(), 'different');
      await shot('verdict');
    },
  ],
  [
    'a reload of the window restores the panel',
    async ({ page, shot }) => {
      // By the editor's own command, which saves what is open before it goes.
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').fill('>Developer: Reload Window');
      await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      await page.keyboard.press('Enter');
      await page.waitForEvent('load');
      await webview(page).locator('h2#verdict-title').waitFor({ timeout: LIMIT_MS });
      assert.equal(await webview(page).locator('h2#verdict-title').innerText(), 'different');
      await shot('restored');
    },
  ],
];

// What leaves the panel: files by the save dialog, and a command line that a shell runs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choose, command, pressOnPage, quickInput, tab, until } from './workbench.mjs';

/** Chooses a format, and types a path into the save dialog, which is an input in the page. Both go away
 * when something else takes the focus: then they are asked for again. */
async function saveAs(page, format, path) {
  const input = quickInput(page).locator('input').first();
  const suggests = async () => (await input.inputValue({ timeout: 1000 })).includes('ab-gpt2-and-');
  await until(`${format} is written`, async () => {
    try {
      await command(page, 'Congruity: Export Report…');
      await choose(page, new RegExp(`^${format}`), 5000);
      await until('the dialog with a path', suggests, 5000);
      await input.fill(path, { timeout: 1000 });
      // The dialog looks at what was typed before it takes an Enter.
      const entered = async () => {
        if (existsSync(path)) return true;
        if (await input.isVisible()) await page.keyboard.press('Enter');
        return false;
      };
      return await until('the file', entered, 10_000);
    } catch {
      await page.keyboard.press('Escape');
      return false;
    }
  });
}

/** Label in the list of formats -> what its file must hold. */
const formats = [
  ['HTML', (text) => assert.match(text, /^<!doctype html>[\s\S]*report-data/i)],
  ['JSON', (text) => assert.equal(JSON.parse(text).verdict, 'different')],
  ['SVG', (text) => assert.match(text, /<svg[\s\S]*<\/svg>/)],
  ['CSV', (text) => assert.ok(text.split('\n').length > 3)],
];

/** Stands on an open panel of ab-gpt2 and bc-llama.
 * @type {readonly import('./workbench.mjs').UiTest[]} */
export const exporting = [
  ...formats.map(([format, check]) => [
    `export as ${format} by the panel's command`,
    async ({ page, home }) => {
      await tab(page, 'ab-gpt2 ↔ bc-llama').click();
      const path = join(home, `exported.${format.toLowerCase()}`);
      await saveAs(page, format, path);
      await until('its text', () => readFileSync(path, 'utf8').length > 0);
      check(readFileSync(path, 'utf8'));
    },
  ]),
  [
    'the copied command line prints the same verdict in a shell',
    async ({ page, home }) => {
      await pressOnPage(page, 'Copy Command Line');
      const line = await until('the line', async () => {
        const text = await page.evaluate(() => navigator.clipboard.readText());
        return text.startsWith('node ') && text;
      });
      const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
        cwd: home,
        encoding: 'utf8',
      });
      assert.match(stdout, /\bdifferent\b/, stderr);
      assert.equal(status, 1, stderr); // 0 same, 1 different
    },
  ],
];

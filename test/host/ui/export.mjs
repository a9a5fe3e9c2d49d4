// What leaves the panel: files by the save dialog, and a command line that a shell runs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choose, command, focusPage, pressOnPage, quickInput, until } from './workbench.mjs';

/** Chooses a format, and types a path into the save dialog, which is an input in the page. */
async function saveAs(page, format, path) {
  const input = quickInput(page).locator('input').first();
  await command(page, 'Congruity: Export Report…');
  await choose(page, new RegExp(`^${format}`));
  await until('the dialog with a path', async () =>
    /ab-gpt2-and-/.test((await input.isVisible()) ? await input.inputValue() : ''),
  );
  await input.fill(path);
  // The dialog looks at what was typed before it takes an Enter.
  await until('the file', async () => {
    if (!existsSync(path) && (await input.isVisible())) await page.keyboard.press('Enter');
    return existsSync(path);
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
      await focusPage(page, 'ab-gpt2 ↔ bc-llama');
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

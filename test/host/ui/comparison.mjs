// A comparison in its panel: run again by other ways, cancelled, its process killed, the window
// reloaded; and from the palette by keys alone.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  closeEditors,
  command,
  compareByMenu,
  focusPage,
  killCompute,
  onPage,
  pressOnPage,
  provenance,
  quickInput,
  tasksSeen,
  until,
  verdictOf,
} from './workbench.mjs';

/** "More" doubles them: at each turn there is more to cancel. */
const PAIRS = 128;
const LISTED = 16 * PAIRS;

/** @param {string} sample the sample workspace
 * @returns {(folder: string) => void} */
export const makeRuns = (sample) => (folder) => {
  cpSync(sample, folder, { recursive: true });
  makeTask(join(folder, 'modsum'));
  mkdirSync(join(folder, '.vscode'));
  const settings = { 'congruity.comparison.pairs': PAIRS };
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
};

/** The sample's task lists 256 pairs; this one lists more of the same, no two alike. With another
 * `turn` it is another task, of which nothing is remembered. */
export function makeTask(modsum, turn = 0) {
  const task = JSON.parse(readFileSync(join(modsum, 'task.json'), 'utf8'));
  const digit = (n, place) => String(Math.floor(n / 6 ** place) % 6);
  const prompt = (n) => ({ a: digit(n, 0), b: digit(n, 1), c: digit(n, 2) });
  const pairs = Array.from({ length: LISTED }, (_, i) => {
    const base = prompt(i);
    const sum = Object.values(base).reduce((all, value) => all + Number(value), 0);
    return { base, source: prompt(41 * i + Math.floor(i / 216) + turn), answer: String(sum % 6) };
  });
  const many = { ...task, name: 'many', pairs };
  writeFileSync(join(modsum, 'many.task.json'), JSON.stringify(many));
}

/** Moments of a run: what the page shows when Cancel is pressed. */
const moments = [
  ['at once', () => true],
  ['when it has begun', ({ doing }) => doing !== 'Starting'],
  ['in the middle', ({ fraction }) => fraction >= 0.4],
];

async function progressOn(page) {
  const doing = await (await onPage(page, '.running .doing')).innerText();
  const fraction = Number(await (await onPage(page, '.running progress')).getAttribute('value'));
  return { doing, fraction };
}

const saysCancelled = (page) => onPage(page, '.run-state .said :text-is("Cancelled.")');

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const runs = [
  [
    'a run with the pairs of the settings',
    async ({ page }) => {
      const models = ['ab-gpt2', 'bc-llama'];
      assert.equal(await compareByMenu(page, models, 'many.task.json'), 'different');
      assert.equal(await provenance(page, 'pairs'), String(PAIRS));
    },
  ],
  ...moments.map(([when, come]) => [
    `cancelled by the page's button ${when}, it ends and the report before it stays`,
    async ({ page }) => {
      await pressOnPage(page, 'More Pairs');
      await until(`a run ${when}`, async () => come(await progressOn(page)));
      await pressOnPage(page, 'Cancel');
      await saysCancelled(page);
      assert.equal(await verdictOf(page), 'different');
      assert.equal(await provenance(page, 'pairs'), String(PAIRS));
    },
  ]),
  [
    'run again from the title of the editor',
    async ({ page }) => {
      await focusPage(page, 'ab-gpt2 ↔ bc-llama');
      await page.locator('.editor-actions .action-label[aria-label^="Run Again"]').click();
      await until('more pairs', async () => (await provenance(page, 'pairs')) === '1,024');
    },
  ],
  [
    'with another margin from the palette',
    async ({ page }) => {
      await command(page, 'Congruity: Run with Another Margin…');
      const input = quickInput(page).locator('input').first();
      await until('the margin', async () => (await input.inputValue()) === '0.3');
      await input.fill('7');
      await quickInput(page).getByText('A number between 0 and 1').waitFor();
      await input.fill('0.25');
      await page.keyboard.press('Enter');
      await until('the margin', async () => /^0\.25 /.test(await provenance(page, 'margins')));
    },
  ],
  [
    'whose process is killed, it says so on the page, and the report before it stays',
    async (stage) => {
      const { page } = stage;
      await pressOnPage(page, 'More Pairs');
      await until('a run', async () => (await progressOn(page)).fraction > 0);
      killCompute(stage);
      const failure = await onPage(page, '.run-state .failure');
      assert.match(await failure.innerText(), /compute process/);
      assert.equal(await verdictOf(page), 'different');
      assert.equal(await provenance(page, 'pairs'), '1,024');
    },
  ],
  [
    'a reload of the window restores the panel',
    async ({ page }) => {
      // By the editor's own command, which saves what is open before it goes.
      await Promise.all([page.waitForEvent('load'), command(page, 'Developer: Reload Window')]);
      assert.equal(await verdictOf(page), 'different');
    },
  ],
];

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const keyboard = [
  [
    'from the palette to a verdict by keys alone',
    async ({ page }) => {
      await closeEditors(page);
      await command(page, 'Congruity: Compare Interpretations');
      for (const [title, typed] of [
        ['First checkpoint', 'ab-gpt2'],
        ['Compare it with', 'ab-llama'],
      ]) {
        await quickInput(page).getByText(title).waitFor();
        await page.keyboard.type(typed);
        await until(typed, async () =>
          (await quickInput(page).locator('.monaco-list-row').first().innerText()).includes(typed),
        );
        await page.keyboard.press('Enter');
      }
      const active = quickInput(page).locator('.monaco-list-row.focused');
      await quickInput(page).getByText('Task to compare on').waitFor();
      await tasksSeen(page);
      await until('the task by arrow keys', async () => {
        if ((await active.count()) && (await active.innerText()).includes('modsum/task.json'))
          return true;
        await page.keyboard.press('ArrowDown');
        return false;
      });
      await page.keyboard.press('Enter');
      assert.match(await verdictOf(page), /same interpretation|indistinguishable/);
    },
  ],
];

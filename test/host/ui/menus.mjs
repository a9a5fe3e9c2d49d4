// Menus by what is selected, in the explorer and on a tab, and the way from there to a verdict.
import assert from 'node:assert/strict';
import {
  chooseEntry,
  chooseTask,
  closeEditors,
  command,
  menuOf,
  onPage,
  openMenu,
  provenance,
  row,
  rowAt,
  verdictOf,
} from './workbench.mjs';

const ours = (labels) => labels.filter((label) => /Interpretation|Tensors/.test(label));

/** Selected -> the entries of ours. */
const menus = [
  [['ab-gpt2'], ['Show Interpretation', 'Select for Interpretation Compare']],
  [
    ['ab-gpt2', 'bc-llama'],
    ['Compare Interpretations', 'Compare Tensors'],
  ],
  [['ab-gpt2', 'ab-llama', 'bc-llama'], ['Compare Interpretations of All Pairs']],
  [
    ['README.md', 'ab-gpt2'],
    ['Compare Interpretations', 'Compare Tensors'],
  ], // says what it skips
  [['README.md'], []],
];

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const explorerMenus = [
  [
    'the first right-click of a new window shows the entries',
    async ({ page }) => {
      await rowAt(page, 'modsum', 'ab-gpt2');
      assert.deepEqual(ours(await menuOf(page, ['ab-gpt2'])).toSorted(), menus[0][1].toSorted());
      await page.keyboard.press('Escape');
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
];

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const firstVerdict = [
  [
    'from a right-click on two checkpoints to the verdict',
    async ({ page }) => {
      await rowAt(page, 'modsum', 'ab-gpt2');
      await menuOf(page, ['ab-gpt2', 'bc-llama']);
      await chooseEntry(page, 'Compare Interpretations');
      await onPage(page, '.headers');
      await chooseTask(page);
      assert.equal(await verdictOf(page), 'different');
    },
  ],
];

/** Stands on an open panel.
 * @type {readonly import('./workbench.mjs').UiTest[]} */
export const itsRuntime = [
  [
    'it says which runtime computed, that of the edition',
    async ({ page, edition }) => {
      assert.equal((await provenance(page, 'runtime')).split(' ')[0], edition.runtime);
    },
  ],
];

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const selectedCompare = [
  [
    'Select for Interpretation Compare, then Compare with Selected',
    async ({ page }) => {
      await rowAt(page, 'modsum', 'ab-gpt2');
      await menuOf(page, ['ab-gpt2']);
      await chooseEntry(page, 'Select for Interpretation Compare');
      await menuOf(page, ['ab-llama']);
      await chooseEntry(page, 'Compare Interpretation with Selected');
      await chooseTask(page);
      assert.match(await verdictOf(page), /same interpretation|indistinguishable/);
    },
  ],
  [
    'the menu on the tab of a checkpoint',
    async ({ page }) => {
      await closeEditors(page);
      await (await rowAt(page, 'modsum', 'bc-llama', 'model.safetensors')).dblclick();
      const tab = page.locator('.tabs-container .tab', { hasText: 'model.safetensors' });
      await tab.waitFor();
      await onPage(page, '.sheet-head'); // a page that comes takes the focus, and a menu with it
      const labels = ours(await openMenu(page, tab));
      assert.deepEqual(labels.toSorted(), [
        'Compare Interpretation with Selected',
        'Select for Interpretation Compare',
        'Show Interpretation',
      ]);
      await chooseEntry(page, 'Show Interpretation');
      await chooseTask(page);
      await onPage(page, 'svg.flow');
      await closeEditors(page);
      await row(page, 'bc-llama').click(); // closed again
      await command(page, 'Collapse Folders in Explorer');
    },
  ],
];

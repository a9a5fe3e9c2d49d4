// Pictures of every surface, to be looked at: npm run host -- --shots. Not tests: nothing is asserted
// but that each surface comes. A scene a theme; each surface in two sizes.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hoverOver, openModelFile } from './code.mjs';
import { makeTask } from './comparison.mjs';
import { entries, openView } from './past.mjs';
import { openWalkthrough } from './walkthrough.mjs';
import {
  chooseEntry,
  chooseTask,
  closeEditors,
  killCompute,
  menuOf,
  onPage,
  pressOnPage,
  rowAt,
  tasksSeen,
  until,
} from './workbench.mjs';

const sizes = [
  { width: 1280, height: 800 },
  { width: 1000, height: 600 },
];

/** Name, the editor's theme, whether the system asks for high contrast. */
const themes = [
  ['dark', 'Default Dark+'],
  ['light', 'Default Light+'],
  ['contrast', 'Default High Contrast', true],
];

/** One picture a size; `again` brings back what a change of size takes away. */
async function both({ page, shot }, name, again) {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await again?.(page);
    if (again === undefined) await still(page); // what moves is taken as it is
    await shot(`${name}-${size.width}`);
  }
  await page.setViewportSize(sizes[0]);
}

/** Until two pictures are alike: the layout has come to rest. */
async function still(page) {
  let before = '';
  for (let tries = 0; tries < 12; tries++) {
    const now = (await page.screenshot()).toString('base64');
    if (now === before) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Surface -> how a user comes there; each stands on the ones before. */
const surfaces = [
  [
    'task',
    async ({ page }) => {
      await rowAt(page, 'modsum', 'ab-gpt2');
      await menuOf(page, ['ab-gpt2', 'bc-llama']);
      await chooseEntry(page, 'Compare Interpretations');
      await tasksSeen(page);
    },
  ],
  [
    'verdict',
    async ({ page }) => {
      await chooseTask(page, 'many.task.json');
      await onPage(page, 'h2#verdict-title');
    },
  ],
  ['flow', async ({ page }) => (await onPage(page, 'svg.flow')).scrollIntoViewIfNeeded()],
  [
    'running',
    async ({ page }) => {
      await pressOnPage(page, 'More Pairs');
      await onPage(page, '.running progress[value]');
    },
    async (page) => onPage(page, '.running progress[value]'),
  ],
  [
    'failed',
    async (stage) => {
      const press = await onPage(stage.page, 'vscode-button', 1000);
      if ((await press.innerText()) !== 'Cancel') await pressOnPage(stage.page, 'More Pairs');
      await onPage(stage.page, '.running progress[value]');
      killCompute(stage);
      await onPage(stage.page, '.run-state .failure');
    },
  ],
  [
    'comparisons',
    async ({ page }) => {
      await openView(page);
      await until('the entries', async () => (await entries(page).count()) > 0);
    },
  ],
  [
    'fleet',
    async ({ page }) => {
      await closeEditors(page);
      await menuOf(page, ['ab-gpt2', 'ab-llama', 'bc-llama']);
      await chooseEntry(page, 'Compare Interpretations of All Pairs');
      await chooseTask(page, 'modsum/task.json');
      await onPage(page, '.fleet :text("3 of 3 pairs compared")');
    },
  ],
  [
    'lens',
    async ({ page }) => {
      await closeEditors(page);
      await openModelFile(page);
      await page.locator('.codelens-decoration').filter({ hasText: 'bc-llama' }).first().waitFor();
    },
    async (page) => {
      await hoverOver(page, 'ModuleList');
      await still(page); // it fades in
    },
  ],
  [
    'diff',
    async ({ page }) => {
      await closeEditors(page);
      await menuOf(page, ['ab-llama', 'bc-llama']);
      await chooseEntry(page, 'Compare Tensors');
      await until('changes', async () =>
        /\d/.test(await (await onPage(page, '[role=treeitem] .tree-change')).innerText()),
      );
      await (await onPage(page, '[role=treeitem]:has(:text-is("weight"))')).click();
    },
  ],
  [
    'viewer',
    async ({ page }) => {
      await closeEditors(page);
      await (await rowAt(page, 'modsum', 'ab-llama', 'model.safetensors')).click();
      await until('its numbers', async () => {
        await (await onPage(page, '[role=treeitem]:has(:text-is("weight"))')).dblclick();
        return onPage(page, '.panel dt:text-is("std")', 3000).catch(() => false);
      });
    },
  ],
  ['walkthrough', async ({ page }) => openWalkthrough(page)],
];

/** The sample in a theme, with a task of more pairs: another in each theme, of which nothing is remembered. */
const furnishing = (sample, theme, turn) => (folder) => {
  cpSync(sample, folder, { recursive: true });
  makeTask(join(folder, 'modsum'), turn);
  mkdirSync(join(folder, '.vscode'));
  const settings = { 'workbench.colorTheme': theme, 'congruity.comparison.pairs': 1024 };
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
};

/** @param {string} sample the sample workspace */
export const shotScenes = (sample) =>
  themes.map(([name, theme, forcedColors], turn) => ({
    name,
    forcedColors,
    furnish: [furnishing(sample, theme, turn)],
    tests: surfaces.map(([surface, come, again]) => [
      `${name}: ${surface}`,
      async (stage) => {
        await come(stage);
        await both(stage, `${name}-${surface}`, again);
      },
    ]),
  }));

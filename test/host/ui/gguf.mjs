// A model that is one bare file: no folder of its own, no config, no tokenizer beside it.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  chooseEntry,
  chooseTask,
  closeEditors,
  menuOf,
  onPage,
  rowAt,
  until,
} from './workbench.mjs';

const model = fileURLToPath(new URL('../../fixture/gguf/bare.gguf', import.meta.url));
const task = fileURLToPath(new URL('../../../media/sample/modsum/task.json', import.meta.url));

/** The model has no token of a space.
 * @param {string} workspace */
export function makeGguf(workspace) {
  const folder = join(workspace, 'gguf');
  mkdirSync(folder);
  cpSync(model, join(folder, 'bare.gguf'));
  const text = readFileSync(task, 'utf8').replace('{a} {b} , {c} =', '{a}{b},{c}=');
  writeFileSync(join(folder, 'bare.task.json'), text);
}

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const gguf = [
  [
    'a .gguf opens by a click, from its header alone',
    async ({ page }) => {
      const row = await rowAt(page, 'gguf', 'bare.gguf');
      await until('the viewer', async () => {
        await row.click();
        return onPage(page, '[role=tree] [role=treeitem]', 20_000).catch(() => false);
      });
      const head = await (await onPage(page, '.sheet-head')).innerText();
      assert.match(head, /bare\s+GGUF 3 · Llama in GGUF · 40\.7 k parameters/);
    },
  ],
  [
    'and is interpreted from the menu',
    async ({ page }) => {
      await menuOf(page, ['bare.gguf']);
      await chooseEntry(page, 'Show Interpretation');
      await chooseTask(page, 'gguf/bare.task.json');
      await (await onPage(page, 'svg.flow')).scrollIntoViewIfNeeded();
      await closeEditors(page);
    },
  ],
];

// Names are text wherever they come from: a file system, a header, a task.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entries, openView } from './past.mjs';
import {
  chooseEntry,
  chooseTask,
  closeEditors,
  menuOf,
  onPage,
  quickInput,
  rowAt,
  until,
  verdictOf,
} from './workbench.mjs';

const html = '<img src=x onerror=alert(1)>';
const names = [html, '__proto__', `rtl \u202egnp.exe`, `long ${'x'.repeat(200)}`];
const task = '<b>bold<b>';

/** @param {string} sample folder of the sample task and its models
 * @returns {(folder: string) => void} */
export const makeHostile = (sample) => (folder) => {
  mkdirSync(folder, { recursive: true });
  for (const name of names)
    cpSync(join(sample, 'ab-gpt2'), join(folder, name), { recursive: true });
  const asked = JSON.parse(readFileSync(join(sample, 'task.json'), 'utf8'));
  writeFileSync(join(folder, `${task}.task.json`), JSON.stringify({ ...asked, name: task }));
  writeFileSync(join(folder, 'names.safetensors'), withTensors(names));
};

function withTensors(all) {
  const tensors = all.map((name, i) => [
    name,
    { dtype: 'F32', shape: [1], data_offsets: [4 * i, 4 * i + 4] },
  ]);
  const metadata = all.map((name) => [`about ${name}`, name]);
  const header = Buffer.from(
    JSON.stringify(
      Object.fromEntries([['__metadata__', Object.fromEntries(metadata)], ...tensors]),
    ),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(4 * all.length)]);
}

/** What a name did that ran as code. */
const ran = [];

/** Nothing of a name has become an element anywhere, or code. */
async function onlyText(page) {
  assert.deepEqual(ran, []);
  for (const frame of page.frames()) {
    const made = await frame
      .locator('img[src="x"], b:text-is("bold")')
      .count()
      .catch(() => 0);
    assert.equal(made, 0, frame.url());
  }
}

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const hostile = [
  [
    'names with HTML, __proto__, right to left and very long ones: from the menu to the verdict',
    async ({ page }) => {
      page.on('dialog', (dialog) => {
        ran.push(dialog.message());
        void dialog.dismiss();
      });
      for (const name of names) await rowAt(page, name);
      await menuOf(page, names.slice(0, 2));
      await chooseEntry(page, 'Compare Interpretations');
      const head = await onPage(page, '.headers');
      await until('the names', async () => (await head.innerText()).includes(html));
      await until('the task', async () => (await quickInput(page).innerText()).includes(task));
      await onlyText(page);
      await chooseTask(page, task);
      assert.match(await verdictOf(page), /indistinguishable|same interpretation/);
      const said = await (await onPage(page, '.report')).innerText();
      for (const name of [html, '__proto__', task]) assert.ok(said.includes(name), name);
      await onlyText(page);
    },
  ],
  [
    'they stand in the Comparisons view and on the tab',
    async ({ page }) => {
      await openView(page);
      await until('the entry', async () =>
        (await entries(page).first().innerText()).includes(`${html} ↔ __proto__`),
      );
      assert.match(await entries(page).first().innerText(), /<b>bold<b>/);
      const tab = page.locator('.tabs-container .tab', { hasText: '__proto__' });
      assert.ok((await tab.innerText()).includes(html));
      await onlyText(page);
    },
  ],
  [
    'they stand in the matrix of a fleet',
    async ({ page }) => {
      await closeEditors(page);
      await menuOf(page, names.slice(0, 3));
      await chooseEntry(page, 'Compare Interpretations of All Pairs');
      await chooseTask(page, task);
      await onPage(page, '.fleet :text("3 of 3 pairs compared")');
      const words = await (await onPage(page, '.fleet')).innerText();
      for (const name of [html, '__proto__']) assert.ok(words.includes(name), name);
      assert.ok(!words.includes('\u202e'), 'the order of letters is turned round');
      await onlyText(page);
    },
  ],
  [
    'they stand in the viewer, as tensors and as metadata',
    async ({ page }) => {
      await closeEditors(page);
      await (await rowAt(page, 'names.safetensors')).click();
      await onPage(page, '[role=treeitem]');
      const words = await (await onPage(page, '.sheet')).innerText();
      for (const name of [html, '__proto__', `about ${html}`])
        assert.ok(words.includes(name), name);
      assert.ok(!words.includes('\u202e'), 'the order of letters is turned round');
      await onlyText(page);
      await closeEditors(page);
    },
  ],
];

// A run in looks in its panel: the map before anything is measured, then what is known so far, which is renewed; cancelled
// it stays, and goes on where it was.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTask } from './comparison.mjs';
import {
  chooseEntry,
  chooseTask,
  menuOf,
  onPage,
  pressOnPage,
  rowAt,
  until,
  verdictOf,
} from './workbench.mjs';

/** Interchanges: any number makes a run go in looks; this one is enough for all of them. */
const WORK = 1_000_000;

/** @param {string} sample the sample workspace
 * @returns {(folder: string) => void} */
export const makeLive = (sample) => (folder) => {
  cpSync(sample, folder, { recursive: true });
  makeTask(join(folder, 'modsum'));
  mkdirSync(join(folder, '.vscode'));
  const settings = { 'congruity.comparison.work': WORK };
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
};

const soFar = / so far$|^no verdict yet$/;
const firstCell = '#site-0-0-0';

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const live = [
  [
    'a run in looks: the empty map, then what is known so far',
    async ({ page, shot }) => {
      await rowAt(page, 'modsum', 'ab-gpt2');
      await menuOf(page, ['ab-gpt2', 'ab-llama']);
      await chooseEntry(page, 'Compare Interpretations');
      await chooseTask(page, 'many.task.json');
      await onPage(page, 'svg.empty-map');
      await shot('live-empty');
      assert.match(await verdictOf(page), soFar);
      await onPage(page, firstCell);
    },
  ],
  [
    'cancelled, it keeps what is known, as unfinished',
    async ({ page, shot }) => {
      await pressOnPage(page, 'Cancel');
      await onPage(page, '.run-state .said :text("Unfinished")');
      assert.match(await verdictOf(page), soFar);
      await shot('live-unfinished');
    },
  ],
  [
    'and goes on to its end, through which details stay open',
    async ({ page, shot }) => {
      await (await onPage(page, firstCell)).click();
      await pressOnPage(page, 'Go On');
      await until('a verdict', async () => !soFar.test(await verdictOf(page)));
      assert.match(await verdictOf(page), /^(same interpretation|indistinguishable)$/);
      const cell = await onPage(page, firstCell);
      assert.equal(await cell.getAttribute('aria-selected'), 'true');
      await onPage(page, '.detail.is-open');
      await onPage(page, 'vscode-button:text-is("Run Again")');
      await shot('live-final');
    },
  ],
];

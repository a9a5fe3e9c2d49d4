// The checkpoint viewer on a file as large as models are, and the comparison of two files' tensors.
import assert from 'node:assert/strict';
import { closeSync, copyFileSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  chooseEntry,
  closeEditors,
  computeProcesses,
  menuOf,
  onPage,
  rowAt,
  until,
} from './workbench.mjs';

const trainingFile = new URL('../../fixture/torch/training.pt', import.meta.url);
const LAYERS = 4;
const SHAPE = [50_000, 12_500];
const BYTES = 4 * SHAPE[0] * SHAPE[1]; // of one tensor: 2.5 GB
const MOST_MB = 400; // of the compute process: the file has 10,000

/** 10 GB that occupy no disk: a header, then a hole. */
function makeHuge(path) {
  const tensors = Array.from({ length: LAYERS }, (_, i) => [
    `model.layers.${i}.mlp.up_proj.weight`,
    { dtype: 'F32', shape: SHAPE, data_offsets: [i * BYTES, (i + 1) * BYTES] },
  ]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(tensors)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = openSync(path, 'w');
  writeSync(file, length);
  writeSync(file, header);
  ftruncateSync(file, 8 + header.length + LAYERS * BYTES);
  closeSync(file);
}

/** @param {string} workspace; before the window opens, for what is made while its watcher starts is never seen */
export function makeBig(workspace) {
  const folder = join(workspace, 'big');
  mkdirSync(folder);
  makeHuge(join(folder, 'huge.safetensors'));
  copyFileSync(trainingFile, join(folder, 'training.pt'));
}

function memory(stage) {
  const host = stage.processes().find(({ command: line }) => line.includes('--type=extensionHost'));
  const compute = computeProcesses(stage).map(({ megabytes }) => megabytes);
  return { host: host.megabytes, compute: Math.max(0, ...compute) };
}

const line = (page, label) => onPage(page, `[role=treeitem]:has(:text-is("${label}"))`);

/** @type {readonly import('./workbench.mjs').UiTest[]} */
export const viewer = [
  [
    'a file of 10 GB opens by a click, from its header alone',
    async (stage) => {
      const { page, figures } = stage;
      const row = await rowAt(page, 'big', 'huge.safetensors');
      const before = memory(stage).host;
      const clicked = performance.now();
      await until('the viewer', async () => {
        await row.click();
        return onPage(page, '[role=tree] [role=treeitem]', 20_000).catch(() => false);
      });
      figures['from a click to the tensors of a 10 GB file, ms'] = performance.now() - clicked;
      assert.match(
        await (await onPage(page, '.sheet-head')).innerText(),
        /10(\.0)? GB · 4 tensors/,
      );
      const { host, compute } = memory(stage);
      figures['memory of the compute process with a 10 GB file open, MB'] = compute;
      figures['memory that the host took for it, MB'] = host - before;
      assert.ok(compute < MOST_MB, `${compute} MB`);
    },
  ],
  [
    'the statistics of a tensor of 2.5 GB are cancelled by the page',
    async (stage) => {
      const { page, figures } = stage;
      await (await onPage(page, 'input.filter')).fill('layers.0');
      await until('a tensor', async () => {
        await (await line(page, 'weight')).click();
        return onPage(page, 'button:text-is("Compute Statistics")', 2000).catch(() => false);
      });
      await (await onPage(page, 'button:text-is("Compute Statistics")')).click();
      await until('progress', async () => {
        const value = await (await onPage(page, '.progress progress')).getAttribute('value');
        return Number(value) > 0;
      });
      figures['memory of the compute process over 2.5 GB of values, MB'] = memory(stage).compute;
      assert.ok(memory(stage).compute < MOST_MB);
      await (await onPage(page, 'button:text-is("Cancel")')).click();
      await onPage(page, '[role=status]:text-is("Cancelled.")');
    },
  ],
  [
    'the statistics of a small tensor, by a double click',
    async ({ page }) => {
      await closeEditors(page);
      await (await rowAt(page, 'modsum', 'ab-llama', 'model.safetensors')).click();
      await until('its numbers', async () => {
        await (await line(page, 'weight')).dblclick();
        return onPage(page, '.panel dt:text-is("std")', 3000).catch(() => false);
      });
      await onPage(page, '.panel svg'); // the histogram
    },
  ],
  [
    'a training file of PyTorch, from the menu: what else it holds stands there',
    async ({ page }) => {
      await closeEditors(page);
      await rowAt(page, 'big', 'training.pt');
      const entries = await menuOf(page, ['training.pt']);
      assert.ok(entries.includes('Show Interpretation'), entries.join());
      await chooseEntry(page, 'Open in Checkpoint Viewer');
      await onPage(page, '[role=tree] [role=treeitem]');
      assert.match(await (await onPage(page, '.notes')).innerText(), /kept as data/);
      await closeEditors(page);
    },
  ],
  [
    'the tensors of two checkpoints, compared from the menu',
    async ({ page }) => {
      await closeEditors(page);
      await menuOf(page, ['ab-llama', 'bc-llama']);
      await chooseEntry(page, 'Compare Tensors');
      await onPage(page, '[role=tree] [role=treeitem]');
      await until('a change', async () => {
        const change = await onPage(page, '[role=treeitem] .tree-change');
        return /\d/.test(await change.innerText());
      });
      await closeEditors(page);
    },
  ],
];

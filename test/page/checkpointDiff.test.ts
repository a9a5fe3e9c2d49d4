// The tensor comparison in a browser, over the extension's own host code and the engine.
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Call } from '../../src/protocol/server.ts';
import { handOutDiff } from '../../src/worker/handOut.ts';
import { folderOf, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { browserTest, settled } from './pages.ts';
import { lines, openDiffPage, pressWhile } from './viewers.ts';

const gpt2 = fixture('checkpoints/gpt2/model.safetensors');
const bf16 = fixture('checkpoints/gpt2-bf16/model.safetensors');

/** Two files: one tensor equal, one moved, one reshaped, one on each side only. */
function pair() {
  const values = (...numbers: readonly number[]) =>
    new Uint8Array(Float32Array.from(numbers).buffer);
  const part = (shape: readonly number[], begin: number, end: number) => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });
  const a = {
    same: part([1], 0, 4),
    moved: part([2], 4, 12),
    re: part([1, 2], 12, 20),
    old: part([], 20, 24),
  };
  const b = {
    same: part([1], 0, 4),
    moved: part([2], 4, 12),
    re: part([2, 1], 12, 20),
    '<b>new</b>': part([], 20, 24),
  };
  const folder = folderOf({
    'a.safetensors': safetensorsBytes(a, values(1, 3, 4, 0, 0, 0)),
    'b.safetensors': safetensorsBytes(b, values(1, 3, 3, 0, 0, 0)),
  });
  return [join(folder, 'a.safetensors'), join(folder, 'b.safetensors')] as const;
}

browserTest('small files are compared at once; every line says what it is', async (newPage) => {
  const { page, complaints } = await openDiffPage(newPage, ...pair());
  await page.getByRole('treeitem', { name: /^moved .*0\.2/ }).waitFor();
  await settled(page);
  expect(await lines(page)).toEqual([
    'same 1 equal',
    'moved constant 3 in B and drifted 2 0.2 relative change',
    're other shape 1 × 2 → 2 × 1',
    'old only in A scalar',
    '<b>new</b> only in B scalar',
  ]);
  await page.getByRole('treeitem', { name: /^moved/ }).click();
  const card = await page.getByRole('region', { name: 'Details' }).innerText();
  expect(card).toMatch(/\|A − B\|\s+1\s+\|A\|\s+5\s+largest\s+1\s+differ\s+1 of 2 \(50 %\)/);
  expect(await page.locator('.sheet b').count()).toBe(0);
  expect(complaints).toEqual([]);
});

browserTest('differences only leaves out what is equal', async (newPage) => {
  const { page } = await openDiffPage(newPage, ...pair());
  await page.getByRole('treeitem', { name: /^moved .*0\.2/ }).waitFor();
  await page.getByRole('button', { name: 'Differences Only' }).click();
  await settled(page);
  expect((await lines(page)).map((line) => line.split(' ')[0])).toEqual([
    'moved',
    're',
    'old',
    '<b>new</b>',
  ]);
});

browserTest('modules say how far all of them has moved', async (newPage) => {
  const { page, kept } = await openDiffPage(newPage, gpt2, bf16);
  await page.getByRole('treeitem', { name: /^transformer .*0\.001665 relative change/ }).waitFor();
  expect(
    await page.getByRole('treeitem', { name: /^weight F32 → BF16 cast to BF16 320 × 32/ }).count(),
  ).toBe(1);
  expect(await kept()).toEqual({ paths: [gpt2, bf16] });
});

browserTest(
  'large files are read when asked for, and a cancel keeps what is there',
  async (newPage) => {
    let asked = 0;
    let part = 0.5;
    const look = {
      compute: async (method: string, params: unknown, call: Call) => {
        if (method === 'checkpointDiff') return handOutDiff(call, large);
        asked++;
        const { tensors } = params as { readonly tensors: readonly string[] };
        if (asked === 1) return tensors.map((name) => ({ ...change, name }));
        while (!call.cancelled) {
          call.progress(part, 'Comparing values');
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        throw Object.assign(new Error('the run was cancelled'), { code: 'cancelled' });
      },
    };
    const { page } = await openDiffPage(newPage, 'a', 'b', look);
    const start = page.getByRole('button', { name: 'Compare Values (4.0 GB)' });
    await start.waitFor();
    expect(asked).toBe(0);
    await start.click();
    await page.getByRole('treeitem', { name: 'w0 250,000,000 0.5 relative change' }).waitFor();
    await pressWhile(page.getByRole('button', { name: 'Cancel' }), async () => {
      part = 1;
      await page.getByText('Comparing values: 100 %').waitFor();
    });
    await start.waitFor();
    await settled(page);
    expect(await lines(page)).toEqual(['w0 250,000,000 0.5 relative change', 'w1 250,000,000']);
  },
);

const kind = {
  parts: [{ kind: 'drift' }],
  sampled: null,
  relative: 0.5,
  cosine: 0.9,
  effectiveRank: null,
} as const;
const change = { count: 4, differing: 2, notFinite: 0, difference: 1, norm: 2, largest: 1, kind };
const side = { name: 's', container: 'safetensors', tensors: 2, parameters: 5e8, bytes: 2e9 };
const row = { dtype: 'F32', shape: [250e6], bytes: 1e9 };
const large = {
  heads: [null, null],
  sides: [side, side],
  lines: ['w0', 'w1'].map((name) => ({ name, sides: [row, row], common: [250e6] })),
};

browserTest('what cannot be opened says why', async (newPage) => {
  const { page } = await openDiffPage(newPage, gpt2, fixture('hostile/os-system.pt'));
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('calls os.system');
});

browserTest(
  'what kind of change it was stands beside the lines, with the evidence',
  async (newPage) => {
    const { page } = await openDiffPage(newPage, gpt2, bf16);
    const kinds = page.getByRole('region', { name: 'Kinds of change' });
    await kinds.getByText('40 tensors: cast to BF16').waitFor();
    expect(await kinds.innerText()).toContain("every value is the other's, rounded to nearest");
  },
);

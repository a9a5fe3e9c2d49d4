// The checkpoint viewer in a browser, over the extension's own host code and the engine.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { InspectView } from '../../src/protocol/engineService.ts';
import type { Call } from '../../src/protocol/server.ts';
import { handOutInspection } from '../../src/worker/handOut.ts';
import { folderOf, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { fewer } from '../support/share.ts';
import { browserTest, settled } from './pages.ts';
import { lines, openViewerPage, pressWhile, type ViewerLook } from './viewers.ts';

const gpt2 = fixture('checkpoints/gpt2/model.safetensors');

const active = (page: Page) =>
  page.evaluate(() => {
    const id = document.querySelector('[role=tree]')?.getAttribute('aria-activedescendant');
    const line = id ? document.getElementById(id) : null;
    return line?.innerText.replace(/\s+/g, ' ').trim() ?? '';
  });
const details = (page: Page) => page.getByRole('region', { name: 'Details' });

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
  await settled(page);
}

browserTest('modules are open, blocks are closed; every line says what it is', async (newPage) => {
  const { page, complaints } = await openViewerPage(newPage, gpt2);
  await page.getByRole('treeitem').first().waitFor();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('gpt2');
  // Lines are drawn anew once their width is known: those of before hold text and no space.
  await expect
    .poll(() => lines(page))
    .toEqual([
      'transformer 40 tensors 202 kB',
      'h 36 tensors 152 kB',
      '0 12 tensors 50.8 kB',
      '1 12 tensors 50.8 kB',
      '2 12 tensors 50.8 kB',
      'ln_f 2 tensors 256 B',
      'bias 32 128 B F32',
      'weight 32 128 B F32',
      'wpe 1 tensor 8.2 kB',
      'weight 64 × 32 8.2 kB F32',
      'wte 1 tensor 41.0 kB',
      'weight tied 320 × 32 41.0 kB F32',
    ]);
  expect(await details(page).innerText()).toMatch(
    /family\s+GPT-2[\s\S]+Tied weights[\s\S]+Metadata/,
  );
  expect(complaints).toEqual([]);
});

browserTest('keys walk, open, close and type ahead', async (newPage) => {
  const { page } = await openViewerPage(newPage, gpt2);
  await page.getByRole('treeitem').first().waitFor();
  await page.getByRole('tree').focus();
  await press(page);
  expect(await active(page)).toMatch(/^transformer /);
  await press(page, 'ArrowDown', 'ArrowDown', 'ArrowRight');
  const open = page.locator('[aria-expanded=true][aria-selected=true]');
  expect(await open.innerText()).toMatch(/^0\s/);
  expect(await open.getAttribute('aria-level')).toBe('3');
  expect(await open.getAttribute('aria-setsize')).toBe('3');
  await press(page, 'ArrowRight');
  expect(await active(page)).toMatch(/^attn /);
  await press(page, 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
  expect(await active(page)).toMatch(/^h /);
  await press(page, 'w', 't');
  expect(await active(page)).toMatch(/^wte /);
  await press(page, 'Home', 'End');
  expect(await active(page)).toMatch(/^weight tied 320/);
});

browserTest('statistics come when asked for, with a histogram and its table', async (newPage) => {
  const { page } = await openViewerPage(newPage, gpt2);
  await page.getByRole('treeitem').first().waitFor();
  await page.getByRole('tree').focus();
  await press(page, 'End');
  expect(await details(page).getByText('min').count()).toBe(0);
  await press(page, 'Enter');
  await details(page).getByText('-0.7176').first().waitFor();
  await settled(page);
  expect(await page.locator('svg.chart .bar').count()).toBe(64);
  await page.getByRole('button', { name: 'Table' }).click();
  const rows = page.locator('.twin-table tbody tr');
  expect(await rows.count()).toBe(64);
  expect(await rows.first().innerText()).toMatch(/-0\.7176\s+-0\.6955\s+1$/);
});

browserTest('statistics of a tensor that cannot be read say why', async (newPage) => {
  const look = {
    compute: async (method: string, _: unknown, call: Call) => {
      if (method === 'inspect') return handOutInspection(call, viewOf(['w']), true);
      throw new Error('the disk is gone');
    },
  };
  const { page } = await openViewerPage(newPage, 'x', look);
  await page.getByRole('treeitem').first().click();
  await page.getByRole('button', { name: 'Compute Statistics' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toMatch(/the disk is gone/);
});

browserTest('a long reading shows how far it is and can be cancelled', async (newPage) => {
  let cancelled = false;
  let part = 0.25;
  const look = {
    compute: async (method: string, _: unknown, call: Call) => {
      if (method === 'inspect') return handOutInspection(call, viewOf(['w']), true);
      while (!call.cancelled) {
        call.progress(part, 'Reading the values');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      cancelled = true;
      throw Object.assign(new Error('the run was cancelled'), { code: 'cancelled' });
    },
  };
  const { page } = await openViewerPage(newPage, 'x', look);
  await page.getByRole('treeitem').first().click();
  await page.getByRole('button', { name: 'Compute Statistics' }).click();
  await page.getByText('Reading the values: 25 %').waitFor();
  await pressWhile(page.getByRole('button', { name: 'Cancel' }), async () => {
    part = 0.5;
    await page.getByText('Reading the values: 50 %').waitFor();
  });
  await expect.poll(() => cancelled).toBe(true);
});

browserTest('the filter finds by name, dtype and shape; Escape empties it', async (newPage) => {
  const { page } = await openViewerPage(newPage, gpt2);
  await page.getByRole('treeitem').first().waitFor();
  const filter = page.getByRole('searchbox');
  const hits = page.locator('.hits');
  for (const [words, found] of [
    ['attn bias', '6 of 40'],
    ['WTE', '1 of 40'],
    ['320x32', '1 of 40'],
    ['bf16', '0 of 40'],
  ] as const) {
    await filter.fill(words);
    expect([words, await hits.innerText()]).toEqual([words, found]);
  }
  await filter.fill('2.attn.c_proj.bias');
  await settled(page);
  expect((await lines(page)).map((line) => line.split(' ')[0])).toEqual([
    'transformer',
    'h',
    '2',
    'attn',
    'c_proj',
    'bias',
  ]);
  await filter.press('ArrowDown');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tree');
  await filter.press('Escape');
  expect(await hits.innerText()).toBe('');
});

browserTest('open modules and the filter are found again', async (newPage) => {
  const first = await openViewerPage(newPage, gpt2);
  await first.page.getByRole('treeitem', { name: /^1 / }).click();
  await first.page.getByRole('searchbox').fill('w');
  const kept = await first.kept();
  expect(kept).toMatchObject({ filter: 'w', open: expect.arrayContaining(['transformer.h.1']) });
  const again = await openViewerPage(newPage, gpt2, { kept });
  await again.page.getByRole('treeitem').first().waitFor();
  expect(await again.page.getByRole('searchbox').inputValue()).toBe('w');
  await again.page.getByRole('searchbox').fill('');
  await settled(again.page);
  expect(await lines(again.page)).toContain('attn 4 tensors 16.9 kB');
});

browserTest(
  'the name is copied whole, and the code revealed where something can',
  async (newPage) => {
    const with_ = await openViewerPage(newPage, gpt2, { reveals: true });
    await with_.page.getByRole('treeitem', { name: /^weight tied 320/ }).click();
    await with_.page.getByRole('button', { name: 'Copy Name' }).click();
    await expect.poll(() => with_.asked.copied).toEqual(['transformer.wte.weight']);
    await with_.page.getByRole('button', { name: 'Reveal Defining Line' }).click();
    const request = { checkpoint: gpt2, tensor: 'transformer.wte.weight' };
    await expect.poll(() => with_.asked.revealed).toEqual([request]);
    const without = await openViewerPage(newPage, gpt2);
    await without.page.getByRole('treeitem', { name: /^weight tied 320/ }).click();
    await without.page.getByRole('button', { name: 'Copy Name' }).waitFor();
    expect(await without.page.getByRole('button', { name: 'Reveal Defining Line' }).count()).toBe(
      0,
    );
  },
);

const refusals = [
  ['truncated.safetensors', '12 bytes are missing'],
  ['os-system.pt', 'calls os.system, which no checkpoint needs'],
  ['truncated.onnx', 'ends within the file'],
] as const;
for (const [file, sentence] of refusals) {
  browserTest(`${file} is refused with its sentence and nothing else`, async (newPage) => {
    const { page } = await openViewerPage(newPage, fixture(`hostile/${file}`));
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain(sentence);
    expect(await page.getByRole('tree').isVisible()).toBe(false);
  });
}

browserTest('hostile names and metadata are text', async (newPage) => {
  const long = 'L'.repeat(1_000_000);
  const names = ['<img src=x onerror=alert(1)>', '__proto__.a', 'a\u202Eb', '\u0007bell', long, ''];
  const header = {
    __metadata__: { '<script>alert(1)</script>': '"><img src=x onerror=alert(1)>', proto: long },
    ...Object.fromEntries(
      names.map((name, i) => [name, { dtype: 'U8', shape: [1], data_offsets: [i, i + 1] }]),
    ),
  };
  // A key that an object literal would take for its prototype.
  const text = JSON.stringify(header).replace('"__proto__.a"', '"__proto__"');
  const folder = folderOf({ 'h.safetensors': safetensorsBytes(text, names.length) });
  const { page, complaints } = await openViewerPage(newPage, join(folder, 'h.safetensors'));
  await page.getByRole('treeitem').first().waitFor();
  expect(await page.locator('.sheet img, .sheet script').count()).toBe(0);
  const shown = await lines(page);
  expect(shown).toHaveLength(names.length);
  expect(shown[0]).toMatch(/^<img src=x onerror=alert\(1\)>/);
  expect([...shown.join()].filter((letter) => letter === '\u0007' || letter === '\u202e')).toEqual(
    [],
  );
  for (const line of await page.getByRole('treeitem').all()) await line.click();
  await settled(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280);
  expect(complaints).toEqual([]);
});

const many = fewer(100_000, 20_000);
const manyTold = many.toLocaleString('en');

browserTest(
  `${manyTold} tensors: few lines stand in the document, the last one is a key away`,
  async (newPage) => {
    const names = Array.from(
      { length: many },
      (_, i) => `m.layers.${i % 1000}.w${Math.floor(i / 1000)}`,
    );
    const look: ViewerLook = {
      compute: (_, __, call) => handOutInspection(call, viewOf(names), true),
    };
    const { page, complaints } = await openViewerPage(newPage, 'x', look);
    const all = page.getByText(`${manyTold} tensors`).first();
    await all.waitFor();
    const filter = page.getByRole('searchbox');
    await filter.fill('w');
    const hits = () => page.locator('.hits').innerText();
    await expect.poll(hits, { timeout: 30_000 }).toBe(`${manyTold} of ${manyTold}`);
    await page.getByRole('tree').focus();
    await press(page, 'End');
    expect(await active(page)).toMatch(new RegExp(`^w${many / 1000 - 1} `));
    expect(await page.getByRole('treeitem').count()).toBeLessThan(80);
    await press(page, 'Home');
    expect(await active(page)).toContain(`m ${manyTold} tensors`);
    expect(complaints).toEqual([]);
  },
);

/** A view of one file with these tensors, none of which any family knows. */
function viewOf(names: readonly string[]): InspectView {
  return {
    name: 'made',
    container: 'safetensors',
    family: null,
    problems: ['made: no family has tensors m.layers.0.w0'],
    notes: [],
    answers: false,
    shape: [],
    parameters: names.length,
    bytes: 4 * names.length,
    tensors: names.map((name) => ({ name, dtype: 'F32', shape: [1], bytes: 4, file: 'f' })),
    tied: [],
    notUnderstood: names,
    metadata: [],
  };
}

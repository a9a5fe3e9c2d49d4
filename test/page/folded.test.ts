// Tables on a narrow page: a row is a small block, and each of its values has its column's name before it.
import { expect } from 'vitest';
import { pageTest } from './pages.ts';

/** Of a page: its folded table, and what stands before the values of its first row. */
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['different', '.models', ['Family', 'Shape', 'Accuracy', 'On answers', 'Evidence']],
  ['different', '.profiles', ['', 'Where', '', 'Apart']],
  ['different', '.examples', ['Right answer', 'Differ by', 'A answers', 'B answers']],
  [
    'wiring',
    '.circuit',
    ['Components', 'Faithfulness', 'Completeness', 'Random ones below', 'Sets held'],
  ],
  [
    'levels',
    '.levels',
    [
      'Interchanged',
      'Verdict',
      'Profile distance',
      'A holds most purely',
      'B holds most purely',
      'Pairs',
    ],
  ],
  ['distinguished', '[aria-label="Prompts on which they part"]', ['A', 'B', 'Apart']],
];

for (const [report, place, names] of cases) {
  pageTest(`${report}, ${place}: values keep their columns' names at 420 pixels`, async (open) => {
    const before = async (width: number) => {
      const { page } = await open(report, { width });
      const cells = page.locator(`${place} table.folds >> nth=0`).locator('tbody tr >> nth=0');
      return cells.locator('td').evaluateAll((all) =>
        all
          .filter((cell) => cell.textContent !== '')
          .map((cell) => {
            const { content } = getComputedStyle(cell, '::before');
            // '"Family" " " / ""' or 'none'
            return /^attr|^"/.test(content) ? content.split('/')[0].replaceAll('"', '').trim() : '';
          }),
      );
    };
    expect(await before(420)).toEqual(names);
    expect(await before(1280)).toEqual(names.map(() => ''));
  });
}

pageTest('a task file is read in a box of its own height', async (open) => {
  const { page } = await open('distinguished', { height: 800 });
  await page.locator('details summary', { hasText: 'A task file' }).click();
  const { box, text } = await page
    .locator('details pre')
    .evaluate((pre) => ({ box: pre.clientHeight, text: pre.scrollHeight }));
  expect(box).toBeLessThanOrEqual(480);
  expect(text).toBeGreaterThan(480);
});

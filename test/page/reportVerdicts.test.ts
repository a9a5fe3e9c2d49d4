// What a report's page says by its verdict: how examples are called, which distance is coloured.
import { expect } from 'vitest';
import { pageTest } from './pages.ts';

/** Report -> what the examples are called, and whether it is said why they are compatible. */
const framings: readonly (readonly [string, string, RegExp])[] = [
  ['different', 'Where they differ most', /^The activation/],
  ['inconclusive', 'Where they differ most', /^The activation/],
  ['same', 'Largest remaining differences', /^Single pairs may still be answered differently/],
  ['indistinguishable', 'Largest remaining differences', /^Over all pairs the responses differ/],
];

for (const [report, title, why] of framings) {
  pageTest(`${report}: the examples are called what they are`, async (open) => {
    const { page } = await open(report);
    expect(await page.locator('#examples h2').innerText()).toBe(title);
    expect(await page.locator('#examples .caption').innerText()).toMatch(why);
  });
}

/** Report -> the row of the distances that decides; it alone has the verdict's colour. */
const deciding: readonly (readonly [string, string])[] = [
  ['different', 'profile distance · decides'],
  ['same', 'profile distance · decides'],
  ['inconclusive', 'profile distance · decides'],
  ['indistinguishable', 'full distance · decides'],
];

for (const [report, row] of deciding) {
  pageTest(`${report}: only the distance that decides is coloured`, async (open) => {
    const { page } = await open(report);
    const rows = await page.locator('.distance-row').evaluateAll((all) => {
      const colour = (of: Element | null) => of && getComputedStyle(of).fill;
      const verdict = getComputedStyle(document.querySelector('.verdict-icon .shape')!).stroke;
      const quiet = getComputedStyle(document.querySelector('.caption')!).color;
      return all.map((one) => {
        const own = colour(one.querySelector('.value'));
        const name = one.querySelector('.row-name')?.textContent;
        return [name, own === verdict ? 'verdict' : own === quiet ? 'quiet' : own];
      });
    });
    expect(rows).toHaveLength(3);
    for (const [name, colour] of rows) {
      const isOpen = report === 'inconclusive'; // its own colour is the quiet one
      expect([name, colour]).toEqual([name, name === row || isOpen ? 'verdict' : 'quiet']);
    }
    expect(rows.map(([name]) => name)).toContain(row);
  });
}

pageTest(
  'under the same interpretation it is said why a full distance may be large',
  async (open) => {
    const caption = async (report: string) =>
      (await open(report)).page.locator('#distances .caption').innerText();
    expect(await caption('same')).toContain(
      'The full distance counts every cut, whatever it holds',
    );
    expect(await caption('different')).not.toContain('The full distance');
    expect(await caption('indistinguishable')).not.toContain('The full distance');
  },
);

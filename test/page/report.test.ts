// The saved report in a real browser: what it shows, and what it must never do.
import { expect } from 'vitest';
import { cannedReports } from '../support/cannedReports.ts';
import { pageTest } from './pages.ts';

for (const [name] of cannedReports) {
  pageTest(
    `${name}: no complaint, no request, no sideways scrolling at 480 and 1280`,
    async (open) => {
      for (const width of [480, 1280]) {
        const { page, complaints, requests } = await open(name, { width });
        const overflow = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect({ complaints, requests, overflow }).toEqual({
          complaints: [],
          requests: [],
          overflow: 0,
        });
      }
    },
  );
}

pageTest('the sections of a comparison, in order', async (open) => {
  const { page } = await open('different');
  expect(await page.getByRole('heading').allInnerTexts()).toEqual(
    [
      'A sums-gpt2-1a and B diffs-llama-2a',
      'different',
      'Distances',
      'Flow maps and merge trees',
      'Mismatch of cuts',
      'Controls',
      'Trust',
      'Where they differ most',
      'Notes',
      'Provenance',
    ].map((words) => expect.stringMatching(loose(words))),
  );
});

pageTest('not comparable: the gate and nothing that was not measured', async (open) => {
  const { page } = await open('not-comparable');
  expect(await page.locator('main h2').allInnerTexts()).toEqual([
    'not comparable',
    'Notes',
    'Provenance',
  ]);
  expect(await page.locator('main').innerText()).toContain('41 % < 90 %');
});

pageTest('interpret: one flow map, no verdict', async (open) => {
  const { page } = await open('interpret');
  expect(await page.locator('main h2').allInnerTexts()).toEqual([
    'Interpretation',
    'Flow map and merge tree',
    'Trust',
    'Provenance',
  ]);
  expect(await page.getByRole('grid').count()).toBe(1);
});

pageTest('the verdict card as a screen reader has it', async (open) => {
  const { page } = await open('different');
  expect(await page.locator('.verdict').ariaSnapshot()).toMatchSnapshot();
});

pageTest('a flow map as a screen reader has it', async (open) => {
  const { page } = await open('different');
  const map = page.getByRole('grid', { name: 'Flow map of A, sums-gpt2-1a' });
  expect(await map.ariaSnapshot()).toMatchSnapshot();
});

pageTest('the flow maps as drawn at 1000 pixels', async (open) => {
  const { page } = await open('different', { width: 1000 });
  const drawing = await page.locator('svg.flow').evaluate((svg) => svg.outerHTML);
  expect(drawing.replaceAll('><', '>\n<')).toMatchSnapshot();
});

pageTest('the map of mismatches and the distances as drawn at 1000 pixels', async (open) => {
  const { page } = await open('different', { width: 1000 });
  for (const picture of ['#mismatch svg', '#distances svg']) {
    const drawing = await page.locator(picture).evaluate((svg) => svg.outerHTML);
    expect(drawing.replaceAll('><', '>\n<')).toMatchSnapshot();
  }
});

pageTest('without scripts the verdict and its sentence can be read', async (open) => {
  const { page } = await open('different', { scripts: false });
  const words = await page.locator('body').innerText();
  expect(words).toContain('sums-gpt2-1a and diffs-llama-2a: different.');
  expect(words).toContain('A has merged {a,b} at `b` by cut 1');
});

pageTest('hostile strings are text, whole in a title, and run nothing', async (open) => {
  const { page } = await open('hostile');
  expect(await page.title()).not.toBe('owned');
  expect(await page.evaluate(() => document.querySelectorAll('img, iframe, object').length)).toBe(
    0,
  );
  expect(await page.evaluate(() => document.querySelectorAll('script').length)).toBe(2);
  const words = await page.locator('main').innerText();
  expect(words).toContain('<img src=x onerror="document.title=\'owned\'">');
  expect(words).toContain('</script><script>document.title="owned"</script><!--');
  expect(words).toContain('(1,050,000 letters)');
  expect(words).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  const shares = page.getByRole('gridcell', { name: 'A cut 0, span __proto__, crisp {__proto__}' });
  expect(await shares.count()).toBe(1);
});

/** A heading's words, whatever white space stands between them. */
function loose(words: string): RegExp {
  return new RegExp(`^${words.split(' ').join('\\s+')}$`);
}

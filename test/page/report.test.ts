// The saved report in a real browser: what it shows, and what it must never do.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { readReport } from '../../src/report/read.ts';
import { cannedReports } from '../support/cannedReports.ts';
import { share } from '../support/share.ts';
import { pageTest } from './pages.ts';

for (const [name] of share(cannedReports, 4)) {
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
  const { page } = await open('too-few-pairs');
  expect(await page.getByRole('heading').allInnerTexts()).toEqual(
    [
      'A sums-gpt2-1a and B diffs-llama-2a',
      'inconclusive',
      'Flow maps and merge trees',
      'Profiles',
      'Distances',
      'Mismatch of cuts',
      'Controls',
      'Trust',
      'Where they differ most',
      'How far this can be trusted',
      'Notes',
      'Provenance',
    ].map((words) => expect.stringMatching(loose(words))),
  );
});

pageTest('not comparable: the gate and nothing that was not measured', async (open) => {
  const { page } = await open('not-comparable');
  expect(await page.locator('main h2').allInnerTexts()).toEqual(['not comparable', 'Provenance']);
  expect(await page.locator('main').innerText()).toContain('67.2\u00a0% < 80\u00a0%');
});

pageTest(
  'circuit: a map of heads and MLPs, of the stream, and a curve, each with its table',
  async (open) => {
    const { page } = await open('circuit');
    expect(await page.locator('#circuit [data-cell]').count()).toBe(15);
    expect(await page.locator('#circuit .heat-match').count()).toBe(13);
    expect(await page.locator('#sites [data-cell]').count()).toBe(20);
    expect(await page.locator('#curve .curve-line').count()).toBe(2);
    await page.keyboard.press('t');
    const rows = (id: string) => page.locator(`#${id} tbody tr`).count();
    expect([await rows('circuit'), await rows('sites'), await rows('curve')]).toEqual([15, 20, 10]);
    await expect(page.locator('#circuit tbody tr').first().textContent()).resolves.toMatch(
      /^L0H0no/,
    );
  },
);

pageTest('interpret: one flow map, no verdict', async (open) => {
  const { page } = await open('interpret');
  expect(await page.locator('main h2').allInnerTexts()).toEqual([
    'Interpretation',
    'Flow map and merge tree',
    'Profile',
    'Trust',
    'How far this can be trusted',
    'Provenance',
  ]);
  expect(await page.getByRole('grid').count()).toBe(1);
});

pageTest('the verdict card as a screen reader has it', async (open) => {
  const { page } = await open('different');
  expect(await page.locator('.verdict').ariaSnapshot()).toMatchSnapshot();
});

pageTest('the profiles: a row a set, the one that is most apart is marked', async (open) => {
  const { page } = await open('different');
  const rows = await page.locator('#profile tbody tr').allInnerTexts();
  expect(rows[0]).toMatch(/^\{a,b\} · most apart\s+1\.00\s+b\s+· block 0\s+0\.00\s+1\.00$/);
  expect(rows.filter((row) => row.includes('most apart'))).toHaveLength(1);
  await page.click('#profile button.twin');
  expect(await page.locator('#profile .twin-table tbody tr').first().innerText()).toMatch(
    /\d\.\d\d \[\d\.\d\d, \d\.\d\d\]/,
  );
});

pageTest('an older report has its shares, and says that it is older', async (open) => {
  const file = new URL('../fixture/reports/compare-schema2.json', import.meta.url);
  const { page, complaints } = await open(readReport(readFileSync(file, 'utf8'))!);
  expect(await page.locator('.verdict .explanation').innerText()).toMatch(
    /^Made by an older version: its distance is the crispness-weighted causal distance; run again\./,
  );
  expect(await page.locator('#profile').count()).toBe(0);
  expect(await page.locator('.cell.is-shares .part').count()).toBeGreaterThan(10);
  expect(await page.locator('#site-0-1-1').getAttribute('aria-label')).toMatch(
    /span b: shares of a 1\.00, b 1\.00$/,
  );
  expect(await page.locator('.distance-row .row-name').allInnerTexts()).not.toContain(
    'profile distance',
  );
  expect(complaints).toEqual([]);
});

pageTest(
  'a joint site that says more than its columns is a bracket; others come with their cell',
  async (open) => {
    const { page } = await open('big');
    const told = page.locator('.bracket.is-told[data-site="site-0-15-14"]');
    expect(await told.locator('text').textContent()).toBe('{which}');
    await told.locator('.bracket-reach').hover({ position: { x: 40, y: 6 } });
    expect(await page.getByRole('tooltip').innerText()).toMatch(/S2\s+and after\s+holds \{which\}/);
    const line = page.locator('.bracket[data-site="site-0-2-1"] .bracket-line');
    const visible = () => line.evaluate((e) => getComputedStyle(e).visibility);
    expect(await visible()).toBe('hidden');
    await page.click('#site-0-2-1');
    expect(await visible()).toBe('visible');
  },
);

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

pageTest('a site that no part explains is dashed, unlabelled and said to be that', async (open) => {
  const { page } = await open('unexplained');
  const words = 'matters, but no part explains it';
  const cell = page.locator('#site-0-2-5');
  expect(await cell.getAttribute('aria-label')).toBe(`A cut 2, span =: ${words}`);
  expect(
    await cell.locator('.frame').evaluate((e) => getComputedStyle(e).strokeDasharray),
  ).not.toBe('none');
  expect(
    await page
      .locator('#flow svg.flow')
      .innerText()
      .catch(() => ''),
  ).not.toContain('{}');
  expect(await page.locator('svg.flow text', { hasText: '{}' }).count()).toBe(0);
  expect(await page.locator('.legend-marks li', { hasText: words }).count()).toBe(1);
  await cell.focus();
  expect(await page.getByRole('tooltip').innerText()).toContain(words);
  await page.keyboard.press('Enter');
  expect(await page.locator('.detail').innerText()).toMatch(
    new RegExp(`holds\\s+${words} · unexplained 0\\.\\d\\d\\s+strength`),
  );
  await page.click('#flow button.twin');
  const dashed = await page.locator('.cell.is-unexplained:not(.key)').count();
  expect(await page.locator('#flow table td', { hasText: words }).count()).toBe(dashed);
  const { page: other } = await open('different');
  expect(await other.locator('.legend-marks li').count()).toBe(3);
});

pageTest('the flow maps stand under the verdict, whole on the first screen', async (open) => {
  for (const report of ['different', 'same', 'indistinguishable']) {
    const { page } = await open(report);
    const foot = await page.locator('svg.flow').evaluate((e) => e.getBoundingClientRect().bottom);
    expect([report, foot < 800]).toEqual([report, true]);
  }
});

pageTest('words of the trade have their meaning on the spot, by focus too', async (open) => {
  const { page, complaints } = await open('same');
  const words = await page
    .locator('.term:visible')
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-term')));
  for (const word of [
    'cut',
    'site',
    'holds',
    'mixture',
    'profile',
    'interchange',
    'full distance',
  ]) {
    expect(words).toContain(word);
  }
  const tip = page.getByRole('tooltip');
  for (const word of await page.locator('.term:visible').all()) {
    await word.focus();
    expect(await tip.innerText()).toMatch(/^[a-z ]+\n+[A-Z].{20,}\.$/);
  }
  await page.locator('.term').first().hover();
  expect(await tip.isVisible()).toBe(true);
  expect(complaints).toEqual([]);
});

for (const [report, width] of [
  ['big', 1280],
  ['big', 420],
  ['wide', 1280],
  ['different', 420],
] as const) {
  pageTest(
    `${report} at ${width}: names under a tree are whole and do not overlap`,
    async (open) => {
      const { page } = await open(report, { width });
      const trees = await page.locator('#flow svg .tree').evaluateAll((all) =>
        all.map((tree) =>
          [...tree.querySelectorAll('.leaf-name')].map((leaf) => {
            const { left, right } = leaf.getBoundingClientRect();
            return { name: leaf.firstChild?.textContent ?? '', left, right };
          }),
        ),
      );
      expect(trees).toHaveLength(2);
      for (const leaves of trees) {
        for (const [i, { name, left }] of leaves.entries()) {
          expect(name).not.toContain('…');
          if (i > 0) expect(left).toBeGreaterThanOrEqual(leaves[i - 1].right - 0.5);
        }
      }
    },
  );
}

pageTest('a task without a description has its name only', async (open) => {
  const report = cannedReports[0][1]();
  const { page } = await open({ ...report, task: { ...report.task, description: '' } });
  expect(await page.locator('.head .task').textContent()).toBe(
    'task cmpsum · How far this can be trusted',
  );
});

pageTest('without scripts the verdict and its sentence can be read', async (open) => {
  const { page } = await open('different', { scripts: false });
  const words = await page.locator('body').innerText();
  expect(words).toContain('sums-gpt2-1a and diffs-llama-2a: different.');
  expect(words).toContain('sums-gpt2-1a holds {a, b} at `b`');
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
  expect(words.length).toBeLessThan(100_000); // a name of a megabyte loses its middle
  expect(words).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  const shares = page.getByRole('gridcell', { name: 'A cut 0, span __proto__: {__proto__}' });
  expect(await shares.count()).toBe(1);
});

/** A heading's words, whatever white space stands between them. */
function loose(words: string): RegExp {
  return new RegExp(`^${words.split(' ').join('\\s+')}$`);
}

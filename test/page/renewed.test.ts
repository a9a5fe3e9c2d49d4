// A report that is renewed while it is read: nothing that the reader did is lost, nothing moves, nothing flickers.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { PanelView } from '../../src/protocol/panelService.ts';
import type { CompareReport, Report } from '../../src/protocol/report.ts';
import type { Section } from '../../src/protocol/sections.ts';
import { settled as settledReport, soFar, survey } from '../support/cannedReports.ts';
import { cannedModelOf, standing } from './gallery/panels.ts';
import { browserTest, settled } from './pages.ts';
import { openPanelPage } from './panelPage.ts';

const running: PanelView = { ...standing, phase: 'running', report: null };
const of = (report: Report, edition: number): PanelView => ({ ...running, report, edition });
const parts = [survey(), soFar(), settledReport()].map((report, i) => of(report, i + 1));

type Reader = {
  /** What the reader does, and what must be so before and after. */
  readonly does: (page: Page) => Promise<unknown>;
  readonly sees: (page: Page) => Promise<unknown>;
};

const opened = (page: Page) =>
  page
    .locator('[aria-selected="true"], [aria-pressed="true"]')
    .evaluateAll((all) => all.map((element) => element.id || element.closest('section')?.id));
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);

const readers: Readonly<Record<string, Reader>> = {
  'a cell that is open stays open, with its details': {
    does: (page) => page.click('#site-1-0-2'),
    sees: async (page) => [
      await opened(page),
      await page.locator('.detail.is-open h3').innerText(),
      await focused(page),
    ],
  },
  'a picture that is read as a table stays a table': {
    does: (page) => page.click('#flow button.twin'),
    sees: async (page) => [
      await opened(page),
      await page.locator('#flow .twin-table').isVisible(),
      await page.locator('#flow svg.flow').isVisible(),
    ],
  },
  'the focus stays on its cell': {
    does: (page) => page.focus('#site-0-0-3'),
    sees: focused,
  },
  'the focus stays on its button': {
    does: (page) => page.focus('#flow button.twin'),
    sees: focused,
  },
  'the page stays scrolled: what is read does not move': {
    does: (page) => page.locator('#site-0-0-0').evaluate((cell) => cell.scrollIntoView(true)),
    sees: async (page) => [
      await page.evaluate(() => window.scrollY > 100),
      // A page scrolls by whole pixels, and what stands above the cell has parts of one.
      await page
        .locator('#site-0-0-0')
        .evaluate((cell) => Math.abs(cell.getBoundingClientRect().top) <= 1),
    ],
  },
};

for (const [name, { does, sees }] of Object.entries(readers)) {
  browserTest(name, async (newPage) => {
    const { page, show, complaints } = await openPanelPage(newPage, parts[0]);
    await does(page);
    const before = await sees(page);
    for (const part of parts.slice(1)) {
      await show(part);
      expect(await sees(page)).toEqual(before);
    }
    await settled(page);
    expect(await sees(page)).toEqual(before);
    expect(complaints).toEqual([]);
  });
}

browserTest('no frame is shown without the maps', async (newPage) => {
  const { page, show } = await openPanelPage(newPage, parts[0]);
  await page.evaluate(() => {
    const heights: number[] = [];
    const look = () => {
      heights.push(document.querySelector('#flow svg.flow')?.getBoundingClientRect().height ?? 0);
      requestAnimationFrame(look);
    };
    Object.assign(window, { heights });
    requestAnimationFrame(look);
  });
  for (const part of parts.slice(1)) {
    await show(part);
    await settled(page);
  }
  const heights = (await page.evaluate('heights')) as number[];
  expect(heights.length).toBeGreaterThan(2);
  expect(Math.min(...heights)).toBeGreaterThan(100);
});

browserTest('a report that is told again is not drawn again', async (newPage) => {
  const { page, show } = await openPanelPage(newPage, parts[0]);
  await page.evaluate(() => document.querySelector('#flow')?.setAttribute('data-old', ''));
  await show({ ...parts[0], notes: ['takes up to about 257 MB of memory'] });
  expect(await page.locator('#flow[data-old]').count()).toBe(1);
  await show(parts[1]);
  expect(await page.locator('#flow[data-old]').count()).toBe(0);
});

browserTest('so far, then final: what is unfinished says so and can go on', async (newPage) => {
  const { page, show, asked } = await openPanelPage(newPage, running);
  const verdict = page.locator('#verdict-title');
  await show(parts[1]);
  expect(await verdict.innerText()).toMatch(/so far$/);
  expect(await page.getByRole('button', { name: 'Cancel' }).isVisible()).toBe(true);
  await show({ ...parts[1], phase: 'cancelled' });
  expect(await page.locator('.said').innerText()).toMatch(/^Cancelled\.\s+Unfinished: /);
  expect(await verdict.innerText()).toMatch(/so far$/);
  expect(await page.getByRole('button', { name: 'Run Again' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Go On' }).click();
  expect(asked).toEqual(['rerun']);
  await show({ ...parts[2], phase: 'done' });
  expect(await verdict.innerText()).not.toMatch(/so far/);
  expect(await page.locator('.said').innerText()).toBe('');
  expect(await page.getByRole('button', { name: 'Run Again' }).isVisible()).toBe(true);
  expect(await page.getByRole('button', { name: 'Go On' }).count()).toBe(0);
});

/** When the first model alone is looked at. */
function firstOfTwo(): CompareReport {
  const report = survey();
  const [a, b] = report.models;
  const sections = report.sections.map((section): Section => {
    if (section.kind !== 'flow') return section;
    const [ofA, ofB] = section.models;
    return { ...section, models: [ofA, { ...ofB, cuts: ofB.cuts.map(() => null) }] };
  });
  const reason = { ...report.reason, finding: null } as CompareReport['reason'];
  return { ...report, reason, sections, models: [a, { ...b, sites: null }] };
}

browserTest("the first model's map is there while the second is not looked at", async (newPage) => {
  const { page, show, complaints } = await openPanelPage(newPage, running);
  await show(of(firstOfTwo(), 1));
  const card = page.locator('.card.verdict');
  expect(await card.innerText()).toMatch(
    /^no verdict yet\s+A first look at \S+; \S+ is not looked at yet\./,
  );
  expect(await page.locator('#flow .caption').first().innerText()).not.toMatch(/share/);
  expect(await page.locator('#site-0-0-0.is-held').count()).toBe(1);
  expect(await page.locator('[id^=site-1-]').evaluateAll((all) => all.map(({ id }) => id))).toEqual(
    ['site-1-0'],
  );
  await show(parts[1]);
  expect(await page.locator('#site-1-0-0').count()).toBe(1);
  expect(complaints).toEqual([]);
});

browserTest('the map is there before anything is measured', async (newPage) => {
  const { page, show } = await openPanelPage(newPage, running);
  const map = page.getByRole('img', { name: /Nothing is measured yet/ });
  expect(await map.count()).toBe(0);
  await show({ ...running, spans: ['a', 'b', '='] });
  expect(await map.getAttribute('aria-label')).toBe(
    'sums-gpt2-1a: 4 cuts; diffs-llama-2a: 5 cuts; 3 spans. Nothing is measured yet.',
  );
  expect(await map.locator('rect.frame').count()).toBe((4 + 5) * 3);
  await show({ ...running, models: [cannedModelOf('sums-gpt2-1a', null)], spans: ['a'] });
  expect(await map.count(), 'no header is read: nothing to draw').toBe(0);
});

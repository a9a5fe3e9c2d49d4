// Names that are too wide lose their middle; the whole name stays for readers and copying.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { PanelView } from '../../src/protocol/panelService.ts';
import { different } from '../support/cannedReports.ts';
import { folderOf } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import type { Opened } from './browser.ts';
import { fleet } from './gallery/fleets.ts';
import { standing } from './gallery/panels.ts';
import { browserTest, type NewPage, settled } from './pages.ts';
import { openPanelPage } from './panelPage.ts';
import { openDiffPage, openViewerPage } from './viewers.ts';

const long = 'llama-3.2-8b-instruct-distilled-from-gpt2-medium-on-the-pile-checkpoint-12000';
const report = different();
const named: PanelView = {
  ...standing,
  report: { ...report, models: report.models.map((model) => ({ ...model, name: long })) },
};

/** What is seen in place of the names that are cut. */
const shorts = (page: Page, within: string) =>
  page
    .locator(`${within} [data-short]:visible`)
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-short')));

browserTest(
  'on a narrow page the end of a name is seen, and all of it is there',
  async (newPage) => {
    const { page } = await openPanelPage(newPage, named, { width: 420 });
    const seen = await shorts(page, 'h1');
    expect(seen).toHaveLength(2);
    for (const name of seen) expect(name).toMatch(/^llama.*….*12000$/);
    const heading = page.locator('.head .name').first();
    expect([await heading.innerText(), await heading.getAttribute('title')]).toEqual([long, long]);
    expect(await page.locator('svg .map-name').first().textContent()).toMatch(/^llama.*….*12000/);
  },
);

browserTest('a name that fits is whole, and is again when there is room', async (newPage) => {
  const { page } = await openPanelPage(newPage, named, { width: 420 });
  await page.setViewportSize({ width: 1280, height: 800 });
  await settled(page);
  expect(await shorts(page, 'h1')).toEqual([]);
  await page.setViewportSize({ width: 420, height: 800 });
  await settled(page);
  expect(await shorts(page, 'h1')).toHaveLength(2);
});

browserTest('in a table that was hidden, names are cut once it is shown', async (newPage) => {
  const view = fleet([long, `${long}-b`, 'c'], 'done');
  const { page } = await openPanelPage(newPage, view, { width: 420 });
  await page.keyboard.press('t');
  await settled(page);
  const seen = await shorts(page, '#pairs .twin-table');
  expect(seen.length).toBeGreaterThan(0);
  for (const name of seen) expect(name).toMatch(/^ll.*….*(?:00|-b)$/);
});

/** Pages about files named `long`: a head that says so. */
const heads: readonly (readonly [string, (newPage: NewPage, path: string) => Promise<Opened>])[] = [
  ['viewer', (newPage, path) => openViewerPage(newPage, path, { width: 420 })],
  ['tensor comparison', (newPage, path) => openDiffPage(newPage, path, path, { width: 420 })],
];
for (const [what, open] of heads) {
  browserTest(`the head of the ${what} keeps the end of a name`, async (newPage) => {
    const file = readFileSync(fixture('checkpoints/gpt2/model.safetensors'));
    const path = join(folderOf({ [`${long}.safetensors`]: file }), `${long}.safetensors`);
    const { page } = await open(newPage, path);
    await page.getByRole('treeitem').first().waitFor();
    await settled(page);
    const seen = await shorts(page, 'h1');
    expect(seen.length).toBeGreaterThan(0);
    for (const name of seen) expect(name).toMatch(/^llama.*….*12000/);
  });
}

/** Of a page: places of names whose short form is wider than they are. */
const cutOff = (page: Page) =>
  page.locator('[data-short]:visible').evaluateAll((all) =>
    all
      .filter((each) => {
        const whole = each.firstElementChild!.cloneNode() as HTMLElement;
        whole.textContent = each.getAttribute('data-short');
        whole.style.position = 'absolute';
        each.append(whole);
        const { width } = whole.getBoundingClientRect();
        whole.remove();
        return width > each.clientWidth + 1;
      })
      .map((each) => each.getAttribute('data-short')),
  );

for (const width of [420, 1280]) {
  browserTest(
    `a short form has room for its end, digits of one width too, at ${width}`,
    async (newPage) => {
      const { page } = await openPanelPage(
        newPage,
        fleet([long.repeat(3), `${long}-b`, 'c'], 'done'),
        { width },
      );
      await page.keyboard.press('t');
      await settled(page);
      expect((await shorts(page, 'body')).length).toBeGreaterThan(0);
      expect(await cutOff(page)).toEqual([]);
    },
  );
}

/** Models of a fleet -> each row has its name in sight at 420 pixels, and ends as it does. */
for (const models of [3, 8, 20]) {
  browserTest(`a fleet of ${models} at 420 pixels has row names`, async (newPage) => {
    const names = Array.from({ length: models }, (_, i) => `${long.slice(0, -5)}${1000 * (i + 1)}`);
    const { page } = await openPanelPage(newPage, fleet(names, 'done'), { width: 420 });
    const rows = await page.locator('.matrix .row-name').evaluateAll((all) =>
      all.map((each) => {
        const { left, right, width } = each.getBoundingClientRect();
        return { text: each.textContent, isSeen: left >= 0 && right <= 420 && width > 40 };
      }),
    );
    expect(rows.map(({ isSeen }) => isSeen)).toEqual(names.map(() => true));
    expect(new Set(rows.map(({ text }) => text)).size).toBe(models);
    const scroll = page.locator('#pairs .scroll').first();
    await scroll.evaluate((e) => e.scrollBy(9999, 0));
    expect(
      await page
        .locator('.row-name')
        .first()
        .evaluate((e) => e.getBoundingClientRect().left),
    ).toBeGreaterThanOrEqual(0);
  });
}

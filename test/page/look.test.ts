// How the page looks where it must not be left to taste: contrast, motion, size.
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { regions } from '../support/cannedExtremes.ts';
import { fixture } from '../support/fixture.ts';
import { standing } from './gallery/panels.ts';
import { pageParts } from './pageParts.ts';
import { browserTest, pageTest } from './pages.ts';
import { openPanelPage } from './panelPage.ts';
import { openDiffPage } from './viewers.ts';

const mostGzipped = 76_000; // bytes; shared with the editor panel, which opens over slow remotes too

test('script and style are small', async () => {
  const { script, css } = await pageParts();
  expect(gzipSync(script).length + gzipSync(css).length).toBeLessThanOrEqual(mostGzipped);
});

test.each(['checkpoint', 'checkpointDiff'])('%s: script and style are small', async (page) => {
  const { script, css } = await pageParts(page);
  expect(gzipSync(script).length + gzipSync(css).length).toBeLessThanOrEqual(16_000);
});

const fillOf = (page: Page, part: number) =>
  page.evaluate((look) => {
    const bar = document.querySelector(`.flow .part-${look}`);
    return bar ? getComputedStyle(bar).fill : undefined;
  }, part);

pageTest('in high contrast parts are told apart by patterns, whoever asks for it', async (open) => {
  const forced = await open('different', { forced: true });
  expect(await fillOf(forced.page, 1)).toBe('url("#look-1")');
  expect(await forced.page.locator('#look-1').count()).toBe(1);
  const editor = await open('different');
  expect(await fillOf(editor.page, 1)).toMatch(/^rgb/);
  await editor.page.evaluate(() => document.body.classList.add('vscode-high-contrast'));
  expect(await fillOf(editor.page, 1)).toBe('url("#look-1")');
});

pageTest('in high contrast the legend shows the patterns, each with an edge', async (open) => {
  const { page } = await open('wide', { forced: true });
  const swatches = await page.locator('.legend-parts .part').evaluateAll((all) =>
    all.map((each) => {
      const { fill, stroke } = getComputedStyle(each);
      const { width, height } = each.getBoundingClientRect();
      return { fill, hasEdge: stroke !== 'none', isLarge: width >= 6 && height >= 6 };
    }),
  );
  expect(swatches.length).toBeGreaterThanOrEqual(4);
  for (const [i, swatch] of swatches.entries()) {
    expect(swatch).toEqual({ fill: `url("#look-${i % 8}")`, hasEdge: true, isLarge: true });
  }
});

/** What tells the columns of as many regions as a task may have. */
const looksOf = (page: Page) =>
  page
    .locator('.legend-parts .part')
    .evaluateAll((all) => all.map((each) => getComputedStyle(each).fill));

pageTest(
  'twelve regions have twelve looks, whatever the theme, and so have their names',
  async (open) => {
    for (const look of [{ scheme: 'light' }, { scheme: 'dark' }, { forced: true }] as const) {
      const { page } = await open(regions(), look);
      const fills = await looksOf(page);
      expect([fills.length, new Set(fills).size]).toEqual([12, 12]);
      for (const [id] of fills.flatMap((fill) =>
        [...(/#[\w-]+/.exec(fill) ?? [])].map((id) => [id]),
      )) {
        expect(await page.locator(id).count()).toBe(1);
      }
    }
  },
);

browserTest(
  'the flow map as a document has the patterns that it is filled with',
  async (newPage) => {
    for (const forced of [false, true]) {
      const view = { ...standing, report: regions() };
      const panel = await openPanelPage(newPage, view, { forced });
      const drawing = (await panel.svg()) ?? '';
      const filled = new Set(
        [...drawing.matchAll(/fill="url\(&quot;#([\w-]+)/g)].map(([, id]) => id),
      );
      expect(filled.size).toBe(forced ? 12 : 4);
      for (const id of filled) expect(drawing.split(`<pattern id="${id}"`).length).toBe(2);
      expect(drawing).not.toMatch(/ class=/);
    }
  },
);

browserTest('in forced colours the progress is seen against its track', async (newPage) => {
  const { page } = await openPanelPage(
    newPage,
    { ...standing, phase: 'running' },
    { forced: true },
  );
  const bar = page.locator('.running progress');
  const style = await bar.evaluate((e) => {
    const { borderTopWidth, borderTopColor, backgroundColor, height, forcedColorAdjust } =
      getComputedStyle(e);
    return {
      borderTopWidth,
      height,
      forcedColorAdjust,
      isSeen: borderTopColor !== backgroundColor,
    };
  });
  expect(style).toEqual({
    borderTopWidth: '1px',
    height: '8px',
    forcedColorAdjust: 'none',
    isSeen: true,
  });
});

browserTest(
  'the bars of a tensor comparison have a scale, in forced colours too',
  async (newPage) => {
    const [a, b] = ['gpt2', 'gpt2-bf16'].map((name) =>
      fixture(`checkpoints/${name}/model.safetensors`),
    );
    const { page } = await openDiffPage(newPage, a, b, { forced: true });
    await page.locator('.change-bar').first().waitFor();
    expect(await page.locator('.change-scale').innerText()).toMatch(/1e-6\s*log\s*1/);
    const bars = await page
      .locator('.change-bar')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundImage));
    for (const image of bars) expect(image).toMatch(/^linear-gradient.*repeating-linear-gradient/);
  },
);

pageTest('the colours of an editor are taken over at once', async (open) => {
  const { page } = await open('different', { scheme: 'light' });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await paper()).toBe('rgb(255, 255, 255)');
  await page.evaluate(() => document.body.classList.add('vscode-dark'));
  expect(await paper()).toBe('rgb(27, 29, 32)');
  await page.evaluate(() => {
    document.documentElement.style.setProperty('--vscode-editor-background', 'rgb(1, 2, 3)');
  });
  expect(await paper()).toBe('rgb(1, 2, 3)');
});

pageTest('nothing moves for those who asked for that', async (open) => {
  const moving = (page: Page) =>
    page.evaluate(
      () =>
        [...document.querySelectorAll('.frame, .line')].filter(
          (mark) => getComputedStyle(mark).transitionDuration !== '0s',
        ).length,
    );
  expect(await moving((await open('different', { reducedMotion: true })).page)).toBe(0);
  const { page } = await open('different');
  expect(await moving(page)).toBeGreaterThan(0);
  await page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
  expect(await moving(page)).toBe(0);
});

// The archived toolkit in the panel of a comparison, under the panel's own policy: it must ask for
// nothing that is refused there, and its buttons must be buttons for the mouse, keys and readers.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { PanelAction, PanelView } from '../../src/protocol/panelService.ts';
import { browserTest, settled } from './pages.ts';
import { openPanelPage } from './panelPage.ts';

const notRun: PanelView = {
  request: { models: ['a.safetensors', 'b.safetensors'], task: 'cmpsum', options: {} },
  models: ['a', 'b'].map((name) => ({
    path: `${name}.safetensors`,
    name,
    header: null,
    failure: null,
  })),
  spans: null,
  phase: 'cancelled',
  failure: null,
  notes: [],
  report: null,
  edition: 0,
};
const running: PanelView = { ...notRun, phase: 'running' };
const failed: PanelView = {
  ...notRun,
  phase: 'failed',
  failure: { code: 'internal', message: 'The worker is gone.', hint: undefined },
};

const buttonsOf: readonly (readonly [PanelView, readonly (readonly [string, PanelAction])[]])[] = [
  [
    notRun,
    [
      ['Run Again', 'rerun'],
      ['Other Task…', 'otherTask'],
    ],
  ],
  [running, [['Cancel', 'cancel']]],
  [
    failed,
    [
      ['Run Again', 'rerun'],
      ['Other Task…', 'otherTask'],
      ['Show Log', 'showLog'],
    ],
  ],
];

for (const [view, buttons] of buttonsOf) {
  browserTest(`${view.phase}: each button asks, by Enter, Space and click`, async (newPage) => {
    const { page, asked } = await openPanelPage(newPage, view);
    const shown = page.locator('vscode-button').filter({ visible: true });
    expect(await shown.allInnerTexts()).toEqual(buttons.map(([label]) => label));
    for (const [label] of buttons) {
      await page.keyboard.press('Tab');
      expect(await focusedText(page)).toBe(label);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Space');
    }
    for (const [label] of buttons) {
      await page.getByRole('button', { name: label, exact: true }).click();
    }
    const actions = buttons.map(([, action]) => action);
    const byKey = actions.flatMap((action) => [action, action]);
    await expect.poll(() => asked).toEqual([...byKey, ...actions]);
  });
}

browserTest('nothing of it is refused: no eval, no inline style, no request', async (newPage) => {
  const { page, complaints, requests } = await openPanelPage(newPage, failed);
  await page.getByRole('button', { name: 'Show Log' }).hover();
  expect(complaints).toEqual([]);
  expect(requests.filter((address) => !/comparison\.(js|css)$/.test(address))).toEqual([]);
  const policy = await page.locator('meta[http-equiv]').getAttribute('content');
  expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-[^']+';/);
  expect(policy).not.toContain('unsafe');
  expect(await page.locator('style').count()).toBe(0);
});

browserTest('its colours are those of the theme, also of one chosen later', async (newPage) => {
  const { page } = await openPanelPage(newPage, notRun, { theme: 'vscode-light' });
  const button = page.locator('vscode-button').first();
  for (const [theme, colour] of [
    ['vscode-dark', 'rgb(49, 49, 49)'],
    ['vscode-light', 'rgb(229, 229, 229)'],
  ] as const) {
    await page.evaluate(
      ([to, value]) => {
        // As the editor does it.
        document.documentElement.style.setProperty('--vscode-button-secondaryBackground', value);
        document.body.className = to;
        document.body.dataset.vscodeThemeKind = to;
      },
      [theme, colour] as const,
    );
    await settled(page);
    const drawn = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(drawn).toBe(colour);
  }
});

async function focusedText(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.textContent);
}

// axe-core's rules on every page, in every look and with tables in place of pictures.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { fixture } from '../support/fixture.ts';
import type { HostedLook } from './hosted.ts';
import { browserTest, type Look, pageTest, settled } from './pages.ts';
import { openDiffPage, openViewerPage } from './viewers.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const dark: Look = { scheme: 'dark' };
const cases: readonly (readonly [report: string, look: string, Look])[] = [
  ['different', 'light', {}],
  ['different', 'dark', dark],
  ['different', 'forced colours', { scheme: 'dark', forced: true }],
  ['different', 'narrow', { width: 480 }],
  ['interpret', 'dark', dark],
  ['not-comparable', 'light', {}],
  ['hostile', 'light', {}],
];

for (const [report, name, look] of cases) {
  pageTest(`${report}, ${name}: nothing serious or critical`, async (open) => {
    const { page } = await open(report, look);
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('t');
    expect(await findings(page)).toEqual([]);
  });
}

const gpt2 = fixture('checkpoints/gpt2/model.safetensors');
const hosted: readonly (readonly [look: string, HostedLook])[] = [
  ['light', { theme: 'vscode-light' }],
  ['dark', { theme: 'vscode-dark', scheme: 'dark' }],
  ['high contrast', { theme: 'vscode-high-contrast', scheme: 'dark' }],
  ['narrow', { width: 480 }],
];
for (const [name, look] of hosted) {
  browserTest(`checkpoint viewer, ${name}: nothing serious or critical`, async (newPage) => {
    const { page } = await openViewerPage(newPage, gpt2, look);
    await page.getByRole('treeitem', { name: /tied/ }).click();
    await page.getByRole('button', { name: 'Compute Statistics' }).click();
    await page.getByRole('button', { name: 'Table' }).waitFor();
    await settled(page);
    expect(await findings(page)).toEqual([]);
  });

  browserTest(`tensor comparison, ${name}: nothing serious or critical`, async (newPage) => {
    const bf16 = fixture('checkpoints/gpt2-bf16/model.safetensors');
    const { page } = await openDiffPage(newPage, gpt2, bf16, look);
    await page
      .getByRole('treeitem', { name: /relative change/ })
      .first()
      .click();
    await settled(page);
    expect(await findings(page)).toEqual([]);
  });
}

/** "rule: selector" of each serious or critical finding. */
async function findings(page: Page): Promise<string[]> {
  // By evaluation, not by a script element: the page's policy would refuse that.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    type Result = { id: string; impact: string; nodes: { target: string[] }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Result[] }> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}

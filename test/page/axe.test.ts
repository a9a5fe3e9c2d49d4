// axe-core's rules on every page, in every look and with tables in place of pictures.
import { expect } from 'vitest';
import { fixture } from '../support/fixture.ts';
import { share } from '../support/share.ts';
import type { Look } from './browser.ts';
import { findings } from './findings.ts';
import type { HostedLook } from './hosted.ts';
import { browserTest, pageTest, settled } from './pages.ts';
import { openDiffPage, openViewerPage } from './viewers.ts';

const dark: Look = { scheme: 'dark' };
const cases: readonly (readonly [report: string, look: string, Look])[] = [
  ['different', 'light', {}],
  ['different', 'dark', dark],
  ['different', 'forced colours', { scheme: 'dark', forced: true }],
  ['different', 'narrow', { width: 480 }],
  ['interpret', 'dark', dark],
  ['circuit', 'light', {}],
  ['circuit', 'dark', dark],
  ['circuit', 'narrow', { width: 480 }],
  ['wiring', 'light', {}],
  ['wiring', 'forced colours', { scheme: 'dark', forced: true }],
  ['reduction', 'narrow', { width: 480 }],
  ['distinguished', 'dark', dark],
  ['distinguished', 'narrow', { width: 480 }],
  ['settled', 'light', {}],
  ['settled', 'dark', dark],
  ['settled', 'forced colours', { scheme: 'dark', forced: true }],
  ['settled', 'narrow', { width: 480 }],
  ['survey', 'light', {}],
  ['so-far', 'dark', dark],
  ['not-comparable', 'light', {}],
  ['hostile', 'light', {}],
];

for (const [i, [report, name, look]] of share([...cases.entries()], 6)) {
  // Another look of the same report changes colours and places, not what stands there.
  const of = cases.findIndex((one) => one[0] === report) < i ? 'colours' : 'all';
  pageTest(`${report}, ${name}: nothing serious or critical`, async (open) => {
    const { page } = await open(report, look);
    expect(await findings(page, of)).toEqual([]);
    await page.keyboard.press('t');
    expect(await findings(page, of)).toEqual([]);
  });
}

browserTest('what is wrong is found, colours also alone', async (newPage) => {
  const { page } = await newPage();
  await page.setContent('<button></button><p style="color: #ccc">pale</p>');
  expect(await findings(page)).toEqual([
    'button-name: button',
    'document-title: html',
    'html-has-lang: html',
    'color-contrast: p',
  ]);
  expect(await findings(page, 'colours')).toEqual([]); // so coloured it has been found
  await page.setContent('<p style="color: #bbb">pale</p>');
  expect(await findings(page, 'colours')).toEqual(['color-contrast: p']);
});

const gpt2 = fixture('checkpoints/gpt2/model.safetensors');
const hosted: readonly (readonly [look: string, HostedLook])[] = [
  ['light', { theme: 'vscode-light' }],
  ['dark', { theme: 'vscode-dark', scheme: 'dark' }],
  ['high contrast', { theme: 'vscode-high-contrast', scheme: 'dark' }],
  ['narrow', { width: 480 }],
];
for (const [name, look] of hosted) {
  const of = name === 'light' ? 'all' : 'colours';
  browserTest(`checkpoint viewer, ${name}: nothing serious or critical`, async (newPage) => {
    const { page } = await openViewerPage(newPage, gpt2, look);
    await page.getByRole('treeitem', { name: /tied/ }).click();
    await page.getByRole('button', { name: 'Compute Statistics' }).click();
    await page.getByRole('button', { name: 'Table' }).waitFor();
    await settled(page);
    expect(await findings(page, of)).toEqual([]);
  });

  browserTest(`tensor comparison, ${name}: nothing serious or critical`, async (newPage) => {
    const bf16 = fixture('checkpoints/gpt2-bf16/model.safetensors');
    const { page } = await openDiffPage(newPage, gpt2, bf16, look);
    await page
      .getByRole('treeitem', { name: /relative change/ })
      .first()
      .click();
    await settled(page);
    expect(await findings(page, of)).toEqual([]);
  });
}

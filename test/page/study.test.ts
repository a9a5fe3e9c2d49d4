// The page of a study: its table, and the way to the comparison behind an expectation and back; and the sections of a
// comparison's panel that debugging an expectation brings into view.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import type { SectionPlace } from '../../src/protocol/panelService.ts';
import type { StudyRunReport } from '../../src/protocol/study.ts';
import { studyHtml } from '../../src/report/html.ts';
import { cannedStudy, hostileStudy } from '../support/cannedStudy.ts';
import type { Look } from './browser.ts';
import { findings } from './findings.ts';
import { standing } from './gallery/panels.ts';
import { pageParts } from './pageParts.ts';
import { browserTest, type NewPage, settled } from './pages.ts';
import { openPanelPage } from './panelPage.ts';

async function opened(newPage: NewPage, run: StudyRunReport, look: Look = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-study-page-'));
  const path = join(folder, 'study.html');
  writeFileSync(path, studyHtml(run, await pageParts()));
  const stage = await newPage(look);
  await stage.page.goto(pathToFileURL(path).href);
  await settled(stage.page);
  rmSync(folder, { recursive: true });
  return stage;
}

browserTest('a study: each expectation leads to its comparison, and that back', async (newPage) => {
  const { page, complaints } = await opened(newPage, cannedStudy());
  expect(await page.title()).toBe('release: 1 passed, 1 failed, 2 undecided, 1 could not be run');
  const rows = page.locator('.expectations tbody tr');
  expect(await rows.locator('.outcome').allInnerTexts()).toEqual([
    ...['passed', 'failed', 'undecided', 'undecided, allowed', 'could not be run'],
  ]);
  expect(await page.locator('main').innerText()).toMatch(
    /2 comparisons of [\d, and]+ pairs, seed \d+, 95 % intervals, 9\.5 s\.$/,
  );
  expect(await rows.nth(1).innerText()).toMatch(/The verdict is different: profile distance 0\.98/);
  expect(await rows.nth(4).innerText()).toMatch(/models\/gone does not exist\. Give the path/);
  await rows.nth(1).locator('a').click();
  await page.locator('.verdict').waitFor();
  expect(await page.locator('#verdict-title').innerText()).toBe('different');
  expect(await page.locator('.study-back li').innerText()).toMatch(/failed base and other: same/);
  await page.locator('.study-back a').click();
  await page.locator('.expectations').waitFor();
  expect(await rows.count()).toBe(5);
  expect(complaints).toEqual([]);
});

const looks: readonly (readonly [string, StudyRunReport, Look])[] = [
  ['light', cannedStudy(), {}],
  ['dark', cannedStudy(), { scheme: 'dark' }],
  ['forced colours', cannedStudy(), { scheme: 'dark', forced: true }],
  ['narrow', cannedStudy(), { width: 420 }],
  ['hostile', hostileStudy(), {}],
  ['hostile and narrow', hostileStudy(), { width: 420 }],
];

for (const [name, run, look] of looks) {
  browserTest(`a study, ${name}: axe, and nothing moves sideways`, async (newPage) => {
    const { page, complaints } = await opened(newPage, run, look);
    expect(await findings(page)).toEqual([]);
    const over = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    const foreign = await page.locator('#report b').count();
    expect({ over, foreign, complaints }).toEqual({ over: 0, foreign: 0, complaints: [] });
  });
}

browserTest('a panel brings the first section that it has into view', async (newPage) => {
  const { page, reveal } = await openPanelPage(newPage, standing);
  const top = (id: SectionPlace) =>
    page.locator(`#${id}`).evaluate((section) => section.getBoundingClientRect().top);
  const before = await top('mismatch');
  await reveal(['nowhere' as SectionPlace, 'mismatch', 'profile']);
  await expect.poll(() => top('mismatch')).toBeLessThan(before);
});

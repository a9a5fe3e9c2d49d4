// The page of a study: its table, and the way to the comparison behind an expectation and back.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { studyHtml } from '../../src/report/html.ts';
import { cannedStudy } from '../support/cannedStudy.ts';
import { pageParts } from './pageParts.ts';
import { browserTest } from './pages.ts';

browserTest('a study: each expectation leads to its comparison, and that back', async (newPage) => {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-study-page-'));
  const path = join(folder, 'study.html');
  writeFileSync(path, studyHtml(cannedStudy(), await pageParts()));
  const { page } = await newPage();
  await page.goto(pathToFileURL(path).href);
  rmSync(folder, { recursive: true });
  expect(await page.title()).toBe('release: 1 passed, 1 failed, 2 undecided, 1 could not be run');
  const rows = page.locator('.expectations tbody tr');
  expect(await rows.locator('.outcome').allInnerTexts()).toEqual([
    ...['passed', 'failed', 'undecided', 'undecided, allowed', 'could not be run'],
  ]);
  expect(await rows.nth(1).innerText()).toMatch(/The verdict is different: profile distance 0\.98/);
  expect(await rows.nth(4).innerText()).toMatch(/models\/gone does not exist\. Give the path/);
  await rows.nth(1).locator('a').click();
  await page.locator('.verdict').waitFor();
  expect(await page.locator('#verdict-title').innerText()).toBe('different');
  expect(await page.locator('.study-back li').innerText()).toMatch(/failed base and other: same/);
  await page.locator('.study-back a').click();
  await page.locator('.expectations').waitFor();
  expect(await rows.count()).toBe(5);
});

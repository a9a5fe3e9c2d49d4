// Tests in the browser, and saved reports on disk for it to open: what every page test stands on.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { inject, type TestContext, test } from 'vitest';
import type { Report } from '../../src/protocol/report.ts';
import { reportHtml } from '../../src/report/html.ts';
import { cannedReports } from '../support/cannedReports.ts';
import type {} from '../support/runFolder.ts';
import { chromiumPath, type Look, type Opened, type Taken, takePage } from './browser.ts';
import { pageParts } from './pageParts.ts';

/** A test in the browser; skipped, with the reason, where there is none. */
export function browserTest(name: string, run: (newPage: NewPage) => Promise<void>): void {
  test(name, async (context) => {
    needBrowser(context);
    const taken: Taken[] = [];
    try {
      await run(async (look = {}) => {
        const page = await takePage(look);
        taken.push(page);
        return page;
      });
    } catch (failure) {
      for (const { page } of taken) await page.context().close();
      throw failure;
    }
    for (const page of taken) await page.giveBack();
  });
}

/** A test of saved reports in the browser. */
export function pageTest(name: string, run: (open: Open) => Promise<void>): void {
  browserTest(name, (newPage) =>
    run(async (report, look = {}) => openReport(await newPage(look), report, look)),
  );
}

export type NewPage = (look?: Look) => Promise<Opened>;

/** Opens a canned report by its name, or a report. */
export type Open = (report: string | Report, look?: Look) => Promise<Opened>;

let folder: string | undefined;
let files = 0;

function needBrowser({ skip }: TestContext): void {
  skip(
    chromiumPath === undefined,
    'no Chromium: install one, or set CHROMIUM to its path, to run the page tests',
  );
}

async function openReport(opened: Opened, of: string | Report, look: Look): Promise<Opened> {
  const report = typeof of === 'string' ? cannedReport(of) : of;
  await opened.page.goto(pathToFileURL(save(reportHtml(report, await pageParts()))).href);
  if (look.scripts ?? true) await settled(opened.page);
  return opened;
}

/** Drawings wait for their width, one frame; two frames later they stand. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        requestAnimationFrame(() =>
          requestAnimationFrame(() => requestAnimationFrame(() => done())),
        );
      }),
  );
}

function cannedReport(name: string): Report {
  const make = cannedReports.find(([each]) => each === name)?.[1];
  if (!make) throw new Error(`no canned report is called ${name}`);
  return make();
}

function save(html: string): string {
  folder ??= mkdtempSync(join(inject('runFolder'), 'page-'));
  files++;
  const path = join(folder, `${files}.html`);
  writeFileSync(path, html);
  return path;
}

// Saved reports on disk, and a browser to open them: what every page test stands on.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, type TestContext, test } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import type { Report } from '../../src/protocol/report.ts';
import { type PageParts, reportHtml } from '../../src/report/html.ts';
import { cannedReports } from '../support/cannedReports.ts';
import { pageParts } from './pageParts.ts';

const out = join(import.meta.dirname, '../../out');

export type Look = {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly forced?: boolean;
  readonly reducedMotion?: boolean;
  readonly scripts?: boolean;
};

/** An open page, and what it must not have done. */
export type Opened = {
  readonly page: Page;
  /** Console errors and warnings, page errors. */
  readonly complaints: readonly string[];
  /** Addresses asked for, the page itself aside. */
  readonly requests: readonly string[];
};

/** A test in the browser; skipped, with the reason, where there is none. */
export function browserTest(name: string, run: (newPage: NewPage) => Promise<void>): void {
  test(name, async (context) => {
    needBrowser(context);
    const opened: Page[] = [];
    try {
      await run(async (look = {}) => {
        const result = await emptyPage(look);
        opened.push(result.page);
        return result;
      });
    } finally {
      for (const page of opened) await page.context().close();
    }
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

const chromiumPath = findChromium();
let browser: Promise<Browser> | undefined;
let parts: Promise<PageParts> | undefined;
let folder: string | undefined;
let files = 0;

afterAll(async () => {
  await (await browser)?.close();
  if (folder) rmSync(folder, { recursive: true });
});

function needBrowser({ skip }: TestContext): void {
  skip(
    chromiumPath === undefined,
    'no Chromium: install one, or set CHROMIUM to its path, to run the page tests',
  );
}

async function openReport(opened: Opened, of: string | Report, look: Look): Promise<Opened> {
  const report = typeof of === 'string' ? cannedReport(of) : of;
  parts ??= pageParts();
  await opened.page.goto(pathToFileURL(save(reportHtml(report, await parts))).href);
  if (look.scripts ?? true) await settled(opened.page);
  return opened;
}

async function emptyPage(look: Look): Promise<Opened> {
  browser ??= launch();
  const context = await (await browser).newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    colorScheme: look.scheme ?? 'light',
    forcedColors: look.forced ? 'active' : 'none',
    reducedMotion: look.reducedMotion ? 'reduce' : 'no-preference',
    javaScriptEnabled: look.scripts ?? true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'log') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) requests.push(request.url());
  });
  return { page, complaints, requests };
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
  if (!folder) {
    mkdirSync(out, { recursive: true });
    folder = mkdtempSync(join(out, 'page-'));
  }
  files++;
  const path = join(folder, `${files}.html`);
  writeFileSync(path, html);
  return path;
}

function launch(): Promise<Browser> {
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath: chromiumPath, args: quiet });
}

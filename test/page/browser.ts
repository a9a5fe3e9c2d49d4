// One browser a test file. A new page is a new process, which takes longer than most tests: a page whose test has passed
// is emptied and used again.
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';

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

/** `giveBack` when the test has passed: nothing of what it did stays on the page. */
export type Taken = Opened & { readonly giveBack: () => Promise<void> };

type Tab = {
  readonly page: Page;
  readonly scripts: boolean;
  /** What the page of now has told. */
  heard: { readonly complaints: string[]; readonly requests: string[] };
};

export const chromiumPath = findChromium();
const idle: Tab[] = [];
/** One for all files of tests of a worker; it ends with that. */
let browser: Promise<Browser> | undefined;

/** An empty page that looks like that. */
export async function takePage(look: Look): Promise<Taken> {
  const { scripts = true } = look;
  const used = idle.findIndex((each) => each.scripts === scripts);
  const tab = used < 0 ? await newTab(scripts) : idle.splice(used, 1)[0];
  const { page } = tab;
  await page.setViewportSize({ width: look.width ?? 1280, height: look.height ?? 800 });
  await page.emulateMedia({
    colorScheme: look.scheme ?? 'light',
    forcedColors: look.forced ? 'active' : 'none',
    reducedMotion: look.reducedMotion ? 'reduce' : 'no-preference',
  });
  tab.heard = { complaints: [], requests: [] };
  return { page, ...tab.heard, giveBack: () => empty(tab) };
}

async function empty(tab: Tab): Promise<void> {
  await tab.page.mouse.move(-1, -1); // else what comes to lie under it is hovered
  await tab.page.goto('about:blank');
  idle.push(tab);
}

async function newTab(scripts: boolean): Promise<Tab> {
  browser ??= launch();
  const context = await (await browser).newContext({ javaScriptEnabled: scripts });
  const page = await context.newPage();
  const tab: Tab = { page, scripts, heard: { complaints: [], requests: [] } };
  page.on('console', (message) => {
    if (message.type() !== 'log') tab.heard.complaints.push(message.text());
  });
  page.on('pageerror', (error) => tab.heard.complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) tab.heard.requests.push(request.url());
  });
  return tab;
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

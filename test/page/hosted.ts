// A page of the editor in a browser, and the extension's own code as its host: the real HTML with its
// policy, the real channel; only the editor around them is made here.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { Disposable, Uri, Webview } from 'vscode';
import { pageHtml } from '../../src/vscode/comparison/page.ts';
import type { VsCode } from '../../src/vscode/vsCode.ts';
import type { Look, Opened } from './browser.ts';
import { pageParts } from './pageParts.ts';
import { type NewPage, settled } from './pages.ts';

const out = join(import.meta.dirname, '../../out');

export type Hosted = Opened & {
  /** What the page kept last. */
  readonly kept: () => Promise<unknown>;
};

export type HostedLook = Look & {
  /** A theme's class on the body, as the editor sets it. */
  readonly theme?: string;
  readonly kept?: unknown;
};

/** Opens dist/webview's page `name` with `serve` as what answers it. */
export async function openHosted(
  newPage: NewPage,
  name: string,
  serve: (webview: Webview) => Disposable,
  look: HostedLook = {},
): Promise<Hosted> {
  const opened = await newPage(look);
  const { page } = opened;
  const listeners: ((message: unknown) => void)[] = [];
  const webview = {
    cspSource: 'file:',
    asWebviewUri: (uri: Uri) => uri,
    onDidReceiveMessage(listener: (message: unknown) => void) {
      listeners.push(listener);
      return { dispose: () => listeners.splice(listeners.indexOf(listener), 1) };
    },
    postMessage: (message: unknown) => post(page, message),
  } as unknown as Webview;
  const served = serve(webview);
  onTestFinished(() => void served.dispose());
  const toHost = await page.exposeFunction('toHost', (message: unknown) => {
    for (const listener of listeners) listener(message);
  });
  const editor = await page.addInitScript(editorApi, look.kept ?? null);
  onTestFinished(async () => {
    for (const put of [toHost, editor]) await put.dispose();
  });
  await page.goto(await pageAddress(name, webview));
  if (look.theme) await page.evaluate((theme) => document.body.classList.add(theme), look.theme);
  await settled(page);
  return { ...opened, kept: () => page.evaluate('window.keptState') };
}

async function post(page: Page, message: unknown): Promise<boolean> {
  if (page.isClosed()) return false;
  // As JSON: the driver's own encoding takes seconds for a large message.
  const text = JSON.stringify(message);
  await page
    .evaluate((json) => window.postMessage(JSON.parse(json), '*'), text)
    .catch(() => undefined);
  return true;
}

/** Runs in the page: what the editor's own script puts there. */
function editorApi(kept: unknown): void {
  type Window_ = { toHost(message: unknown): void; keptState: unknown; acquireVsCodeApi: unknown };
  const page = window as unknown as Window_;
  page.keptState = kept ?? undefined;
  page.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => page.toHost(message),
    getState: () => page.keptState,
    setState: (state: unknown) => {
      page.keptState = state;
    },
  });
}

async function pageAddress(name: string, webview: Webview): Promise<string> {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, 'hosted-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { script, css } = await pageParts(name);
  const built = join(folder, 'dist', 'webview');
  mkdirSync(built, { recursive: true });
  writeFileSync(join(built, `${name}.js`), script);
  writeFileSync(join(built, `${name}.css`), css);
  const joinPath = (base: unknown, ...names: string[]) =>
    pathToFileURL(join(String(base), ...names)).href;
  const vscode = { Uri: { joinPath } } as unknown as VsCode;
  const html = pageHtml(vscode, folder as unknown as Uri, webview, name);
  const path = join(folder, 'page.html');
  writeFileSync(path, html);
  return pathToFileURL(path).href;
}

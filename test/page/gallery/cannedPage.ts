// A page of the editor as one HTML file that plays a canned host: it answers the page's calls, tells it
// what a real host would, and presses keys. Its hash names a theme: `running.html#vscode-dark`.
import type { Uri, Webview } from 'vscode';
import { escapeJson } from '../../../src/report/html.ts';
import { pageHtml } from '../../../src/vscode/comparison/page.ts';
import type { VsCode } from '../../../src/vscode/vsCode.ts';
import { type Theme, themes } from './themes.ts';

export type Canned = {
  /** By method of the host: what it answers. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Methods of the page with their parameters, after it has said that it is ready. */
  readonly tells?: readonly (readonly [method: string, params: unknown])[];
  /** Then keys for the element of a selector, which gets the focus. */
  readonly keys?: readonly (readonly [selector: string, key: string])[];
};

/** The page `name` of dist/webview, whose script and style sheet lie in the same folder. */
export function cannedHtml(name: string, canned: Canned): string {
  const joinPath = (_: unknown, ...names: string[]) => names.at(-1);
  const vscode = { Uri: { joinPath } } as unknown as VsCode;
  const webview = { cspSource: 'file:', asWebviewUri: (uri: unknown) => uri };
  const html = pageHtml(vscode, {} as Uri, webview as unknown as Webview, name);
  const data = escapeJson(JSON.stringify({ ...canned, themes }));
  // Before the page's own script, under its nonce.
  return html.replace(/<script nonce="[^"]+"/, (script) => {
    const editor = `${script}>(${cannedEditor})(${data})</script>\n`;
    return `${editor}${script}`;
  });
}

type Message = { readonly [field in 'kind' | 'method' | 'page']: string } & { readonly id: number };
type Given = Canned & { readonly themes: Readonly<Record<string, Theme>> };

/** Runs in the page, so it knows nothing of this file. */
function cannedEditor({ answers, tells = [], keys = [], themes }: Given): void {
  const paint = () => {
    const theme = themes[location.hash.slice(1) || 'vscode-light'];
    document.body.className = theme.classes;
    for (const [variable, colour] of theme.colours) {
      document.documentElement.style.setProperty(`--vscode-${variable}`, colour);
    }
  };
  paint();
  window.addEventListener('hashchange', paint);
  const send = (message: object) => window.postMessage(message, '*');
  const press = () => {
    for (const [selector, key] of keys) {
      const element = document.querySelector<HTMLElement>(selector);
      element?.focus();
      element?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    }
    document.body.dataset.played = 'true';
  };
  const play = (page: string) => {
    for (const [id, [method, params]] of tells.entries()) {
      send({ kind: 'request', id, method, params, page });
    }
    // Messages and frames come first: keys need what they draw.
    setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(press)), 0);
  };
  let kept: object | undefined;
  const api = {
    getState: () => kept,
    setState(state: object) {
      kept = state;
    },
    postMessage({ kind, id, method, page }: Message) {
      if (kind !== 'request') return;
      send({ kind: 'ok', id, result: answers[method] ?? null, page });
      if (method === 'ready') play(page);
    },
  };
  Object.assign(window, { acquireVsCodeApi: () => api });
}

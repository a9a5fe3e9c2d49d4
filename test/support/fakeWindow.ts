// The window, the commands and the clipboard of fakeVscode.ts: what they are told is kept, and who asks
// the user is given the next of `answers`.
import { FakeEmitter } from './fakeEmitter.ts';

type Item = { readonly label: string };
export type Run = (...args: never[]) => unknown;

/** A panel as window.createWebviewPanel makes it; the test plays its page. */
export class FakePanel {
  title: string;
  visible = true;
  active = false;
  viewColumn = 1;
  revealed = 0;
  disposed = false;
  readonly viewType: string;
  readonly posted: unknown[] = [];
  readonly fromPage = new FakeEmitter<unknown>();
  readonly #ended = new FakeEmitter<undefined>();
  readonly onDidDispose = this.#ended.event;
  /** Where the page hears what is posted. */
  hear: (message: unknown) => void = () => undefined;
  readonly webview = {
    html: '',
    options: {},
    cspSource: 'https://page.test',
    asWebviewUri: (uri: { readonly path: string }) => `https://page.test${uri.path}`,
    onDidReceiveMessage: this.fromPage.event,
    postMessage: async (message: unknown) => {
      this.posted.push(message);
      queueMicrotask(() => this.hear(structuredClone(message)));
      return true;
    },
  };
  constructor(viewType = '', title = '') {
    this.viewType = viewType;
    this.title = title;
  }
  reveal(): void {
    this.revealed++;
  }
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.#ended.fire(undefined);
  }
}

/** As window.createQuickPick makes it; the test accepts or hides it. */
export class FakeQuickPick {
  title = '';
  placeholder = '';
  value = '';
  busy = false;
  keepScrollPosition = false;
  shown = false;
  items: readonly Item[] = [];
  activeItems: readonly Item[] = [];
  selectedItems: readonly Item[] = [];
  readonly #accepted = new FakeEmitter<undefined>();
  readonly #hidden = new FakeEmitter<undefined>();
  readonly onDidAccept = this.#accepted.event;
  readonly onDidHide = this.#hidden.event;
  show(): void {
    this.shown = true;
  }
  accept(label: string): void {
    this.selectedItems = this.items.filter((item) => item.label === label);
    this.#accepted.fire(undefined);
  }
  hide(): void {
    this.shown = false;
    this.#hidden.fire(undefined);
  }
  dispose(): void {
    this.hide();
  }
}

export class FakeStatusItem {
  text = '';
  tooltip = '';
  name = '';
  command = '';
  visible = false;
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  dispose(): void {
    this.visible = false;
  }
}

export function fakeWindow() {
  const seen = {
    /** Notifications, as "warning: text". */
    said: [] as string[],
    /** Entries of the log, as "error: text". */
    logged: [] as string[],
    /** Short words in the status bar. */
    flashed: [] as string[],
    executed: [] as (readonly unknown[])[],
    copied: [] as string[],
    /** What the user answers: a button, a label, a typed text, a place; undefined: goes away. */
    answers: [] as unknown[],
    /** Items and options of every list and dialog that was shown. */
    asked: [] as { readonly items: readonly Item[]; readonly options: unknown }[],
    panels: [] as FakePanel[],
    picks: [] as FakeQuickPick[],
    statusItems: [] as FakeStatusItem[],
    shownDocuments: [] as unknown[],
    commands: new Map<string, Run>(),
    /** Providers and serializers, by the id of what they serve. */
    registered: new Map<string, unknown>(),
  };
  const notify =
    (kind: string) =>
    async (text: string, ...buttons: readonly string[]) => {
      seen.said.push(`${kind}: ${text}`);
      return buttons.length > 0 ? seen.answers.shift() : undefined;
    };
  const keep =
    <T>(map: Map<string, T>) =>
    (id: string, value: T) => {
      map.set(id, value);
      return { dispose: () => map.delete(id) };
    };
  const ask = async (options: unknown) => {
    seen.asked.push({ items: [], options });
    return seen.answers.shift();
  };
  const window = {
    showInformationMessage: notify('information'),
    showWarningMessage: notify('warning'),
    showErrorMessage: notify('error'),
    setStatusBarMessage: (text: string) => {
      seen.flashed.push(text);
      return { dispose: () => undefined };
    },
    async showQuickPick(items: readonly Item[] | Promise<readonly Item[]>, options: unknown) {
      const all = await items;
      seen.asked.push({ items: all, options });
      const answer = seen.answers.shift();
      return all.find(({ label }) => label === answer);
    },
    showInputBox: ask,
    showOpenDialog: ask,
    showSaveDialog: ask,
    createQuickPick: () => made(seen.picks, new FakeQuickPick()),
    createOutputChannel: () => {
      const write = (level: string) => (text: string) => void seen.logged.push(`${level}: ${text}`);
      const levels = ['debug', 'info', 'warn', 'error', 'show'].map((l) => [l, write(l)] as const);
      return { ...Object.fromEntries(levels), dispose: () => undefined };
    },
    createStatusBarItem: () => made(seen.statusItems, new FakeStatusItem()),
    createWebviewPanel: (id: string, title: string) => made(seen.panels, new FakePanel(id, title)),
    registerWebviewPanelSerializer: keep(seen.registered),
    registerCustomEditorProvider: keep(seen.registered),
    registerTreeDataProvider: keep(seen.registered),
    async showTextDocument(document: unknown) {
      seen.shownDocuments.push(document);
      return { edit: async () => true };
    },
  };
  const commands = {
    registerCommand: keep(seen.commands),
    async executeCommand(id: string, ...args: readonly unknown[]) {
      seen.executed.push([id, ...args]);
      return seen.commands.get(id)?.(...(args as never[]));
    },
    getCommands: async () => [...seen.commands.keys()],
  };
  const parts = {
    window,
    commands,
    env: {
      shell: '/bin/bash',
      clipboard: {
        writeText: async (text: string) => {
          seen.copied.push(text);
        },
      },
    },
    ThemeIcon: class {
      readonly id: string;
      constructor(id: string) {
        this.id = id;
      }
    },
    TreeItem: class {
      readonly label: string;
      constructor(label: string) {
        this.label = label;
      }
    },
    TreeItemCollapsibleState: { None: 0 },
    QuickPickItemKind: { Separator: -1, Default: 0 },
    StatusBarAlignment: { Left: 1, Right: 2 },
    ViewColumn: { Active: -1, Beside: -2, One: 1 },
  };
  return { seen, parts };
}

function made<T>(all: T[], one: T): T {
  all.push(one);
  return one;
}

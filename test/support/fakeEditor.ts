// A small `vscode`: files of this disk, documents that a test types into, and what features register,
// kept so that a test can ask it. Only what src/vscode/code uses.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Settings, SettingsSnapshot } from '../../src/vscode/settings.ts';
import type { VsCode } from '../../src/vscode/vsCode.ts';

type Listener = (value: never) => unknown;

class Emitter {
  readonly listeners = new Set<Listener>();
  readonly event = (listener: Listener) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value?: unknown) {
    for (const listener of this.listeners) listener(value as never);
  }
  dispose() {
    this.listeners.clear();
  }
}

class FakeUri {
  readonly path: string;
  readonly scheme = 'file';
  constructor(path: string) {
    this.path = path;
  }
  get fsPath() {
    return this.path;
  }
  toString() {
    return pathToFileURL(this.path).href;
  }
  static file(path: string) {
    return new FakeUri(path);
  }
  static parse(text: string) {
    return new FakeUri(decodeURIComponent(new URL(text).pathname));
  }
  static joinPath(base: FakeUri, ...steps: string[]) {
    const url = new URL(`file://${[base.path, ...steps].map(encodeURI).join('/')}`);
    return new FakeUri(decodeURIComponent(url.pathname));
  }
}

class Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  constructor(line: number, character: number, endLine: number, endCharacter: number) {
    this.start = { line, character };
    this.end = { line: endLine, character: endCharacter };
  }
  intersection(other: Range) {
    return this.start.line <= other.end.line && other.start.line <= this.end.line
      ? this
      : undefined;
  }
}

/** A class whose instances keep what they are made of, under these names. */
function record(...names: readonly string[]) {
  return class {
    constructor(...values: readonly unknown[]) {
      for (const [i, name] of names.entries()) Object.assign(this, { [name]: values[i] });
    }
  };
}

class MarkdownString {
  value = '';
  isTrusted: unknown = false;
  supportHtml = false;
  appendCodeblock(code: string, language = '') {
    this.value += `\`\`\`${language}\n${code}\n\`\`\`\n`;
  }
  appendMarkdown(text: string) {
    this.value += text;
  }
}

export type FakeDocument = {
  readonly uri: FakeUri;
  readonly languageId: string;
  version: number;
  text: string;
  getText(): string;
  lineAt(line: number): { readonly range: Range };
};

export function fakeEditor(root: string) {
  const registered = new Map<string, unknown>();
  const commands = new Map<string, (...args: never[]) => unknown>();
  const diagnostics = new Map<
    string,
    readonly { readonly message: string; readonly range: Range }[]
  >();
  const documents: FakeDocument[] = [];
  const events = {
    change: new Emitter(),
    save: new Emitter(),
    close: new Emitter(),
    visible: new Emitter(),
    select: new Emitter(),
  };
  const shown: { path: string; line: number }[] = [];
  const updated: [string, unknown][] = [];
  const chosen: unknown[] = [];
  const register = (kind: string) => (_: unknown, provider: unknown) => {
    registered.set(kind, provider);
    return { dispose: () => registered.delete(kind) };
  };
  const fs = {
    stat: async ({ path }: FakeUri) => {
      const stat = statSync(path);
      return { type: stat.isDirectory() ? 2 : 1, mtime: stat.mtimeMs, size: stat.size };
    },
    readDirectory: async ({ path }: FakeUri) =>
      readdirSync(path, { withFileTypes: true }).map((e) => [e.name, e.isDirectory() ? 2 : 1]),
  };
  const filesIn = (folder: string, deep: boolean): FakeUri[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return deep ? filesIn(path, true) : [];
      return entry.name.endsWith('.py') ? [new FakeUri(path)] : [];
    });
  const vscode = {
    Uri: FakeUri,
    Range,
    MarkdownString,
    EventEmitter: Emitter,
    Position: record('line', 'character'),
    Hover: record('contents'),
    InlayHintLabelPart: record('value'),
    Diagnostic: record('range', 'message', 'severity'),
    CodeAction: record('title', 'kind'),
    RelativePattern: record('baseUri', 'pattern'),
    Disposable: {
      from: (...all: { dispose(): unknown }[]) => ({
        dispose: () => {
          for (const one of all) one.dispose();
        },
      }),
    },
    CodeActionKind: { QuickFix: 'quickfix' },
    DiagnosticSeverity: { Information: 2 },
    FileType: { File: 1, Directory: 2 },
    ViewColumn: { One: 1 },
    ProgressLocation: { Window: 10 },
    TextEditorSelectionChangeKind: { Keyboard: 1, Mouse: 2, Command: 3 },
    TextEditorRevealType: { InCenterIfOutsideViewport: 2 },
    ConfigurationTarget: { Global: 1 },
    l10n: {
      t: (text: string, ...args: unknown[]) =>
        text.replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)])),
    },
    commands: {
      registerCommand: (id: string, run: (...args: never[]) => unknown) => {
        commands.set(id, run);
        return { dispose: () => commands.delete(id) };
      },
    },
    languages: {
      registerCodeLensProvider: register('lens'),
      registerInlayHintsProvider: register('inlay'),
      registerHoverProvider: register('hover'),
      registerCodeActionsProvider: register('fixes'),
      createDiagnosticCollection: () => ({
        set: (uri: FakeUri, list: never[]) => diagnostics.set(uri.toString(), list),
        get: (uri: FakeUri) => diagnostics.get(uri.toString()),
        delete: (uri: FakeUri) => diagnostics.delete(uri.toString()),
        dispose: () => diagnostics.clear(),
      }),
    },
    window: {
      get visibleTextEditors() {
        return documents.map((document) => ({ document, viewColumn: 1 }));
      },
      activeTextEditor: undefined,
      onDidChangeVisibleTextEditors: events.visible.event,
      onDidChangeTextEditorSelection: events.select.event,
      setStatusBarMessage: () => ({ dispose: () => undefined }),
      showInformationMessage: async () => undefined,
      showErrorMessage: async (text: string) => {
        throw new Error(text);
      },
      showQuickPick: async (items: unknown[]) => {
        chosen.push(items);
        return items[0];
      },
      showOpenDialog: async () => [filesIn(root, true)[0]],
      withProgress: (_: unknown, run: () => unknown) => run(),
      showTextDocument: async (uri: FakeUri, { selection }: { selection: Range }) => {
        shown.push({ path: uri.path, line: selection.start.line });
        return { revealRange: () => undefined };
      },
    },
    workspace: {
      fs,
      textDocuments: documents,
      getWorkspaceFolder: () => ({ uri: new FakeUri(root) }),
      findFiles: async (pattern: string | { baseUri: FakeUri }) =>
        typeof pattern === 'string' ? filesIn(root, true) : filesIn(pattern.baseUri.path, false),
      getConfiguration: () => ({
        update: async (key: string, value: unknown) => updated.push([key, value]),
      }),
      onDidChangeTextDocument: events.change.event,
      onDidSaveTextDocument: events.save.event,
      onDidCloseTextDocument: events.close.event,
    },
  };
  return {
    vscode: vscode as unknown as VsCode,
    /** What was registered, by kind. */
    provider: <T>(kind: 'lens' | 'inlay' | 'hover' | 'fixes') => registered.get(kind) as T,
    command: (id: string, ...args: unknown[]) => commands.get(id)!(...(args as never[])),
    diagnostics: (document: FakeDocument) =>
      (diagnostics.get(document.uri.toString()) ?? []).map(({ message, range }) => ({
        message,
        line: range.start.line,
      })),
    shown,
    updated,
    open(path: string): FakeDocument {
      const document: FakeDocument = {
        uri: new FakeUri(path),
        languageId: 'python',
        version: 1,
        text: readFileSync(path, 'utf8'),
        getText: () => document.text,
        lineAt: (line) => ({
          range: new Range(line, 0, line, document.text.split('\n')[line].length),
        }),
      };
      documents.push(document);
      events.visible.fire([]);
      return document;
    },
    type(document: FakeDocument, from: string, to: string) {
      document.text = document.text.replace(from, to);
      document.version++;
      events.change.fire({ document });
    },
    /** Puts the cursor on a line; `kind` as of TextEditorSelectionChangeKind. */
    select(document: FakeDocument, line: number, kind: number) {
      const textEditor = { document, selection: { active: { line } } };
      events.select.fire({ textEditor, kind });
    },
    save(document: FakeDocument) {
      mkdirSync(dirname(document.uri.path), { recursive: true });
      writeFileSync(document.uri.path, document.text);
      events.save.fire(document);
    },
  };
}

/** Settings that a test sets. */
export function fakeSettings(
  code: SettingsSnapshot['code'],
): Settings & { set(code: Partial<SettingsSnapshot['code']>): void } {
  const changed = new Emitter();
  let now: SettingsSnapshot = { run: {}, mappings: [], keep: 100, studyOnSave: false, code };
  return {
    get now() {
      return now;
    },
    onDidChange: changed.event as Settings['onDidChange'],
    set(next) {
      now = { ...now, code: { ...now.code, ...next } };
      changed.fire(now);
    },
    dispose: () => changed.dispose(),
  };
}

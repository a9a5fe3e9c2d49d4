// A small `vscode` for unit tests: values, an in-memory disk, a window that keeps what it was told, and
// only what the features use. What it does not have fails loudly. The suite in the real editor vouches
// for the rest.
import type { VsCode } from '../../src/vscode/vsCode.ts';
import { FakeEmitter } from './fakeEmitter.ts';
import { fakeWindow } from './fakeWindow.ts';

export type FakeEntry = 'folder' | string;

export class FakeUri {
  readonly scheme: string;
  readonly path: string;
  constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }
  get fsPath(): string {
    return this.path;
  }
  static file(path: string): FakeUri {
    return new FakeUri('file', path);
  }
  static from({ scheme, path }: { readonly scheme: string; readonly path: string }): FakeUri {
    return new FakeUri(scheme, path);
  }
  with({ scheme }: { readonly scheme: string }): FakeUri {
    return new FakeUri(scheme, this.path);
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
  static joinPath({ scheme, path }: FakeUri, ...parts: string[]): FakeUri {
    const joined = [...path.split('/'), ...parts.flatMap((part) => part.split('/'))];
    const kept: string[] = [];
    for (const part of joined) {
      if (part === '..') kept.pop();
      else if (part !== '' && part !== '.') kept.push(part);
    }
    return new FakeUri(scheme, `/${kept.join('/')}`);
  }
}

/** As vscode.FileSystemError with code FileNotFound. */
class NotFound extends Error {
  readonly code = 'FileNotFound';
}

export type FakeVsCode = ReturnType<typeof fakeVscode>;

export function fakeVscode(files: Readonly<Record<string, FakeEntry>> = {}) {
  const disk = new Map(Object.entries(files));
  const settings = new Map<string, unknown>();
  const configuration = new FakeEmitter<{ affectsConfiguration(section: string): boolean }>();
  const granted = new FakeEmitter<undefined>();
  const watchers: FakeWatcher[] = [];
  const fake = fakeWindow();
  const workspace = {
    isTrusted: true,
    onDidGrantWorkspaceTrust: granted.event,
    workspaceFolders: [{ uri: FakeUri.file('/w') }],
    fs: fakeFiles(disk),
    asRelativePath: ({ path }: FakeUri) => path.replace(/^\/w\//, ''),
    getConfiguration: (section: string) => ({
      get: (key: string) => settings.get(`${section}.${key}`),
    }),
    onDidChangeConfiguration: configuration.event,
    findFiles: async (glob: string) => {
      const endings = /\{(.*)\}/.exec(glob)?.[1].split(',') ?? [glob];
      const ends = endings.map((one) => one.slice(one.lastIndexOf('*') + 1));
      const found = [...disk.keys()].filter((path) => ends.some((end) => path.endsWith(end)));
      return found.map(FakeUri.file);
    },
    createFileSystemWatcher: (pattern: unknown) => {
      const watcher = new FakeWatcher(pattern);
      watchers.push(watcher);
      return watcher;
    },
    openTextDocument: async (uri: FakeUri) => ({ uri, getText: () => disk.get(uri.path) ?? '' }),
  };
  const vscode = {
    ...fake.parts,
    Uri: FakeUri,
    EventEmitter: FakeEmitter,
    FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
    Disposable: {
      from: (...all: readonly { dispose(): unknown }[]) => ({
        dispose: () => {
          for (const each of all) each.dispose();
        },
      }),
    },
    RelativePattern: class {
      readonly base: FakeUri;
      readonly pattern: string;
      constructor(base: FakeUri, pattern: string) {
        this.base = base;
        this.pattern = pattern;
      }
    },
    l10n: { t: translated },
    workspace,
  };
  return {
    ...fake.seen,
    vscode: vscode as unknown as VsCode,
    /** Path -> text, or 'folder'. */
    disk,
    settings,
    watchers,
    /** Tells that the settings changed. */
    settingsChanged: () => configuration.fire({ affectsConfiguration: () => true }),
    trust: (isTrusted: boolean) => {
      workspace.isTrusted = isTrusted;
      if (isTrusted) granted.fire(undefined);
    },
  };
}

export class FakeWatcher {
  readonly pattern: unknown;
  readonly changed = new FakeEmitter<undefined>();
  readonly created = new FakeEmitter<undefined>();
  readonly deleted = new FakeEmitter<undefined>();
  readonly onDidChange = this.changed.event;
  readonly onDidCreate = this.created.event;
  readonly onDidDelete = this.deleted.event;
  disposed = false;
  constructor(pattern: unknown) {
    this.pattern = pattern;
  }
  dispose(): void {
    this.disposed = true;
  }
}

function translated(text: string, ...values: unknown[]): string {
  return text.replace(/\{(\d+)\}/g, (_, i: string) => String(values[Number(i)]));
}

function fakeFiles(disk: Map<string, FakeEntry>) {
  const inside = (path: string, of: string) => path.startsWith(`${of}/`);
  const at = (path: string): FakeEntry => {
    const entry = disk.get(path);
    if (entry !== undefined) return entry;
    if ([...disk.keys()].some((other) => inside(other, path))) return 'folder';
    throw new NotFound(path);
  };
  return {
    stat: async ({ path }: FakeUri) => ({ type: at(path) === 'folder' ? 2 : 1 }),
    readDirectory: async ({ path }: FakeUri) => {
      const names = [...disk.keys()]
        .filter((other) => inside(other, path))
        .map((other) => other.slice(path.length + 1).split('/')[0]);
      return [...new Set(names)].map((name) => {
        const folder = at(`${path}/${name}`) === 'folder';
        return [name, folder ? 2 : 1] as const;
      });
    },
    readFile: async ({ path }: FakeUri) => new TextEncoder().encode(at(path)),
    writeFile: async ({ path }: FakeUri, bytes: Uint8Array) => {
      disk.set(path, new TextDecoder().decode(bytes));
    },
    createDirectory: async () => undefined,
    delete: async ({ path }: FakeUri) => {
      if (!disk.delete(path)) throw new NotFound(path);
    },
  };
}

/** A Memento over a map. */
export function fakeMemento() {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.has(key) ? (values.get(key) as T) : otherwise),
    update: async (key: string, value: unknown) => {
      values.set(key, value);
    },
  };
}

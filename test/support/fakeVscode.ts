// A small `vscode` for unit tests: values and an in-memory disk, and only what the features use. What
// it does not have fails loudly. The suite in the real editor vouches for the rest.
import type { VsCode } from '../../src/vscode/services.ts';

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

export class FakeEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

/** As vscode.FileSystemError with code FileNotFound. */
class NotFound extends Error {
  readonly code = 'FileNotFound';
}

export type FakeVsCode = {
  readonly vscode: VsCode;
  /** Path -> text, or 'folder'. */
  readonly disk: Map<string, FakeEntry>;
  readonly settings: Map<string, unknown>;
  /** Tells that the settings changed. */
  settingsChanged(): void;
};

export function fakeVscode(files: Readonly<Record<string, FakeEntry>> = {}): FakeVsCode {
  const disk = new Map(Object.entries(files));
  const settings = new Map<string, unknown>();
  const configuration = new FakeEmitter<{ affectsConfiguration(section: string): boolean }>();
  const vscode = {
    Uri: FakeUri,
    EventEmitter: FakeEmitter,
    FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
    l10n: { t: translated },
    workspace: {
      fs: fakeFiles(disk),
      getConfiguration: (section: string) => ({
        get: (key: string) => settings.get(`${section}.${key}`),
      }),
      onDidChangeConfiguration: configuration.event,
      findFiles: async (glob: string) => {
        const ending = glob.slice(glob.lastIndexOf('*') + 1);
        return [...disk.keys()].filter((path) => path.endsWith(ending)).map(FakeUri.file);
      },
    },
  };
  return {
    vscode: vscode as unknown as VsCode,
    disk,
    settings,
    settingsChanged: () => configuration.fire({ affectsConfiguration: () => true }),
  };
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
    get: <T>(key: string, otherwise: T) => (values.has(key) ? (values.get(key) as T) : otherwise),
    update: async (key: string, value: unknown) => {
      values.set(key, value);
    },
  };
}

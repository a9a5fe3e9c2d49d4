// The Test Explorer of a fake editor, and documents and diagnostics as studies use them: what features make of it is kept,
// and a test runs what a user would.
import type { CancellationToken, TestRunRequest } from 'vscode';
import { FakeEmitter } from './fakeEmitter.ts';
import type { fakeServices } from './fakeServices.ts';
import { FakeUri } from './fakeVscode.ts';

export class FakeItem {
  readonly id: string;
  readonly label: string;
  readonly uri: FakeUri;
  parent: FakeItem | undefined;
  range: { readonly place: readonly number[] } | undefined;
  error: string | undefined;
  description: string | undefined;
  readonly children = new FakeItems(this);
  constructor(id: string, label: string, uri: FakeUri) {
    this.id = id;
    this.label = label;
    this.uri = uri;
  }
}

class FakeItems {
  readonly #owner: FakeItem | undefined;
  #items = new Map<string, FakeItem>();
  constructor(owner?: FakeItem) {
    this.#owner = owner;
  }
  get(id: string) {
    return this.#items.get(id);
  }
  add(item: FakeItem) {
    item.parent = this.#owner;
    this.#items.set(item.id, item);
  }
  delete(id: string) {
    this.#items.delete(id);
  }
  replace(items: readonly FakeItem[]) {
    this.#items = new Map();
    for (const item of items) this.add(item);
  }
  [Symbol.iterator]() {
    return this.#items[Symbol.iterator]();
  }
}

type Run = (request: TestRunRequest, token: CancellationToken) => Promise<void>;
type Shown = { readonly range: { place: readonly number[] }; message: string; severity: number };

/** A class whose instances keep what they are made of, in order. */
const placed = () =>
  class {
    readonly place: readonly unknown[];
    constructor(...place: readonly unknown[]) {
      this.place = place;
    }
  };

/** Gives the fake what the Test Explorer has; returns what features made of it. */
export function withTests({ vscode }: ReturnType<typeof fakeServices>) {
  const events = {
    open: new FakeEmitter(),
    change: new FakeEmitter(),
    save: new FakeEmitter(),
    close: new FakeEmitter(),
  };
  /** "passed NAME", "failed NAME: message (line)", in the order in which they are told. */
  const log: string[] = [];
  const controller = {
    items: new FakeItems(),
    profiles: [] as { label: string; kind: number; run: Run }[],
    resolveHandler: undefined as ((item?: FakeItem) => Promise<void>) | undefined,
    invalidated: [] as FakeItem[],
    disposed: false,
    createRunProfile: (label: string, kind: number, run: Run) =>
      controller.profiles.push({ label, kind, run }),
    createTestItem: (id: string, label: string, uri: FakeUri) => new FakeItem(id, label, uri),
    invalidateTestResults: (item: FakeItem) => controller.invalidated.push(item),
    createTestRun: () => runOf(log),
    dispose: () => {
      controller.disposed = true;
    },
  };
  const diagnostics = new Map<string, readonly Shown[]>();
  /** Token sources that were made and are not disposed. */
  const sources = new Set<object>();
  const documents: { uri: FakeUri; getText: () => string }[] = [];
  Object.assign(vscode.workspace, {
    textDocuments: documents,
    onDidOpenTextDocument: events.open.event,
    onDidChangeTextDocument: events.change.event,
    onDidSaveTextDocument: events.save.event,
    onDidCloseTextDocument: events.close.event,
  });
  Object.assign(vscode, {
    tests: { createTestController: () => controller },
    TestRunProfileKind: { Run: 1, Debug: 2 },
    TestRunRequest: class {
      readonly include: readonly FakeItem[] | undefined;
      constructor(include?: readonly FakeItem[]) {
        this.include = include;
      }
    },
    TestMessage: class {
      readonly message: string;
      constructor(message: string) {
        this.message = message;
      }
    },
    CancellationTokenSource: class {
      readonly token = token().token;
      constructor() {
        sources.add(this);
      }
      dispose() {
        sources.delete(this);
      }
    },
    Location: placed(),
    Position: placed(),
    Range: placed(),
    Diagnostic: class {
      readonly range: unknown;
      readonly message: string;
      readonly severity: number;
      constructor(range: unknown, message: string, severity: number) {
        this.range = range;
        this.message = message;
        this.severity = severity;
      }
    },
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2 },
    languages: {
      createDiagnosticCollection: () => ({
        set: (uri: FakeUri, all: readonly Shown[]) => diagnostics.set(uri.path, all),
        delete: (uri: FakeUri) => diagnostics.delete(uri.path),
        dispose: () => diagnostics.clear(),
      }),
    },
  });
  return {
    ...{ controller, events, log, diagnostics, documents, sources },
    /** Runs as a user does; `include`: ids, or all. */
    async run(kind: 'run' | 'debug', include?: readonly FakeItem[], exclude?: readonly FakeItem[]) {
      const profile = controller.profiles.find((one) => one.kind === (kind === 'run' ? 1 : 2))!;
      const { token: asked, cancel } = token();
      const done = profile.run({ include, exclude } as never, asked as never);
      return { done, cancel };
    },
    document(path: string, text: string) {
      const made = { uri: FakeUri.file(path), getText: () => text };
      documents.push(made);
      return made;
    },
  };
}

function token() {
  const cancelled = new FakeEmitter<undefined>();
  const state = { isCancellationRequested: false, onCancellationRequested: cancelled.event };
  return {
    token: state,
    cancel: () => {
      state.isCancellationRequested = true;
      cancelled.fire(undefined);
    },
  };
}

type Message = {
  readonly message: string;
  readonly location?: { readonly place: readonly [unknown, { place: readonly number[] }] };
};

function runOf(log: string[]) {
  const tell = (what: string) => (item: FakeItem, told?: Message) => {
    const at = told?.location?.place[1].place;
    const words = told ? `: ${told.message}${at ? ` (${at.join(':')})` : ''}` : '';
    log.push(`${what} ${item.label}${words}`);
  };
  return {
    ...token(),
    started: tell('started'),
    passed: (item: FakeItem) => tell('passed')(item),
    failed: tell('failed'),
    errored: tell('errored'),
    skipped: tell('skipped'),
    end: () => log.push('end'),
  };
}

// The tree of the Test Explorer: an item a study file, in it one an expectation, at its line. It follows the files on
// the disk, and of a file that is open what is typed.
import type { Disposable, TestController, TestItem, TextDocument, Uri } from 'vscode';
import { isCancelled } from '../../protocol/rpc.ts';
import type { StudyFileView } from '../../protocol/study.ts';
import { plainName, plainText } from '../plain.ts';
import type { Services } from '../services.ts';
import type { StudyDiagnostics } from './diagnostics.ts';

const PATTERN = '**/*.congruity.json';
const MAX_FILES = 200;
const SETTLE_MS = 250; // nobody wants to be told of a word half typed
/** Before the name, in the id of an expectation's item. */
const SEPARATOR = '#';

export interface StudyItems extends Disposable {
  /** Has a study read, as an editor holds it or as it lies on the disk, and shows it; undefined: it is none, or is gone. */
  lookAt(uri: Uri): Promise<TestItem | undefined>;
  /** All that are in the workspace. */
  discover(): Promise<void>;
}

/** The name of the expectation that an item is; undefined: it is a whole study. */
export function expectationOf(item: TestItem): string | undefined {
  return item.parent === undefined ? undefined : item.id.slice(item.parent.id.length + 1);
}

export function itemOf(study: TestItem, expectation: string): TestItem | undefined {
  return study.children.get(`${study.id}${SEPARATOR}${expectation}`);
}

export function studyItems(
  { vscode, compute, log }: Pick<Services, 'vscode' | 'compute' | 'log'>,
  controller: TestController,
  diagnostics: StudyDiagnostics,
): StudyItems {
  const { workspace } = vscode;
  const pending = new Map<
    string,
    { readonly soon: NodeJS.Timeout; readonly stop: AbortController }
  >();

  const show = (uri: Uri, view: StudyFileView): TestItem => {
    const id = uri.toString();
    const label = plainName(workspace.asRelativePath(uri));
    const item = controller.items.get(id) ?? controller.createTestItem(id, label, uri);
    item.description = view.problems.length > 0 ? undefined : plainName(view.name);
    item.error = view.problems.length > 0 ? problemsText(view) : undefined;
    item.children.replace(
      view.expectations.map(({ name, span: { from, to } }) => {
        const child =
          itemOf(item, name) ??
          controller.createTestItem(`${id}${SEPARATOR}${name}`, plainText(name), uri);
        child.range = new vscode.Range(from.line - 1, from.column - 1, to.line - 1, to.column - 1);
        return child;
      }),
    );
    controller.items.add(item);
    return item;
  };
  const forget = (uri: Uri) => {
    controller.items.delete(uri.toString());
    diagnostics.forget(uri);
  };
  const look = async (uri: Uri, text?: string, signal?: AbortSignal) => {
    try {
      const view = await compute.call('studyFile', { path: uri.fsPath, text }, { signal });
      if (signal?.aborted) return undefined;
      if (text !== undefined) diagnostics.ofFile(uri, text, view.ofForm ? [] : view.problems);
      return show(uri, view);
    } catch (error) {
      if (!isCancelled(error)) {
        log.debug(`${uri.fsPath}: ${String(error)}`);
        forget(uri);
      }
      return undefined;
    }
  };
  const settle = (uri: Uri) => {
    const { soon, stop } = pending.get(uri.toString()) ?? {};
    clearTimeout(soon);
    stop?.abort();
    pending.delete(uri.toString());
  };
  const lookSoon = (document: TextDocument) => {
    if (!isStudy(document.uri)) return;
    settle(document.uri);
    const stop = new AbortController();
    const soon = setTimeout(
      () => void look(document.uri, document.getText(), stop.signal),
      SETTLE_MS,
    );
    pending.set(document.uri.toString(), { soon, stop });
  };
  const items: StudyItems = {
    async lookAt(uri) {
      if (!isStudy(uri)) return undefined;
      const open = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
      return look(uri, open?.getText());
    },
    async discover() {
      const found = await workspace.findFiles(PATTERN, '**/node_modules/**', MAX_FILES);
      for (const uri of found) await items.lookAt(uri);
    },
    dispose() {
      for (const { soon, stop } of pending.values()) {
        clearTimeout(soon);
        stop.abort();
      }
      for (const one of listening) one.dispose();
    },
  };
  const watcher = workspace.createFileSystemWatcher(PATTERN);
  const listening: Disposable[] = [
    watcher,
    watcher.onDidCreate((uri) => void items.lookAt(uri)),
    watcher.onDidChange((uri) => void items.lookAt(uri)),
    watcher.onDidDelete(forget),
    workspace.onDidOpenTextDocument(lookSoon),
    workspace.onDidCloseTextDocument(({ uri }) => {
      settle(uri);
      if (isStudy(uri)) diagnostics.ofFile(uri, '', []);
    }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!isStudy(document.uri) || contentChanges.length === 0) return;
      diagnostics.outdated(document.uri);
      const item = controller.items.get(document.uri.toString());
      if (item) controller.invalidateTestResults(item);
      lookSoon(document);
    }),
  ];
  controller.resolveHandler = async (item) => {
    if (item === undefined) await items.discover();
  };
  controller.refreshHandler = () => items.discover();
  for (const document of workspace.textDocuments) lookSoon(document);
  return items;
}

/** As the schema is given to files in package.json. */
function isStudy({ scheme, path }: Uri): boolean {
  return scheme === 'file' && path.endsWith('.congruity.json');
}

function problemsText({ problems }: StudyFileView): string {
  return problems
    .slice(0, 10)
    .map(({ line, message }) => `${line}: ${plainText(message)}`)
    .join('\n');
}

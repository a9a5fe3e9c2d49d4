// Keeps the links of the Python files that are shown, off the providers' path: they read what is here.
import type { Disposable, Event, TextDocument, Uri } from 'vscode';
import { plainName } from '../plain.ts';
import type { Link } from './codeState.ts';
import { type LinkSources, linksOf } from './links.ts';
import { isTooMuch } from './programFiles.ts';

export interface CodeIndex extends Disposable {
  /** What is known of a document now; nothing is read or computed. */
  links(uri: Uri): readonly Link[];
  readonly onDidChange: Event<Uri>;
  /** Looks at a document again; resolves when that is done. */
  refresh(uri: Uri): Promise<void>;
  refreshAll(): void;
}

const PAUSE_MS = 100; // of typing; reading and matching stay under the 300 ms that are promised

export function codeIndex(sources: LinkSources): CodeIndex {
  const { vscode, ports } = sources;
  const known = new Map<string, readonly Link[]>();
  const changed = new vscode.EventEmitter<Uri>();
  const running = new Map<string, Promise<void>>();
  const told = new Set<string>(); // documents that were said to be too much
  const soon = new Map<string, NodeJS.Timeout>();

  const look = async (uri: Uri): Promise<void> => {
    try {
      const before = known.get(uri.toString()) ?? [];
      const links = await linksOf(sources, uri, before);
      if (links.length === 0 && before.length === 0) return;
      known.set(uri.toString(), links);
      changed.fire(uri);
    } catch (error) {
      if (isTooMuch(error)) return tooMuch(uri);
      ports.log.warn(`${uri.path}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  /** Quietly, and once a document: nothing is shown of what was not followed to its end. */
  const tooMuch = (uri: Uri) => {
    known.delete(uri.toString());
    changed.fire(uri);
    if (told.has(uri.toString())) return;
    told.add(uri.toString());
    const name = plainName(uri.path.split('/').at(-1) ?? '', 40);
    ports.log.warn(`${uri.path}: too much to follow`);
    const text = vscode.l10n.t('{0} is too much to follow', name);
    vscode.window.setStatusBarMessage(text, 5000);
  };
  /** One look at a document at a time; a later one sees the newest text. */
  const refresh = (uri: Uri): Promise<void> => {
    const key = uri.toString();
    clearTimeout(soon.get(key));
    soon.delete(key);
    const next = (running.get(key) ?? Promise.resolve()).then(() => look(uri));
    running.set(key, next);
    return next;
  };
  const later = (document: TextDocument) => {
    if (!isModelText(document)) return;
    const key = document.uri.toString();
    clearTimeout(soon.get(key));
    soon.set(
      key,
      setTimeout(() => void refresh(document.uri), PAUSE_MS),
    );
  };
  const now = (document: TextDocument) => {
    if (isModelText(document)) void refresh(document.uri);
  };
  const refreshAll = () => {
    for (const { document } of vscode.window.visibleTextEditors) now(document);
  };
  const shown = () => {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (!known.has(document.uri.toString())) later(document);
    }
  };

  const listening = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document }) => later(document)),
    vscode.workspace.onDidSaveTextDocument(now),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => known.delete(uri.toString())),
    vscode.window.onDidChangeVisibleTextEditors(shown),
    ports.history.onDidChange(refreshAll),
  );
  shown();
  return {
    links: (uri) => known.get(uri.toString()) ?? [],
    onDidChange: changed.event,
    refresh,
    refreshAll,
    dispose() {
      for (const timer of soon.values()) clearTimeout(timer);
      listening.dispose();
      changed.dispose();
    },
  };
}

/** Whether a document may define a model; most Python files do not. */
function isModelText(document: TextDocument): boolean {
  return (
    document.languageId === 'python' && /\bnn\b|Module\b|PreTrainedModel/.test(document.getText())
  );
}

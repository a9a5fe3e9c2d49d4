// What is wrong in a task file, beside its lines: what its schema cannot say, for the editor says that
// itself. Task files are evaluated: this is registered once the workspace is trusted.
import type { Diagnostic, Disposable, TextDocument, Uri } from 'vscode';
import { isCancelled } from '../../protocol/rpc.ts';
import type { TaskFileView, TaskProblem } from '../../protocol/taskViews.ts';
import { problemAt } from '../problemAt.ts';
import type { Services } from '../services.ts';
import type { VsCode } from '../vsCode.ts';

const SETTLE_MS = 250; // nobody wants to be told of a word half typed

export function registerTaskDiagnostics({
  vscode,
  compute,
  log,
}: Pick<Services, 'vscode' | 'compute' | 'log'>): Disposable {
  const { workspace } = vscode;
  const collection = vscode.languages.createDiagnosticCollection('congruity-tasks');
  const pending = new Map<string, Pending>();

  const forget = (uri: Uri) => {
    const { soon, stop } = pending.get(uri.toString()) ?? {};
    clearTimeout(soon);
    stop?.abort();
    pending.delete(uri.toString());
  };
  const look = async (document: TextDocument, signal: AbortSignal) => {
    try {
      const request = { task: document.uri.fsPath, text: document.getText() };
      const view = await compute.call('taskFile', request, { signal });
      if (!signal.aborted) collection.set(document.uri, diagnosticsOf(vscode, document, view));
    } catch (error) {
      if (!isCancelled(error)) log.debug(`${document.uri.fsPath}: ${String(error)}`);
    }
  };
  const lookSoon = (document: TextDocument) => {
    if (!isTaskFile(document.uri)) return;
    forget(document.uri);
    const stop = new AbortController();
    const soon = setTimeout(() => void look(document, stop.signal), SETTLE_MS);
    pending.set(document.uri.toString(), { soon, stop });
  };
  for (const document of workspace.textDocuments) lookSoon(document);
  return vscode.Disposable.from(
    collection,
    workspace.onDidOpenTextDocument(lookSoon),
    workspace.onDidChangeTextDocument(({ document }) => lookSoon(document)),
    workspace.onDidCloseTextDocument(({ uri }) => {
      forget(uri);
      collection.delete(uri);
    }),
    {
      dispose: () => {
        for (const { soon, stop } of pending.values()) {
          clearTimeout(soon);
          stop.abort();
        }
      },
    },
  );
}

type Pending = { readonly soon: NodeJS.Timeout; readonly stop: AbortController };

/** As the schema is given to files in package.json. */
function isTaskFile({ scheme, path }: Uri): boolean {
  return scheme === 'file' && /(?:^|\/)(?:[^/]+\.)?task\.json$/.test(path);
}

function diagnosticsOf(
  vscode: VsCode,
  document: TextDocument,
  { problems, ofForm, advice }: TaskFileView,
): Diagnostic[] {
  if (ofForm) return [];
  const severities = vscode.DiagnosticSeverity;
  const lines = document.getText().split(/\r\n|\r|\n/);
  const shown = (severity: number) => (problem: TaskProblem) =>
    problemAt(vscode, problem, lines[problem.line - 1] ?? '', severity);
  return [...problems.map(shown(severities.Error)), ...advice.map(shown(severities.Information))];
}

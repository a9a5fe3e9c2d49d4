// Quiet diagnostics when a class changed in structure since its checkpoint was compared, with fixes
// that open the comparison or turn this off.
import type { CodeAction, CodeActionProvider, Diagnostic, Disposable, Uri } from 'vscode';
import { shown } from '../../protocol/reportWords.ts';
import type { PastComparison } from '../history/history.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import type { CodeIndex } from './codeIndex.ts';
import type { Link } from './codeState.ts';
import { nameOf } from './words.ts';

const SOURCE = 'Congruity';
const mostChanges = 12; // of one class

export function registerDiagnostics(
  { vscode, settings }: Pick<Services, 'vscode' | 'settings'>,
  index: CodeIndex,
): Disposable {
  const { l10n } = vscode;
  const collection = vscode.languages.createDiagnosticCollection('congruity');
  const comparisons = new WeakMap<Diagnostic, PastComparison>();

  const update = (uri: Uri) => {
    const links = settings.now.code.diagnostics ? index.links(uri) : [];
    collection.set(
      uri,
      links.flatMap((link) => diagnosticsOf(link)),
    );
  };
  const diagnosticsOf = (link: Link): Diagnostic[] => {
    return link.changes.slice(0, mostChanges).map(({ text, line }) => {
      const at = line ?? link.found.line;
      const diagnostic = new vscode.Diagnostic(
        new vscode.Range(at, 0, at, Number.MAX_SAFE_INTEGER),
        l10n.t('Since {0} was compared: {1}', nameOf(link.checkpoint), shown(text, 300)),
        vscode.DiagnosticSeverity.Information,
      );
      diagnostic.source = SOURCE;
      diagnostic.code = 'structure';
      const latest = link.past[0]?.entry;
      if (latest) comparisons.set(diagnostic, latest);
      return diagnostic;
    });
  };
  const fixes: CodeActionProvider = {
    provideCodeActions(document, range) {
      const here = (collection.get(document.uri) ?? []).filter((one) =>
        one.range.intersection(range),
      );
      return here.length === 0 ? [] : [...openings(here), turnOff(here)];
    },
  };
  const openings = (diagnostics: readonly Diagnostic[]): CodeAction[] => {
    const entries = new Map(
      diagnostics.flatMap((one) => {
        const entry = comparisons.get(one);
        return entry ? [[entry.id, entry] as const] : [];
      }),
    );
    return [...entries.values()].map((entry) => {
      const title = l10n.t('Open the comparison of {0}', shown(entry.names.join(' ↔ '), 100));
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [...diagnostics];
      action.command = { title, command: commands.openPast, arguments: [entry] };
      return action;
    });
  };
  const turnOff = (diagnostics: readonly Diagnostic[]): CodeAction => {
    const title = l10n.t('Do not tell about changes of structure');
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [...diagnostics];
    action.command = { title, command: commands.turnOffCode, arguments: ['diagnostics'] };
    return action;
  };
  return vscode.Disposable.from(
    collection,
    index.onDidChange(update),
    settings.onDidChange(() => {
      for (const { document } of vscode.window.visibleTextEditors) update(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
    vscode.languages.registerCodeActionsProvider({ language: 'python' }, fixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}

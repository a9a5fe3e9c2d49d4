// Selecting a line that makes blocks, or one of their class, frames their rows in the panels that are open.
import type { Disposable, TextEditor } from 'vscode';
import type { CutRow } from '../../protocol/panelService.ts';
import type { VsCode } from '../vsCode.ts';
import { type BlockLine, blockLines } from './blocks.ts';
import type { CodeIndex } from './codeIndex.ts';
import type { FramedPanel } from './ports.ts';

export function registerFollow(
  vscode: VsCode,
  index: CodeIndex,
  panels: () => readonly FramedPanel[],
): Disposable {
  const follow = (editor: TextEditor) => {
    const { document, selection } = editor;
    const open = panels();
    if (open.length === 0 || document.languageId !== 'python') return;
    const links = index.links(document.uri);
    const at = selection.active.line;
    const blocks = blockLines(document.uri.toString(), links).filter(
      ({ line, endLine }) => line <= at && at <= endLine,
    );
    for (const panel of open) {
      panel.frameRows(rowsOf(blocks, panel.session.view.request.models));
    }
  };
  /** Where the user selected last, in case the file is not read yet. */
  let selected: TextEditor | undefined;
  const selecting = vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
    // A jump of ours from a cell of the panel ends on such a line too: there the cell is meant.
    selected = kind === vscode.TextEditorSelectionChangeKind.Command ? undefined : textEditor;
    if (selected) follow(selected);
  });
  const reading = index.onDidChange((uri) => {
    if (selected?.document.uri.toString() === uri.toString()) follow(selected);
  });
  return vscode.Disposable.from(selecting, reading);
}

/** One row for each cut that the blocks make in each of the panel's models. */
function rowsOf(blocks: readonly BlockLine[], models: readonly string[]): readonly CutRow[] {
  return blocks.flatMap(({ checkpoint, cuts }) =>
    models.flatMap((path, model) =>
      path === checkpoint ? cuts.map((cut) => ({ model, cut })) : [],
    ),
  );
}

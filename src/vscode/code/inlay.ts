// Inlay text at the end of a block's line: what is held after it. Off by default; cache only.
import type { Disposable, InlayHint, InlayHintsProvider } from 'vscode';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { type BlockLine, blockLines } from './blocks.ts';
import type { CodeIndex } from './codeIndex.ts';
import { heldText, nameOf } from './words.ts';

const longest = 80; // letters; the hover holds the rest

export function registerInlay(
  { vscode, settings }: Pick<Services, 'vscode' | 'settings'>,
  index: CodeIndex,
): Disposable {
  const { InlayHintLabelPart, Position, l10n } = vscode;
  const changed = new vscode.EventEmitter<void>();
  const provider: InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints(document, range) {
      if (!settings.now.code.inlay) return [];
      const lines = blockLines(document.uri.toString(), index.links(document.uri));
      return lines.flatMap((block): InlayHint[] => {
        if (block.line < range.start.line || block.line > range.end.line) return [];
        const text = textOf(block);
        if (text === '') return [];
        const part = new InlayHintLabelPart(text);
        part.tooltip = l10n.t(
          'What {0} holds after these blocks. Select to hide.',
          nameOf(block.checkpoint),
        );
        part.command = { title: '', command: commands.turnOffCode, arguments: ['inlay'] };
        const end = document.lineAt(block.line).range.end;
        return [
          { position: new Position(end.line, end.character), label: [part], paddingLeft: true },
        ];
      });
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerInlayHintsProvider({ language: 'python' }, provider),
    index.onDidChange(() => changed.fire()),
    settings.onDidChange(() => changed.fire()),
    changed,
  );
}

function textOf({ cuts, ...map }: BlockLine): string {
  const parts = cuts.flatMap((cut) => {
    const held = heldText(map, cut);
    return held === '' ? [] : [`${cut - 1}: ${held}`];
  });
  const text = parts.join('; ');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

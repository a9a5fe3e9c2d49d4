// Hover over a block's line or class: its rows of the flow map. From the cache only; names come from
// files, so they stand in a code block, where nothing is markup.
import type { Disposable, HoverProvider } from 'vscode';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { type BlockLine, blockLines } from './blocks.ts';
import type { CodeIndex } from './codeIndex.ts';
import { cutLines, nameOf } from './words.ts';

const mostCuts = 16;

export function registerHover(
  { vscode, settings }: Pick<Services, 'vscode' | 'settings'>,
  index: CodeIndex,
): Disposable {
  const { Hover, MarkdownString, l10n } = vscode;
  const provider: HoverProvider = {
    provideHover(document, position) {
      if (!settings.now.code.hover) return undefined;
      const here = blockLines(document.uri.toString(), index.links(document.uri)).filter(
        ({ line }) => line === position.line,
      );
      if (here.length === 0) return undefined;
      const text = new MarkdownString();
      for (const block of here) text.appendCodeblock(blockText(block), 'text');
      const off = encodeURIComponent(JSON.stringify(['hover']));
      text.appendMarkdown(
        `[${l10n.t('Do not show this')}](command:${commands.turnOffCode}?${off})`,
      );
      text.isTrusted = { enabledCommands: [commands.turnOffCode] };
      return new Hover(text);
    },
  };
  return vscode.languages.registerHoverProvider({ language: 'python' }, provider);

  function blockText({ checkpoint, cuts, ...map }: BlockLine): string {
    const rows = cuts.slice(0, mostCuts).flatMap((cut) => {
      const lines = cutLines(map, cut);
      const title = l10n.t('after block {0} (cut {1})', cut - 1, cut);
      return [
        title,
        ...(lines.length > 0 ? lines : [l10n.t('nothing arrives')]).map((l) => `  ${l}`),
      ];
    });
    return [nameOf(checkpoint), ...rows].join('\n');
  }
}

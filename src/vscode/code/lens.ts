// CodeLens over a class: the last verdicts of the checkpoints that it defines. From the cache only.
import type { CodeLens, CodeLensProvider, Disposable } from 'vscode';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import type { CodeIndex } from './codeIndex.ts';
import { byClass } from './codeState.ts';
import { nameOf, verdictLine } from './words.ts';

const mostLenses = 3; // over one class

export function registerLens(
  { vscode, settings }: Pick<Services, 'vscode' | 'settings'>,
  index: CodeIndex,
): Disposable {
  const { l10n, Range } = vscode;
  const changed = new vscode.EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      if (!settings.now.code.lens) return [];
      const lenses: CodeLens[] = [];
      for (const links of byClass(index.links(document.uri)).values()) {
        const { line } = links[0].found;
        const at = new Range(line, 0, line, 0);
        const shown = links.flatMap((link) => link.past.map((past) => ({ link, past })));
        const unique = shown.filter(
          ({ past }, i) => shown.findIndex((one) => one.past.entry.id === past.entry.id) === i,
        );
        unique.sort((a, b) => b.past.entry.at - a.past.entry.at);
        for (const { link, past } of unique.slice(0, mostLenses)) {
          const likely = link.found.verdict === 'certain' || link.pinned ? '' : '$(question) ';
          lenses.push({
            range: at,
            isResolved: true,
            command: {
              title: `${likely}${verdictLine(vscode, link, past, Date.now())}`,
              tooltip: tooltipOf(link.found.verdict, link.checkpoint),
              command: commands.openPast,
              arguments: [past.entry],
            },
          });
        }
        if (unique.length === 0) continue;
        lenses.push({
          range: at,
          isResolved: true,
          command: {
            title: '$(eye-closed)',
            tooltip: l10n.t('Do not show verdicts over classes'),
            command: commands.turnOffCode,
            arguments: ['lens'],
          },
        });
      }
      return lenses;
    },
  };
  const tooltipOf = (verdict: string, checkpoint: string) =>
    verdict === 'certain'
      ? l10n.t('Open the comparison. This class defines {0}.', nameOf(checkpoint))
      : l10n.t('Open the comparison. This class probably defines {0}.', nameOf(checkpoint));
  return vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider({ language: 'python' }, provider),
    index.onDidChange(() => changed.fire()),
    settings.onDidChange(() => changed.fire()),
    changed,
  );
}

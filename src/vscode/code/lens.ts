// CodeLens over a class: the last verdict of the checkpoints that it defines, and how many more there
// are. From the cache only.
import type { CodeLens, CodeLensProvider, Command, Disposable } from 'vscode';
import { commands, views } from '../ids.ts';
import type { Services } from '../services.ts';
import type { CodeIndex } from './codeIndex.ts';
import { byClass, type Link, type PastReport } from './codeState.ts';
import { nameOf, verdictLine } from './words.ts';

type Verdict = { readonly link: Link; readonly past: PastReport };

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
        const [latest, ...earlier] = unique;
        if (latest === undefined) continue;
        const rest = earlier.length > 0 ? [more(earlier)] : [];
        for (const command of [verdict(latest), ...rest, off]) {
          lenses.push({ range: at, isResolved: true, command });
        }
      }
      return lenses;
    },
  };
  const verdict = ({ link, past }: Verdict): Command => {
    const certain = link.found.verdict === 'certain';
    const name = nameOf(link.checkpoint);
    return {
      title: `${certain || link.pinned ? '' : '$(question) '}${lineOf({ link, past })}`,
      tooltip: certain
        ? l10n.t('Open the comparison. This class defines {0}.', name)
        : l10n.t('Open the comparison. This class probably defines {0}.', name),
      command: commands.openPast,
      arguments: [past.entry],
    };
  };
  /** "+2": the others, whole in the tooltip, to open in the Comparisons view. */
  const more = (earlier: readonly Verdict[]): Command => ({
    title: `+${earlier.length}`,
    tooltip: earlier.map(lineOf).join('\n'),
    command: `${views.comparisons}.focus`,
  });
  const off: Command = {
    title: '$(eye-closed)',
    tooltip: l10n.t('Do not show verdicts over classes'),
    command: commands.turnOffCode,
    arguments: ['lens'],
  };
  const lineOf = ({ link, past }: Verdict) => verdictLine(vscode, link, past, Date.now());
  return vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider({ language: 'python' }, provider),
    index.onDidChange(() => changed.fire()),
    settings.onDidChange(() => changed.fire()),
    changed,
  );
}

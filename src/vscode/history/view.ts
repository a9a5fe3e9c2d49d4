// The Comparisons view: past comparisons as a native tree, to open, run again or delete.
import type { Disposable, TreeDataProvider, TreeItem } from 'vscode';
import type { Verdict } from '../../protocol/report.ts';
import { runPanel } from '../comparison/actions.ts';
import { commands, views } from '../ids.ts';
import { nameInList, plainName, plainText } from '../plain.ts';
import type { Services } from '../services.ts';
import { verdictText } from '../verdictText.ts';
import type { VsCode } from '../vsCode.ts';
import type { PastComparison } from './history.ts';

export function registerComparisonsView(services: Services): Disposable {
  const { vscode, history, comparisons, log } = services;
  const tree: TreeDataProvider<PastComparison> = {
    onDidChangeTreeData: history.onDidChange,
    getChildren: (parent) => (parent === undefined ? [...history.entries] : []),
    getTreeItem: (entry) => itemOf(vscode, entry),
  };
  const register = (id: string, run: (entry: PastComparison) => Promise<unknown>) =>
    vscode.commands.registerCommand(id, (entry?: PastComparison) => {
      if (entry === undefined) return undefined; // the palette has no entry to give
      return run(entry).catch((error: unknown) => log.error(String(error)));
    });
  return vscode.Disposable.from(
    vscode.window.registerTreeDataProvider(views.comparisons, tree),
    register(commands.openPast, async (entry) => {
      const report = await history.report(entry.id);
      if (report === undefined) void vscode.window.showWarningMessage(unreadable(vscode));
      comparisons.open(entry.request, report);
    }),
    register(commands.rerunPast, async (entry) => {
      const open = comparisons.open(entry.request, await history.report(entry.id));
      await runPanel(services, open, () => ({ options: entry.request.options }));
    }),
    register(commands.deletePast, (entry) => history.delete(entry.id)),
  );
}

function unreadable({ l10n }: VsCode): string {
  return l10n.t(
    'The report of this comparison cannot be read: its file is gone or damaged, or a later version of Congruity made it. Run it again for a new one.',
  );
}

/** A shape each, so that colour is never the only carrier. */
const icons: Readonly<Record<Verdict, string>> = {
  indistinguishable: 'pass-filled',
  'same interpretation': 'pass',
  different: 'compare-changes',
  inconclusive: 'question',
  'not comparable': 'circle-slash',
};

function itemOf(vscode: VsCode, entry: PastComparison): TreeItem {
  const { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } = vscode;
  const names = entry.names.map(nameInList);
  const task = plainName(entry.taskName);
  const isFleet = names.length > 2;
  const ofModels = isFleet ? l10n.t('every pair') : l10n.t('interpretation');
  const whole = entry.request.trajectory ? l10n.t('through training') : ofModels;
  const verdict = entry.verdict === null ? whole : verdictText(vscode, entry.verdict);
  const distance = entry.distance === null ? '' : ` ${entry.distance.toFixed(2)}`;
  const iconOfModels = isFleet ? 'table' : 'symbol-structure';
  const wholeIcon = entry.request.trajectory ? 'graph-line' : iconOfModels;
  const when = new Date(entry.at).toLocaleString();
  const label = isFleet ? `${names[0]} +${names.length - 1}` : names.join(' ↔ ');
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = entry.id;
  item.description = `${verdict}${distance} · ${task}`;
  item.iconPath = new ThemeIcon(entry.verdict === null ? wholeIcon : icons[entry.verdict]);
  item.tooltip = [...entry.request.models.map(plainText), `${verdict}${distance}`, task, when].join(
    '\n',
  );
  item.accessibilityInformation = {
    label: `${names.join(', ')}: ${verdict}${distance}, ${task}, ${when}`,
  };
  item.contextValue = 'comparison';
  item.command = {
    command: commands.openPast,
    title: l10n.t('Open Comparison'),
    arguments: [entry],
  };
  return item;
}

// *Compare Tensors* on two selected checkpoints, and its panel, restored after a reload.
import type { Disposable, Uri, WebviewPanel } from 'vscode';
import { pageHtml, pageRoots } from '../comparison/page.ts';
import { commands, views } from '../ids.ts';
import { plainName } from '../plain.ts';
import { checkpointsOf, selectedUris, skippedSentence } from '../selection.ts';
import type { Services } from '../services.ts';
import { openDiff, type Pair } from './openDiff.ts';

export function registerTensorComparison(services: Services): Disposable {
  const { vscode } = services;
  const open = new Map<string, WebviewPanel>();
  const fill = (panel: WebviewPanel, pair: Pair) => {
    const key = JSON.stringify(pair);
    open.set(key, panel);
    const diff = fillPanel(services, panel, pair);
    panel.onDidDispose(() => {
      diff.dispose();
      if (open.get(key) === panel) open.delete(key);
    });
  };
  const show = (pair: Pair) => {
    const known = open.get(JSON.stringify(pair));
    if (known) return known.reveal();
    fill(
      vscode.window.createWebviewPanel(views.tensorComparison, '', vscode.ViewColumn.Active),
      pair,
    );
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.compareTensors, async (uri?: Uri, uris?: unknown) => {
      const pair = await pairOf(services, selectedUris(uri, uris));
      if (pair) show(pair);
    }),
    vscode.window.registerWebviewPanelSerializer(views.tensorComparison, {
      async deserializeWebviewPanel(panel, state: unknown) {
        const pair = pairIn(state);
        if (pair) fill(panel, pair);
        else panel.dispose();
      },
    }),
  );
}

function fillPanel(services: Services, panel: WebviewPanel, pair: Pair): Disposable {
  const { vscode, context } = services;
  const names = pair.map((path) => plainName(path.split(/[\\/]/).filter(Boolean).pop() ?? path));
  panel.title = vscode.l10n.t('Tensors: {0} ↔ {1}', ...names);
  panel.webview.options = {
    enableScripts: true,
    localResourceRoots: pageRoots(vscode, context.extensionUri),
  };
  const diff = openDiff(services, panel.webview, pair);
  panel.webview.html = pageHtml(vscode, context.extensionUri, panel.webview, 'checkpointDiff');
  return diff;
}

/** The two selected checkpoints; where fewer are, asks for the missing ones. */
async function pairOf(services: Services, uris: readonly Uri[]): Promise<Pair | undefined> {
  const { vscode } = services;
  const { window, l10n } = vscode;
  const { models, skipped } = await checkpointsOf(services, uris);
  const said = skippedSentence(vscode, skipped);
  if (said) void window.showWarningMessage(said);
  const chosen = models.map(({ path }) => path);
  while (chosen.length < 2) {
    const title = chosen.length === 0 ? l10n.t('First checkpoint') : l10n.t('Second checkpoint');
    const picked = await window.showOpenDialog({ title, openLabel: l10n.t('Compare') });
    if (picked === undefined) return undefined;
    const found = await checkpointsOf(services, picked);
    const wrong = skippedSentence(vscode, found.skipped);
    if (wrong) void window.showWarningMessage(wrong);
    if (found.models.length === 0) return undefined;
    chosen.push(found.models[0].path);
  }
  if (chosen.length > 2) {
    void window.showWarningMessage(
      l10n.t('Tensors are compared two by two: select two checkpoints.'),
    );
    return undefined;
  }
  return [chosen[0], chosen[1]];
}

/** What the page kept, read with care: an older version may have written it. */
function pairIn(state: unknown): Pair | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { paths } = state as { readonly paths?: unknown };
  if (!Array.isArray(paths) || paths.length !== 2) return undefined;
  const [a, b] = paths;
  return typeof a === 'string' && typeof b === 'string' ? [a, b] : undefined;
}

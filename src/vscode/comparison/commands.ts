// The commands that begin a comparison: from menus with what is selected, from the palette with
// pickers. What cannot be compared is left out and said.
import type { Disposable, Uri } from 'vscode';
import type { PanelAction } from '../../protocol/panelService.ts';
import { contexts, commands as ids } from '../ids.ts';
import { pickCheckpoints } from '../pickCheckpoints.ts';
import { pickTask } from '../pickTask.ts';
import { checkpointsOf, type Selection, selectedUris, skippedSentence } from '../selection.ts';
import type { Services } from '../services.ts';
import { act, runPanel } from './actions.ts';
import { lastReport } from './comparisons.ts';

export function registerComparisonCommands(services: Services): Disposable {
  const { vscode } = services;
  const register = (id: string, run: (...args: never[]) => unknown) =>
    vscode.commands.registerCommand(id, run as (...args: unknown[]) => unknown);
  const onActive = (id: string, action: PanelAction) =>
    register(id, () => {
      const open = services.comparisons.active;
      return open && act(services, open, action);
    });
  return vscode.Disposable.from(
    register(ids.compare, (uri?: Uri, uris?: unknown) => compareSelected(services, uri, uris)),
    register(ids.compareFleet, (uri?: Uri, uris?: unknown) => compareSelected(services, uri, uris)),
    register(ids.show, (uri?: Uri, uris?: unknown) => showSelected(services, uri, uris)),
    selectCommands(services, register),
    register(ids.compareSample, () => compareSample(services)),
    register(ids.newTask, () => newTask(services)),
    register(ids.showLog, () => services.log.show()),
    onActive(ids.cancel, 'cancel'),
    onActive(ids.rerun, 'rerun'),
    onActive(ids.morePairs, 'morePairs'),
    onActive(ids.otherTask, 'otherTask'),
    onActive(ids.otherMargin, 'otherMargin'),
    onActive(ids.exportReport, 'export'),
    onActive(ids.copyCommand, 'copyCommand'),
  );
}

async function compareSelected(services: Services, uri?: Uri, uris?: unknown): Promise<void> {
  const given = selectedUris(uri, uris);
  const chosen = given.length > 0 ? given : await pickCheckpoints(services.vscode, 2);
  if (chosen === undefined) return;
  const { checkpoints, skipped } = await checkpointsOf(services.vscode, chosen);
  if (checkpoints.length < 2) {
    tellTooFew(services, { checkpoints, skipped });
    return;
  }
  tellSkipped(services, skipped);
  await openAndRun(services, checkpoints);
}

async function showSelected(services: Services, uri?: Uri, uris?: unknown): Promise<void> {
  const given = selectedUris(uri, uris);
  const chosen = given.length > 0 ? given : await pickCheckpoints(services.vscode, 1);
  if (chosen === undefined) return;
  const { checkpoints, skipped } = await checkpointsOf(services.vscode, chosen);
  tellSkipped(services, skipped);
  for (const checkpoint of checkpoints.slice(0, 1)) await openAndRun(services, [checkpoint]);
}

/** The panel stands at once with the headers; the task is asked for over it. */
async function openAndRun(services: Services, models: readonly string[]): Promise<void> {
  const { comparisons, settings } = services;
  const open = comparisons.open({ models, task: null, options: settings.now.run });
  if (open.session.view.phase === 'running' || open.session.view.report !== null) return;
  const task = await pickTask(services, models);
  if (task !== undefined) await runPanel(services, open, { task });
}

function tellTooFew({ vscode }: Services, { checkpoints, skipped }: Selection): void {
  const { l10n } = vscode;
  const found =
    checkpoints.length === 0
      ? l10n.t('No checkpoint is selected.')
      : l10n.t('A comparison takes two checkpoints; one is selected.');
  const words = [found, skippedSentence(vscode, skipped)].filter(Boolean).join(' ');
  void vscode.window.showWarningMessage(words);
}

function tellSkipped({ vscode }: Services, skipped: Selection['skipped']): void {
  const sentence = skippedSentence(vscode, skipped);
  if (sentence !== undefined) void vscode.window.showInformationMessage(sentence);
}

/** As the editor's own Select for Compare: one is remembered, the next is compared with it. */
function selectCommands(
  services: Services,
  register: (id: string, run: (...args: never[]) => unknown) => Disposable,
): Disposable {
  const { vscode } = services;
  let selected: Uri | undefined;
  const select = async (uri?: Uri) => {
    const [one] = uri ? [uri] : ((await pickCheckpoints(vscode, 1)) ?? []);
    if (one === undefined) return;
    selected = one;
    await vscode.commands.executeCommand('setContext', contexts.selected, true);
  };
  const compareWith = async (uri?: Uri) => {
    const [one] = uri ? [uri] : ((await pickCheckpoints(vscode, 1)) ?? []);
    if (one === undefined || selected === undefined) return;
    await compareSelected(services, one, [selected, one]);
  };
  return vscode.Disposable.from(
    register(ids.select, select),
    register(ids.compareWithSelected, compareWith),
  );
}

/** The walkthrough's pair: the checkpoints that come with the extension. */
async function compareSample(services: Services): Promise<void> {
  const { vscode, context, comparisons, history } = services;
  const sample = (...path: string[]) =>
    vscode.Uri.joinPath(context.extensionUri, 'media', 'sample', 'modsum', ...path).fsPath;
  const request = {
    models: [sample('ab-gpt2'), sample('bc-llama')],
    task: sample('task.json'),
    options: {},
  };
  const open = comparisons.open(request, await lastReport(history, request));
  if (open.session.view.report === null) await runPanel(services, open, { task: request.task });
}

async function newTask({ vscode }: Services): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = 'new.task.json';
  const uri = folder
    ? vscode.Uri.joinPath(folder, name).with({ scheme: 'untitled' })
    : vscode.Uri.from({ scheme: 'untitled', path: name });
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() === '') {
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), taskText));
  }
}

const taskText = `{
  "name": "my-task",
  "description": "What the models are asked",
  "templates": ["When {IO} and {S} went to the store, {S} gave a drink to"],
  "variables": {
    "IO": { "words": "Anna Ben Clara David Emma Frank Grace Jack Laura Paul" },
    "S": { "like": "IO" }
  },
  "constraints": ["S != IO"],
  "answer": "{IO}"
}
`;

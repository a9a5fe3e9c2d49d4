// The commands that begin a comparison: from menus with what is selected, from the palette with
// pickers. What cannot be compared is left out and said.
import type { Disposable, Uri } from 'vscode';
import type { PanelAction, PanelModel } from '../../protocol/panelService.ts';
import { contexts, commands as ids } from '../ids.ts';
import { pickCheckpoints } from '../pickCheckpoints.ts';
import { plainName, plainText } from '../plain.ts';
import { checkpointsOf, selectedUris, skippedSentence } from '../selection.ts';
import type { Services } from '../services.ts';
import type { VsCode } from '../vsCode.ts';
import { act, chooseTask, runPanel } from './actions.ts';
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
  const models = await selectedModels(services, selectedUris(uri, uris), 2);
  if (models !== undefined) await openAndRun(services, models);
}

async function showSelected(services: Services, uri?: Uri, uris?: unknown): Promise<void> {
  const models = await selectedModels(services, selectedUris(uri, uris), 1);
  if (models !== undefined) await openAndRun(services, models.slice(0, 1));
}

/** The models that open, their headers read; undefined when there are too few of them, which is said. */
async function selectedModels(
  services: Services,
  given: readonly Uri[],
  least: 1 | 2,
): Promise<readonly PanelModel[] | undefined> {
  const { vscode } = services;
  const chosen = given.length > 0 ? given : await pickCheckpoints(vscode, least);
  if (chosen === undefined) return undefined;
  const { models, skipped } = await checkpointsOf(services, chosen);
  const left = skippedSentence(vscode, skipped);
  if (models.length < least) {
    const words = [tooFew(vscode, models.length), left].filter(Boolean).join(' ');
    void vscode.window.showWarningMessage(words);
    return undefined;
  }
  if (left !== undefined) void vscode.window.showInformationMessage(left);
  return models;
}

function tooFew({ l10n }: VsCode, found: number): string {
  return found === 0
    ? l10n.t('No checkpoint that opens is selected.')
    : l10n.t('A comparison takes two checkpoints; one is selected.');
}

/** The panel stands with the headers; the task is asked for over it, where the models can answer one. */
async function openAndRun(services: Services, models: readonly PanelModel[]): Promise<void> {
  const { comparisons, settings, vscode } = services;
  const request = { models: models.map(({ path }) => path), task: null, options: settings.now.run };
  const open = comparisons.open(request, undefined, models);
  if (open.session.view.phase === 'running' || open.session.view.report !== null) return;
  const silent = models.filter(({ header }) => !header?.answers);
  if (models.length - silent.length < Math.min(2, models.length)) {
    void vscode.window.showWarningMessage(
      silent.map((model) => noAnswers(vscode, model)).join(' '),
    );
    return;
  }
  await runPanel(services, open, () => chooseTask(services, open));
}

/** Why a model that opens cannot be asked anything. */
function noAnswers({ l10n }: VsCode, { name, header }: PanelModel): string {
  const why = header?.problems.at(-1);
  return why === undefined
    ? l10n.t('{0} has no answers to compare.', plainName(name))
    : `${plainName(name)}: ${plainText(why)}`;
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
    if (one === undefined || !(await selectedModels(services, [one], 1))) return;
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
  if (open.session.view.report === null) await runPanel(services, open);
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

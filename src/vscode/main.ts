// The entry of the extension: makes the services and registers the features, nothing else.
import * as vscode from 'vscode';
import { register as registerCode } from './code/register.ts';
import { act } from './comparison/actions.ts';
import { registerComparisonCommands } from './comparison/commands.ts';
import { comparisonPanels } from './comparison/comparisons.ts';
import { startCompute } from './compute.ts';
import { watchCheckpointFolders } from './folders.ts';
import { openHistory } from './history/history.ts';
import { registerComparisonsView } from './history/view.ts';
import { commands } from './ids.ts';
import { openLog } from './log.ts';
import type { Register, Services } from './services.ts';
import { readSettings } from './settings.ts';
import { register as registerCheckpointViewer } from './viewer/register.ts';

/** Every feature, in no particular order. */
const features: readonly Register[] = [
  registerComparisonCommands,
  registerComparisonsView,
  watchCheckpointFolders,
  registerCode,
  registerCheckpointViewer,
];

/** What the tests in the host are given; undefined for everybody else. Their variable tells them, not
 * context.extensionMode: that one knows no tests of a package that is installed. */
export function activate(context: vscode.ExtensionContext): Services | undefined {
  const services = makeServices(context);
  context.subscriptions.push(...features.map((register) => register(services)));
  return process.env.CONGRUITY_HOST_REPORT === undefined ? undefined : services;
}

function makeServices(context: vscode.ExtensionContext): Services {
  const { Uri } = vscode;
  const log = openLog(vscode);
  const settings = readSettings(vscode);
  const history = openHistory(vscode, context, settings);
  const compute = startCompute(vscode, log, {
    worker: Uri.joinPath(context.extensionUri, 'dist', 'worker.mjs').fsPath,
    cache: Uri.joinPath(context.globalStorageUri, 'cache').fsPath,
  });
  const comparisons = comparisonPanels({
    vscode,
    context,
    log,
    compute,
    history,
    act: (open, action) => void act(services, open, action),
    selectCut: ({ session, panel }, model, cut) => {
      const path = session.view.request.models[model];
      const { One, Beside } = vscode.ViewColumn;
      const column = panel.viewColumn === One ? Beside : One; // the panel stays in sight
      if (path !== undefined) {
        void vscode.commands.executeCommand(commands.goToBlock, path, cut, column);
      }
    },
  });
  const services: Services = { vscode, context, log, settings, compute, history, comparisons };
  context.subscriptions.push(log, settings, history, compute, comparisons);
  return services;
}

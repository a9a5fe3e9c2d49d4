// What the features are given, put together.
import type { ExtensionContext } from 'vscode';
import { act } from './comparison/actions.ts';
import { comparisonPanels } from './comparison/comparisons.ts';
import type { Compute } from './compute.ts';
import { openHistory } from './history/history.ts';
import { commands } from './ids.ts';
import { type Log, openLog } from './log.ts';
import type { Services, VsCode } from './services.ts';
import { readSettings } from './settings.ts';

/** They end with the context. `computeOf` makes the compute process, or a test's answer to it. */
export function makeServices(
  vscode: VsCode,
  context: ExtensionContext,
  computeOf: (log: Log) => Compute,
): Services {
  const log = openLog(vscode);
  const settings = readSettings(vscode);
  const history = openHistory(vscode, context, settings);
  const compute = computeOf(log);
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

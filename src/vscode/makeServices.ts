// What the features are given, put together.
import type { ExtensionContext } from 'vscode';
import { act } from './comparison/actions.ts';
import { comparisonPanels } from './comparison/comparisons.ts';
import type { OpenPanel } from './comparison/panel.ts';
import type { Compute } from './compute.ts';
import { openHistory } from './history/history.ts';
import { commands } from './ids.ts';
import { type Log, openLog } from './log.ts';
import type { Services } from './services.ts';
import { readSettings, type Settings } from './settings.ts';
import { mayRun } from './trust.ts';
import type { VsCode } from './vsCode.ts';

/** They end with the context. `computeOf` makes the compute process, or a test's answer to it. */
export function makeServices(
  vscode: VsCode,
  context: ExtensionContext,
  computeOf: (log: Log, settings: Settings) => Compute,
): Services {
  const log = openLog(vscode);
  const settings = readSettings(vscode);
  const history = openHistory(vscode, context, settings);
  const compute = computeOf(log, settings);
  const comparisons = comparisonPanels({
    vscode,
    context,
    log,
    compute,
    history,
    act: (open, action) => void act(services, open, action),
    goToCode: (open, model, cut) => void goToCode(vscode, open, model, cut),
  });
  const services: Services = { vscode, context, log, settings, compute, history, comparisons };
  context.subscriptions.push(log, settings, history, compute, comparisons);
  return services;
}

/** The code that makes a cut, where the panel stays in sight. */
async function goToCode(
  vscode: VsCode,
  { session, panel }: OpenPanel,
  model: number,
  cut: number,
): Promise<void> {
  const path = session.view.request.models[model];
  if (path === undefined || !(await mayRun(vscode))) return;
  const { One, Beside } = vscode.ViewColumn;
  const column = panel.viewColumn === One ? Beside : One;
  await vscode.commands.executeCommand(commands.goToBlock, path, cut, column);
}

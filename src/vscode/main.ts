// The entry of the extension: makes the services and registers the features, nothing else.
import * as vscode from 'vscode';
import { register as registerCode } from './code/register.ts';
import { registerComparisonCommands } from './comparison/commands.ts';
import { startCompute } from './compute.ts';
import { registerComparisonsView } from './history/view.ts';
import { makeServices } from './makeServices.ts';
import type { Register, Services } from './services.ts';
import { register as registerStudies } from './study/register.ts';
import { register as registerTasks } from './tasks/register.ts';
import { whenTrusted } from './trust.ts';
import { register as registerCheckpointViewer } from './viewer/register.ts';
import { registerWatch } from './watch/register.ts';

/** Every feature, in no particular order. */
const features: readonly Register[] = [
  registerComparisonCommands,
  registerComparisonsView,
  whenTrusted(registerCode),
  whenTrusted(registerStudies),
  whenTrusted(registerTasks),
  registerCheckpointViewer,
  registerWatch,
];

/** What the tests in the host are given; undefined for everybody else. Their variable tells them, not
 * context.extensionMode: that one knows no tests of a package that is installed. */
export function activate(context: vscode.ExtensionContext): Services | undefined {
  const { Uri } = vscode;
  const services = makeServices(vscode, context, (log, settings) =>
    startCompute(vscode, log, {
      worker: Uri.joinPath(context.extensionUri, 'dist', 'worker.mjs').fsPath,
      cache: Uri.joinPath(context.globalStorageUri, 'cache').fsPath,
      settings,
    }),
  );
  context.subscriptions.push(...features.map((register) => register(services)));
  return process.env.CONGRUITY_HOST_REPORT === undefined ? undefined : services;
}

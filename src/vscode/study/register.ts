// Studies in the editor: a test an expectation, what is wrong in their files, and what is not met beside its line.
// Study files are evaluated, and running them runs models: this is registered once the workspace is trusted.
import type { Disposable } from 'vscode';
import { studyTests } from '../ids.ts';
import type { Services } from '../services.ts';
import { studyDiagnostics } from './diagnostics.ts';
import { studyItems } from './items.ts';
import { runHandlers } from './runs.ts';

export function register(services: Services): Disposable {
  const { vscode, settings } = services;
  const controller = vscode.tests.createTestController(
    studyTests,
    vscode.l10n.t('Congruity Studies'),
  );
  const diagnostics = studyDiagnostics(vscode);
  const items = studyItems(services, controller, diagnostics);
  const { run, debug, stop } = runHandlers(services, controller, diagnostics);
  const { Run, Debug } = vscode.TestRunProfileKind;
  controller.createRunProfile(vscode.l10n.t('Run Study'), Run, run, true);
  controller.createRunProfile(vscode.l10n.t('Show What Sets Them Apart'), Debug, debug, true);
  const onSave = vscode.workspace.onDidSaveTextDocument(async ({ uri }) => {
    if (!settings.now.studyOnSave) return;
    const item = await items.lookAt(uri);
    if (item === undefined || item.error !== undefined) return;
    const request = new vscode.TestRunRequest([item], undefined, undefined, false, true);
    const source = new vscode.CancellationTokenSource();
    try {
      await run(request, source.token);
    } finally {
      source.dispose();
    }
  });
  return vscode.Disposable.from(controller, diagnostics, items, onSave, { dispose: stop });
}

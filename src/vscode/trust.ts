// What waits until the user trusts the workspace: nothing that belongs to it is evaluated before. No
// model is run, no tokenizer or task file is read, no Python is followed. Headers, config.json beside
// them and the values of tensors are data: they are shown in any workspace.
import type { Disposable } from 'vscode';
import type { Register } from './services.ts';
import type { VsCode } from './vsCode.ts';

/** Whether models may be run here; where not, says so and offers the way to trust. */
export async function mayRun({ workspace, window, commands, l10n }: VsCode): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const manage = l10n.t('Manage Workspace Trust');
  const chosen = await window.showWarningMessage(
    l10n.t('Models are run only in trusted workspaces. Their headers can be compared in any.'),
    manage,
  );
  if (chosen === manage) await commands.executeCommand('workbench.trust.manage');
  return false;
}

/** The feature, there from the moment at which the workspace is trusted. */
export function whenTrusted(register: Register): Register {
  return (services) => {
    const { workspace } = services.vscode;
    if (workspace.isTrusted) return register(services);
    let feature: Disposable | undefined;
    const waiting = workspace.onDidGrantWorkspaceTrust(() => {
      feature ??= register(services);
    });
    return {
      dispose() {
        waiting.dispose();
        feature?.dispose();
      },
    };
  };
}

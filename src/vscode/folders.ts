// Which folders of the workspace are checkpoints, for the when-clauses of the explorer's menu:
// a folder's own name does not tell. Runs and models of the hub's cache count. Looked up once, and again when a weight file comes or goes.
import type { Disposable } from 'vscode';
import { contexts } from './ids.ts';
import { checkpointsInWorkspace } from './pickCheckpoints.ts';
import { baseName, stepOf } from './selection.ts';
import type { Services } from './services.ts';

const SETTLE_MS = 1000; // training writes many files at once, and slowly

export function watchCheckpointFolders({ vscode, log }: Services): Disposable {
  let soon: NodeJS.Timeout | undefined;
  const look = async () => {
    const uris = await checkpointsInWorkspace(vscode);
    const steps = uris.filter((uri) => stepOf(baseName(uri)) !== undefined);
    const trainings = steps.map((uri) => vscode.Uri.joinPath(uri, '..'));
    const snapshots = uris.map((uri) => vscode.Uri.joinPath(uri, '..'));
    const cached = snapshots
      .filter((uri) => baseName(uri) === 'snapshots')
      .map((uri) => vscode.Uri.joinPath(uri, '..'));
    const folders = [...uris, ...trainings, ...cached].map(({ fsPath }) => fsPath);
    await vscode.commands.executeCommand('setContext', contexts.checkpointFolders, folders);
  };
  const lookSoon = () => {
    clearTimeout(soon);
    soon = setTimeout(() => void look().catch((error) => log.error(String(error))), SETTLE_MS);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.safetensors', false, true, false);
  lookSoon();
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(lookSoon),
    watcher.onDidDelete(lookSoon),
    { dispose: () => clearTimeout(soon) },
  );
}

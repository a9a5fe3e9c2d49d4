// Tells when a file has changed and stays as it is: training writes large files slowly.
import type { Disposable, Uri } from 'vscode';
import type { VsCode } from '../vsCode.ts';

const QUIET_MS = 1000;

export function watchFile(vscode: VsCode, uri: Uri, onChanged: () => void): Disposable {
  if (uri.scheme !== 'file') return { dispose: () => undefined };
  const folder = vscode.Uri.joinPath(uri, '..');
  const name = uri.path.split('/').pop() ?? '';
  // A name is no pattern: its own brackets and stars are put in brackets.
  const pattern = name.replace(/[*?[\]{}]/g, '[$&]');
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, pattern),
  );
  let quiet: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(quiet);
    quiet = setTimeout(onChanged, QUIET_MS);
  };
  const listening = [watcher.onDidChange(changed), watcher.onDidCreate(changed)];
  return {
    dispose() {
      clearTimeout(quiet);
      for (const each of [...listening, watcher]) each.dispose();
    },
  };
}

// The checkpoint viewer and the tensor comparison, registered with the editor.
import type { CancellationToken, CustomDocument, Disposable, Uri, WebviewPanel } from 'vscode';
import { pageHtml, pageRoots } from '../comparison/page.ts';
import { commands, views } from '../ids.ts';
import type { Services } from '../services.ts';
import { openViewer } from './openViewer.ts';
import { registerTensorComparison } from './registerDiff.ts';
import { watchFile } from './watchFile.ts';

export function register(services: Services): Disposable {
  const { vscode } = services;
  const provider = {
    openCustomDocument: (uri: Uri): CustomDocument => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: (document: CustomDocument, panel: WebviewPanel, _: CancellationToken) =>
      resolve(services, document.uri, panel),
  };
  const options = { supportsMultipleEditorsPerDocument: true };
  // Two ids for one viewer: the editor knows one priority an id.
  const editors = [views.checkpointViewer, views.checkpointViewerOption].map((id) =>
    vscode.window.registerCustomEditorProvider(id, provider, options),
  );
  // For files that a click opens elsewhere, as others own their endings.
  const open = (uri?: Uri) =>
    uri && vscode.commands.executeCommand('vscode.openWith', uri, views.checkpointViewerOption);
  return vscode.Disposable.from(
    ...editors,
    vscode.commands.registerCommand(commands.openViewer, open),
    registerTensorComparison(services),
  );
}

function resolve(services: Services, uri: Uri, panel: WebviewPanel): void {
  const { vscode, context } = services;
  const { webview } = panel;
  webview.options = {
    enableScripts: true,
    localResourceRoots: pageRoots(vscode, context.extensionUri),
  };
  const viewer = openViewer(services, webview, uri);
  const watch = watchFile(vscode, uri, () => viewer.reload());
  panel.onDidDispose(() => {
    watch.dispose();
    viewer.dispose();
  });
  webview.html = pageHtml(vscode, context.extensionUri, webview, 'checkpoint');
}

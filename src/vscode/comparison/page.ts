// The HTML of a panel, written once; all that changes comes by message.
import { randomBytes } from 'node:crypto';
import type { Uri, Webview } from 'vscode';
import type { VsCode } from '../vsCode.ts';

/** The toolkit adds an empty style element, to be filled by script: this is the hash of nothing. */
const emptyStyle = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

/** What a panel may load: the built pages and nothing else. */
export function pageRoots({ Uri }: VsCode, extension: Uri): Uri[] {
  return [Uri.joinPath(extension, 'dist', 'webview')];
}

/** `name` is a page of dist/webview: its script, and the one style sheet. */
export function pageHtml(vscode: VsCode, extension: Uri, webview: Webview, name: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const built = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} '${emptyStyle}'`,
    `font-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${built(`${name}.css`)}">
</head>
<body>
<div id="page"></div>
<script nonce="${nonce}" src="${built(`${name}.js`)}"></script>
</body>
</html>
`;
}

// The editor's API as a type: it is received, not imported, so that tests give a small one.
export type VsCode = typeof import('vscode');

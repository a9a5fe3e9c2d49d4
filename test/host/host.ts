// What the tests in the host stand on: the extension, the workspace, and waiting for what must come.
import * as vscode from 'vscode';
import type { OpenPanel } from '../../src/vscode/comparison/panel.ts';
import type { Services } from '../../src/vscode/services.ts';

/** Milliseconds that the tests measured, by name; printed, not asserted. */
export const figures: Record<string, number> = {};

/** What this run is of, as scripts/host.mjs says. */
export type Edition = {
  readonly inside: 'all' | 'short';
  /** The package that is installed; undefined: the checkout. */
  readonly vsix?: string;
  /** The npm package of the numerical runtime that must be the one that runs. */
  readonly runtime: string;
};

export function edition(): Edition {
  return JSON.parse(process.env.CONGRUITY_HOST_EDITION ?? '') as Edition;
}

export async function services(): Promise<Services> {
  const extension = vscode.extensions.getExtension<Services>('congruity.congruity');
  if (extension === undefined) throw new Error('the extension is not there');
  return extension.activate();
}

/** A place in the workspace, which is a copy of media/sample. */
export function inWorkspace(...path: string[]): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return vscode.Uri.joinPath(folder.uri, ...path);
}

export const task = () => inWorkspace('modsum', 'task.json').fsPath;

/** Waits for `what` to hold; looks again and again, and gives up with its words. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 120_000,
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() - start > ms) throw new Error(`it did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Resolves when the page of a panel says that it drew `what`. */
export async function drawn(
  { comparisons }: Services,
  open: () => OpenPanel | undefined,
  what: string,
): Promise<void> {
  let seen = false;
  const listening = comparisons.onDidDraw((event) => {
    if (event.open === open() && event.what === what) seen = true;
  });
  try {
    await until(`${what} on the page`, () => seen);
  } finally {
    listening.dispose();
  }
}

/** The open panel of these models. */
export function panelOf({ comparisons }: Services, ...models: string[]): OpenPanel | undefined {
  return comparisons.all.find(
    ({ session }) => JSON.stringify(session.view.request.models) === JSON.stringify(models),
  );
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

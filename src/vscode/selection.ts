// What the user selected, opened: checkpoints with what their headers say, and the rest with the reason
// for each that is left out. The engine alone decides what opens, so that menus, pickers and the
// command line agree; nothing is asked before.
import type { Uri } from 'vscode';
import type { PanelModel } from '../protocol/panelService.ts';
import { readHeader, unread } from './comparison/session.ts';
import { plainText } from './plain.ts';
import type { Services } from './services.ts';
import type { VsCode } from './vsCode.ts';

export type Selection = {
  /** In the order of the selection, each once; all have a header. */
  readonly models: readonly PanelModel[];
  /** Why the others are left out, a sentence each. */
  readonly skipped: readonly string[];
};

/** What a menu gives its command: the explorer the whole selection in the second place, a tab or a title
 * something else there. */
export function selectedUris(uri: Uri | undefined, uris: unknown): readonly Uri[] {
  if (Array.isArray(uris)) return uris;
  return uri === undefined ? [] : [uri];
}

export async function checkpointsOf(
  { vscode, compute }: Pick<Services, 'vscode' | 'compute'>,
  uris: readonly Uri[],
): Promise<Selection> {
  const isLocal = ({ scheme }: Uri) => scheme === 'file';
  const elsewhere = uris.filter((uri) => !isLocal(uri));
  const paths = new Set(uris.filter(isLocal).map(({ fsPath }) => fsPath));
  const read = await Promise.all([...paths].map((path) => readHeader(compute, unread(path))));
  return {
    models: read.filter(({ header }) => header !== null),
    skipped: [
      ...elsewhere.map((uri) => vscode.l10n.t('{0} is not on this disk', plainText(uri.path))),
      ...read.flatMap(({ failure }) => (failure ? [sentenceOf(failure)] : [])),
    ],
  };
}

/** "Left out: x.pt2 is in PyTorch's format of programs, which is not read yet. Load it in PyTorch ...". */
export function skippedSentence({ l10n }: VsCode, skipped: readonly string[]): string | undefined {
  if (skipped.length === 0) return undefined;
  const shown = skipped.slice(0, 3);
  const more = skipped.length - shown.length;
  if (more > 0) shown.push(l10n.t('{0} more', more));
  return l10n.t('Left out: {0}', shown.join('; '));
}

function sentenceOf({ message, hint }: NonNullable<PanelModel['failure']>): string {
  return plainText([message, hint].filter(Boolean).join('. '));
}

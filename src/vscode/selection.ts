// What the user selected, sorted into checkpoints and the rest, with the reason for each that is
// left out. Names only: nothing is opened here.
import type { Uri } from 'vscode';
import { checkpointEndings } from './ids.ts';
import { plainName } from './plain.ts';
import type { VsCode } from './services.ts';

export type Skipped = { readonly name: string; readonly why: string };
export type Selection = {
  /** Paths for the engine, in the order of the selection, each once. */
  readonly checkpoints: readonly string[];
  readonly skipped: readonly Skipped[];
};

/** What a menu gives its command: the explorer the whole selection in the second place, a tab or a title
 * something else there. */
export function selectedUris(uri: Uri | undefined, uris: unknown): readonly Uri[] {
  if (Array.isArray(uris)) return uris;
  return uri === undefined ? [] : [uri];
}

export async function checkpointsOf(vscode: VsCode, uris: readonly Uri[]): Promise<Selection> {
  const checkpoints = new Set<string>();
  const skipped: Skipped[] = [];
  for (const uri of uris) {
    const found = await checkpointAt(vscode, uri);
    if (typeof found === 'string') checkpoints.add(found);
    else skipped.push(found);
  }
  return { checkpoints: [...checkpoints], skipped };
}

/** "Skipped README.md (not a checkpoint)." or undefined. */
export function skippedSentence({ l10n }: VsCode, skipped: readonly Skipped[]): string | undefined {
  if (skipped.length === 0) return undefined;
  const shown = skipped.slice(0, 3).map(({ name, why }) => `${plainName(name)} (${why})`);
  const more = skipped.length - shown.length;
  if (more > 0) shown.push(l10n.t('{0} more', more));
  return l10n.t('Skipped {0}.', shown.join(', '));
}

/** The path of the checkpoint at `uri`, or why there is none. */
async function checkpointAt(vscode: VsCode, uri: Uri): Promise<string | Skipped> {
  const { FileType, l10n, workspace } = vscode;
  const name = baseName(uri);
  if (uri.scheme !== 'file') return { name, why: l10n.t('not on this disk') };
  const type = await kindOf(vscode, uri);
  if (type === undefined) return { name, why: l10n.t('does not exist') };
  if ((type & FileType.Directory) === 0) {
    if (isCheckpointFile(name)) return uri.fsPath;
    return { name, why: l10n.t('not a checkpoint') };
  }
  const entries = await workspace.fs.readDirectory(uri);
  const names = entries.map(([entry]) => entry);
  if (holdsWeights(names) || isCachedModel(name, names)) return uri.fsPath;
  const last = await lastStep(vscode, uri, entries);
  return last?.fsPath ?? { name, why: l10n.t('a folder without a checkpoint') };
}

async function kindOf(vscode: VsCode, uri: Uri): Promise<number | undefined> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => type,
    () => undefined,
  );
}

export function isCheckpointFile(name: string): boolean {
  const lower = name.toLowerCase();
  return checkpointEndings.some((ending) => lower.endsWith(ending));
}

function holdsWeights(names: readonly string[]): boolean {
  return names.some((name) => /\.safetensors(\.index\.json)?$|^pytorch_model.*\.bin$/i.test(name));
}

/** A model in the hub's download cache: the engine finds the snapshot that is meant. */
function isCachedModel(name: string, names: readonly string[]): boolean {
  return names.includes('snapshots') && (names.includes('refs') || name.startsWith('models--'));
}

/** A training folder stands for its last step: checkpoint-500, step_1000, step-3000-unsharded. */
async function lastStep(
  vscode: VsCode,
  uri: Uri,
  entries: readonly (readonly [string, number])[],
): Promise<Uri | undefined> {
  const steps = entries
    .filter(([, type]) => (type & vscode.FileType.Directory) !== 0)
    .map(([name]) => ({ name, step: stepOf(name) }))
    .filter(({ step }) => step !== undefined)
    .sort((x, y) => y.step! - x.step!);
  for (const { name } of steps) {
    const folder = vscode.Uri.joinPath(uri, name);
    const inside = await vscode.workspace.fs.readDirectory(folder);
    if (holdsWeights(inside.map(([entry]) => entry))) return folder;
  }
  return undefined;
}

/** The step that a folder of a training run is called after. */
export function stepOf(name: string): number | undefined {
  const step = /^(?:checkpoint|ckpt|step|global_?step|iter|epoch)[-_]?(\d+)/i.exec(name)?.[1];
  return step === undefined ? undefined : Number(step);
}

export function baseName(uri: Uri): string {
  return uri.path.replace(/\/+$/, '').split('/').pop() ?? uri.path;
}

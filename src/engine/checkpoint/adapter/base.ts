// Where the model lies that an adapter changes: the adapter's config has a name on the hub, or a path of the machine on
// which it was trained, which is not followed. Looked at are what the user names, what lies beside, and the hub's caches,
// where the revision that the adapter names decides, and refs/main without one.
import { EngineError, isEngineError } from '../../core/error.ts';
import type { Files } from '../../core/files.ts';
import type { Reader } from '../container.ts';
import { findWeights, type Weights } from '../folder.ts';
import { snapshotAt, snapshotName } from '../hubCache.ts';
import { isStep } from '../runFolder.ts';
import { quoted } from '../words.ts';
import type { AdapterSettings } from './settings.ts';

/** Where one of these lies, an adapter beside it is not what is opened. */
export const MODEL = /^(?:pytorch_)?model(?:-\d+-of-\d+)?\.(?:safetensors|bin)(?:\.index\.json)?$/;

export type Base = Weights & {
  /** "org/name", or as its folder is called. */
  readonly name: string;
  /** The commit, where the hub's cache has it. */
  readonly revision: string | undefined;
  /** Where it was found, for a sentence: "beside it". */
  readonly where: string;
};

type Place = { readonly path: string; readonly where: string };

/** Throws EngineError 'model-base' with all that was looked at. */
export async function baseOf(
  files: Files,
  readers: readonly Reader[],
  folder: string,
  settings: AdapterSettings,
): Promise<Base> {
  const named = files.places?.bases ?? [];
  const places = [
    ...named.map((path) => ({ path, where: 'where it was named' })),
    ...beside(files, folder, settings),
  ];
  for (const { path, where } of places) {
    if (!(await isThere(files, path))) continue;
    await refuseAdapter(files, path, folder);
    return withRevision(files, await findWeights(files, readers, path), where, settings);
  }
  const cached = await inCaches(files, folder, settings);
  if (cached) {
    await refuseAdapter(files, cached.path, folder);
    const weights = await findWeights(files, readers, cached.path);
    return { ...weights, ...called(files, weights), where: cached.where };
  }
  const { base } = settings;
  const name = base === undefined ? 'which adapter_config.json does not name,' : quoted(base);
  throw new EngineError('model-base', `${folder}: its base model ${name} is not there`, {
    hint: `It is looked for beside the adapter${base ? `, as ${quoted(lastOf(base))},` : ''} and in the hub's cache: put its folder there, or say where it is.`,
  });
}

/** Its tensors are updates and no model. */
async function refuseAdapter(files: Files, path: string, folder: string): Promise<void> {
  if ((await files.kind(path)) !== 'folder') return;
  const names = await files.list(path);
  if (!names.includes('adapter_config.json') || names.some((name) => MODEL.test(name))) return;
  const found = `${folder}: its base model, ${quoted(path)}, is an adapter itself`;
  throw new EngineError('model-base', found, {
    hint: 'Merge that one into its own base with merge_and_unload() of PEFT, and save the model.',
  });
}

/** Folders of its name, beside the adapter or beside its run; and of its name on the hub with its owner. */
function beside(files: Files, folder: string, { base }: AdapterSettings): Place[] {
  if (base === undefined) return [];
  const above = files.parent(folder);
  const around = isStep(files.base(folder)) ? [above, files.parent(above)] : [above];
  const id = hubId(base);
  const names = [lastOf(base), ...(id ? [id.replace('/', '_'), id.replace('/', '--')] : [])];
  return around.flatMap((place) =>
    names
      .filter((name) => isPlain(name) && files.inside(place, name) !== folder)
      .map((name) => ({ path: files.inside(place, name), where: 'beside it' })),
  );
}

function called(files: Files, { path }: Weights): Pick<Base, 'name' | 'revision'> {
  const folder = files.parent(path);
  const snapshot = snapshotName(files, folder);
  if (snapshot) return { name: snapshot.model, revision: snapshot.commit };
  return { name: files.base(folder), revision: undefined };
}

/** Of a base that was not looked up by its revision: is it the one that the adapter names? */
function withRevision(
  files: Files,
  weights: Weights,
  where: string,
  settings: AdapterSettings,
): Base {
  const { name, revision } = called(files, weights);
  const wanted = settings.revision;
  const found =
    revision === undefined ? 'nothing there says which it is' : `it is ${quoted(revision)}`;
  const note = `adapter_config.json names revision ${quoted(wanted ?? '')} of its base model: ${found}.`;
  const isSaid = wanted === undefined || wanted === revision;
  const notes = isSaid ? weights.notes : [note, ...weights.notes];
  return { ...weights, notes, name, revision, where };
}

/** The cache in which the adapter lies comes first. Throws where a cache has the model and none its revision. */
async function inCaches(
  files: Files,
  folder: string,
  { base, revision }: AdapterSettings,
): Promise<Place | undefined> {
  const id = base === undefined ? undefined : hubId(base);
  if (id === undefined) return undefined;
  const snapshots = files.parent(folder);
  const own = files.parent(files.parent(snapshots));
  const isCached = files.base(snapshots) === 'snapshots';
  const caches = [...(isCached ? [own] : []), ...(files.places?.hubCaches ?? [])];
  const models: string[] = [];
  for (const cache of caches) {
    const model = files.inside(cache, `models--${id.replace('/', '--')}`);
    if (!(await isThere(files, model))) continue;
    models.push(model);
    const snapshot = await snapshotAt(files, model, revision);
    if (snapshot) return { path: snapshot.folder, where: `in the hub's cache (${snapshot.words})` };
  }
  if (models.length === 0) return undefined;
  const wanted = revision === undefined ? 'no snapshot' : `no revision ${quoted(revision)}`;
  const message = `${folder}: ${models.map((model) => quoted(model)).join(' and ')} has ${wanted} of its base model`;
  throw new EngineError('model-base', message, {
    hint: `Download the base model as adapter_config.json names it${revision ? ', with that revision' : ''}, or say where it is.`,
  });
}

/** "org/name" or "name"; undefined: it is a path. */
function hubId(base: string): string | undefined {
  return /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)?$/.test(base) ? base : undefined;
}

/** The last part of a name or of a path of either system. */
function lastOf(base: string): string {
  return base.split(/[/\\]/).findLast((part) => part !== '') ?? '';
}

/** Nothing that leads out of a folder. */
function isPlain(name: string): boolean {
  return /^[\w-][\w. -]*$/.test(name);
}

async function isThere(files: Files, path: string): Promise<boolean> {
  try {
    return (await files.kind(path)) !== 'missing';
  } catch (error) {
    if (isEngineError(error)) return false;
    throw error;
  }
}

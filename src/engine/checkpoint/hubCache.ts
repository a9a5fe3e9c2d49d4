// The hub's download cache: models--ORG--NAME with refs/main (a commit's name), snapshots/<commit> (links
// that look like the repository) and blobs/ (the files). People choose any of these folders.
// github.com/huggingface/huggingface_hub, docs/source/en/guides/manage-cache.md
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import { readWhole } from './held.ts';
import { quoted, several } from './words.ts';

/** A ref holds 40 letters. */
const MAX_REF_BYTES = 1024;
/** As refs/pr/1 has. */
const MAX_REF_PARTS = 3;
/** Pythia's have 154 steps. */
const MAX_REFS = 10_000;
const REPOSITORY = /^(models|datasets|spaces)--(.+)$/;

/** What people call the model of a snapshot's folder; undefined where the folder is none. */
export function snapshotName(
  files: Files,
  folder: string,
): { readonly model: string; readonly commit: string } | undefined {
  const snapshots = files.parent(folder);
  const repository = REPOSITORY.exec(files.base(files.parent(snapshots)));
  if (files.base(snapshots) !== 'snapshots' || repository?.[1] !== 'models') return undefined;
  return { model: repository[2].replaceAll('--', '/'), commit: files.base(folder) };
}

/** blobs/ of the cache where `folder` is one of its snapshots. */
export function blobsOf(files: Files, folder: string): string | undefined {
  const snapshots = files.parent(folder);
  if (files.base(snapshots) !== 'snapshots') return undefined;
  return files.inside(files.parent(snapshots), 'blobs');
}

export type Snapshot = {
  readonly folder: string;
  /** Which it is, for a sentence: `snapshot "abc", the one that refs/main names`. */
  readonly words: string;
  /** The folders of the others. */
  readonly others: readonly string[];
};

/**
 * The snapshot that is meant by a model's folder in the cache, by one of the folders in it, or by a file of its refs/;
 * undefined for other paths. Throws EngineError naming what is there where none is meant.
 */
export async function snapshotOf(
  files: Files,
  path: string,
  names: readonly string[] = [],
): Promise<Snapshot | undefined> {
  const base = files.base(path);
  const repository = REPOSITORY.exec(base)?.[1];
  if (repository !== undefined && repository !== 'models') {
    const kind = repository === 'datasets' ? 'a data set' : 'a space';
    throw new EngineError('file-format', `${path} is ${kind} in the hub's cache, not a model`);
  }
  if (names.includes('snapshots') && (repository || names.includes('refs'))) {
    return meantSnapshot(files, path);
  }
  const part = partOf(files, path);
  if (part) return meantSnapshot(files, part.repository, part.ref);
  if (repository !== undefined) {
    const message = `${path} is a model in the hub's cache without snapshots/`;
    throw new EngineError('file-format', message, { hint: 'Download the model again.' });
  }
  return undefined;
}

/**
 * The snapshot of a revision that a file asks for, a commit or what a ref names; of none the one that is meant. undefined:
 * it is not there. Throws as `snapshotOf`.
 */
export async function snapshotAt(
  files: Files,
  repository: string,
  revision: string | undefined,
): Promise<Snapshot | undefined> {
  const root = files.inside(repository, 'snapshots');
  if ((await files.kind(root)) !== 'folder') return undefined;
  if (revision === undefined) return meantSnapshot(files, repository);
  const commits = await files.list(root);
  if (commits.includes(revision)) {
    return {
      folder: files.inside(root, revision),
      words: `snapshot ${quoted(revision)}`,
      others: [],
    };
  }
  const refs = await refsIn(files, files.inside(repository, 'refs'));
  return refs.has(revision) ? meantSnapshot(files, repository, revision) : undefined;
}

/** Of a path in a model's folder: snapshots, blobs or refs, and the name of a ref, as main or pr/1. */
function partOf(files: Files, path: string) {
  const inner: string[] = [];
  for (let at = path; inner.length <= MAX_REF_PARTS; at = files.parent(at)) {
    if (REPOSITORY.exec(files.base(at))?.[1] === 'models') {
      const [part, ...ref] = inner;
      const isPart =
        ref.length === 0 ? ['snapshots', 'blobs', 'refs'].includes(part) : part === 'refs';
      return isPart
        ? { repository: at, ref: ref.length > 0 ? ref.join('/') : undefined }
        : undefined;
    }
    inner.unshift(files.base(at));
  }
  return undefined;
}

/** Throws where a folder is the whole cache, saying which models it holds. */
export function refuseCache(folder: string, names: readonly string[]): void {
  const models = names.filter((name) => REPOSITORY.exec(name)?.[1] === 'models');
  if (models.length === 0) return;
  const many = models.length === 1 ? 'one model' : `${models.length} models`;
  throw new EngineError(
    'file-format',
    `${folder} is the hub's cache and holds ${many}: ${several(models)}`,
    { hint: models.length === 1 ? 'Choose its folder.' : 'Choose the folder of one of them.' },
  );
}

/** `ref`: the name of the one that is asked for; else main counts, and without it the only one. */
async function meantSnapshot(files: Files, repository: string, ref?: string): Promise<Snapshot> {
  const root = files.inside(repository, 'snapshots');
  const commits = (await files.list(root)).filter((name) => !name.startsWith('.'));
  const refuse = (found: string, hint: string): never => {
    throw new EngineError('file-format', `${repository} ${found}`, { hint });
  };
  if (commits.length === 0) refuse('holds no snapshot of the model', 'Download the model again.');
  const choose = 'Choose a folder in its snapshots/, or a file in its refs/.';
  const refs = await refsIn(files, files.inside(repository, 'refs'));
  const wanted = ref ?? 'main';
  const named = refs.get(wanted);
  const only = new Set(refs.values()).size === 1 ? [...refs][0] : undefined;
  if (named === undefined && ref !== undefined) refuse(`has no refs/${ref}`, choose);
  if (named === undefined && commits.length > 1 && only === undefined) {
    const others = refs.size === 0 ? '' : `; its refs are ${several([...refs.keys()])}`;
    refuse(`has no refs/main and several snapshots: ${several(commits)}${others}`, choose);
  }
  const [by, commit] = named !== undefined ? [wanted, named] : (only ?? [undefined, commits[0]]);
  if (!commits.includes(commit)) {
    const found = `has no snapshot ${quoted(commit)}, which refs/${by} names, but ${several(commits)}`;
    refuse(found, choose);
  }
  const why = by === undefined ? 'the only one' : `the one that refs/${by} names`;
  const folderOf = (name: string) => files.inside(root, name);
  return {
    folder: folderOf(commit),
    words: `snapshot ${quoted(commit)}, ${why}`,
    others: commits.filter((name) => name !== commit).map(folderOf),
  };
}

/** From refs to commits, those in folders (pr/1) too. */
async function refsIn(files: Files, folder: string, before = ''): Promise<Map<string, string>> {
  const refs = new Map<string, string>();
  if ((await files.kind(folder)) !== 'folder') return refs;
  for (const name of (await files.list(folder)).slice(0, MAX_REFS)) {
    const path = files.inside(folder, name);
    const kind = await files.kind(path);
    if (kind === 'file') refs.set(before + name, await readRef(files, path));
    else if (kind === 'folder' && before.split('/').length < MAX_REF_PARTS) {
      for (const [inner, commit] of await refsIn(files, path, `${before}${name}/`))
        refs.set(inner, commit);
    }
  }
  return refs;
}

async function readRef(files: Files, path: string): Promise<string> {
  return new TextDecoder().decode(await readWhole(files, path, MAX_REF_BYTES)).trim();
}

// The hub's download cache: models--ORG--NAME with refs/main (a commit's name), snapshots/<commit> (links
// that look like the repository) and blobs/ (the files). People choose any of these folders.
// github.com/huggingface/huggingface_hub, docs/source/en/guides/manage-cache.md
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import { readWhole } from './held.ts';
import { quoted, several } from './words.ts';

/** A ref holds 40 letters. */
const MAX_REF_BYTES = 1024;
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

export type Snapshot = { readonly folder: string; readonly note: string };

/**
 * The snapshot that is meant by a model's folder in the cache, or by its snapshots/; undefined for
 * other folders. Throws EngineError naming what is there where none is meant.
 */
export async function snapshotOf(
  files: Files,
  folder: string,
  names: readonly string[],
): Promise<Snapshot | undefined> {
  const base = files.base(folder);
  const repository = REPOSITORY.exec(base)?.[1];
  if (repository !== undefined && repository !== 'models') {
    const kind = repository === 'datasets' ? 'a data set' : 'a space';
    throw new EngineError('file-format', `${folder} is ${kind} in the hub's cache, not a model`);
  }
  if (names.includes('snapshots') && (repository || names.includes('refs'))) {
    return mainSnapshot(files, folder);
  }
  const above = files.parent(folder);
  const isPart = ['snapshots', 'blobs', 'refs'].includes(base);
  if (isPart && REPOSITORY.exec(files.base(above))?.[1] === 'models') {
    return mainSnapshot(files, above);
  }
  if (repository !== undefined) {
    throw new EngineError(
      'file-format',
      `${folder} is a model in the hub's cache without snapshots/`,
      {
        hint: 'Download the model again.',
      },
    );
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

async function mainSnapshot(files: Files, repository: string): Promise<Snapshot> {
  const root = files.inside(repository, 'snapshots');
  const commits = (await files.list(root)).filter((name) => !name.startsWith('.'));
  const refuse = (found: string, hint: string): never => {
    throw new EngineError('file-format', `${repository} ${found}`, { hint });
  };
  if (commits.length === 0) refuse('holds no snapshot of the model', 'Download the model again.');
  const main = await readRef(files, files.inside(files.inside(repository, 'refs'), 'main'));
  const choose = 'Choose a folder in its snapshots/.';
  if (main === undefined && commits.length > 1) {
    refuse(`has no refs/main and several snapshots: ${several(commits)}`, choose);
  }
  const commit = main ?? commits[0];
  if (!commits.includes(commit)) {
    refuse(
      `has no snapshot ${quoted(commit)}, which refs/main names, but ${several(commits)}`,
      choose,
    );
  }
  const why = main === undefined ? 'the only one' : 'the one that refs/main names';
  return {
    folder: files.inside(root, commit),
    note: `Opened from the hub's cache: snapshot ${quoted(commit)}, ${why}.`,
  };
}

async function readRef(files: Files, path: string): Promise<string | undefined> {
  if ((await files.kind(path)) === 'missing') return undefined;
  return new TextDecoder().decode(await readWhole(files, path, MAX_REF_BYTES)).trim();
}

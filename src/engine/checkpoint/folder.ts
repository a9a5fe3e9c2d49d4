// From the folder or file that people choose to the weight file that is meant, and what they call it.
import { EngineError, isEngineError } from '../core/error.ts';
import type { ByteSource, Files } from '../core/files.ts';
import { TELLING_BYTES } from './beginsLike.ts';
import type { Reader } from './container.ts';
import { unreadableFile, unreadableFolder } from './foreign.ts';
import { refuseCache, type Snapshot, snapshotOf } from './hubCache.ts';
import { lookInto, nothing } from './look.ts';
import { INNER_DEPTH, innerFolders, lastStepOf, stepsLastFirst } from './runFolder.ts';
import { quoted, several } from './words.ts';

export type Weights = {
  readonly reader: Reader;
  readonly path: string;
  /** Which of several was taken, a sentence each. */
  readonly notes: readonly string[];
};

/** The file to open in the folder or file that the user chose, and who reads it. */
export async function findWeights(
  files: Files,
  readers: readonly Reader[],
  path: string,
): Promise<Weights> {
  switch (await files.kind(path)) {
    case 'folder':
      return byContent(files, readers, await weightsInFolder(files, readers, path));
    case 'file':
    case 'missing': // which opening it says best
      return weightsInFile(files, readers, path);
  }
}

async function weightsInFolder(
  files: Files,
  readers: readonly Reader[],
  folder: string,
): Promise<Weights> {
  const names = (await files.list(folder)).filter((name) => !GOLDEN.test(name));
  const own = await weightsAmong(files, readers, folder, names);
  if (own) return own;
  const snapshot = await snapshotOf(files, folder, names);
  if (snapshot) return weightsOfSnapshot(files, readers, snapshot);
  refuseCache(folder, names);
  const step = await lastStep(files, readers, folder, names);
  if (step) return step;
  const inner = await weightsWithin(files, readers, folder, names);
  if (inner) return inner;
  throw (await readerOf(readers, nothing, files.base(folder)))
    ? new EngineError('file-format', `${folder} is a folder, not a file, and holds no weights`)
    : unreadableFolder(folder, names);
}

/** The model once more, as transformers saved it before safetensors. */
const OLDER = /^pytorch_model\.bin(?:\.index\.json)?$/;

/** A download may have fetched the config of one revision and the weights of another. */
async function weightsOfSnapshot(
  files: Files,
  readers: readonly Reader[],
  { folder, words, others }: Snapshot,
): Promise<Weights> {
  const cache = "Opened from the hub's cache:";
  const holds = async (path: string) =>
    (await weightsAmong(files, readers, path, await files.list(path))) !== undefined;
  const isBare = !(await holds(folder));
  const full: string[] = [];
  if (isBare) for (const other of others) if (await holds(other)) full.push(other);
  const [only] = full;
  if (full.length > 1) {
    const names = several(full.map((path) => files.base(path)));
    throw new EngineError(
      'file-format',
      `${folder} holds no weights; these snapshots do: ${names}`,
      {
        hint: 'Choose the folder of one of them.',
      },
    );
  }
  const note = only
    ? `${cache} snapshot ${quoted(files.base(only))}, the only one with weights; ${words}, has none.`
    : `${cache} ${words}.`;
  const found = await weightsInFolder(files, readers, only ?? folder);
  return { ...found, notes: [note, ...found.notes] };
}

/** What a model computed, kept beside it to verify it by. */
const GOLDEN = /^(?:.+\.)?golden\.safetensors$/;

/** The weights that lie in a folder itself. */
async function weightsAmong(
  files: Files,
  readers: readonly Reader[],
  folder: string,
  all: readonly string[],
): Promise<Weights | undefined> {
  const names = all.filter((name) => !GOLDEN.test(name));
  const claims = readers
    .map((reader) => ({ reader, found: reader.sniffFolder(names) }))
    .filter(({ found }) => found.length > 0);
  const claim = claims.length > 1 ? await firstByContent(files, folder, claims) : claims[0];
  return claim && weightsOf(files, folder, names, claim);
}

/** Names that one reader would open as the folder's model. */
type Claim = {
  readonly reader: Reader;
  readonly found: readonly string[];
  /** What an earlier reader would have opened, by name, and its content is none. */
  readonly passed?: readonly string[];
};

/** A file called as weights are may be data beside another model, as ONNX keeps them; where no content tells, the first by name. */
async function firstByContent(
  files: Files,
  folder: string,
  claims: readonly Claim[],
): Promise<Claim> {
  const passed: string[] = [];
  for (const { reader, found } of claims) {
    const own: string[] = [];
    for (const name of found.slice(0, MOST_LOOKED_INTO))
      ((await isFor(files, reader, folder, name)) ? own : passed).push(name);
    if (own.length > 0)
      return { reader, found: [...own, ...found.slice(MOST_LOOKED_INTO)], passed };
  }
  return claims[0];
}

/** Of a folder in which more lie it is not asked which they are. */
const MOST_LOOKED_INTO = 64;

/** By the name that only a model has, or by its bytes; of an index or a config the name is what tells. */
async function isFor(files: Files, reader: Reader, folder: string, name: string): Promise<boolean> {
  if (reader.modelName(name) === undefined || name.endsWith('.json')) return true;
  const source = await files.open(files.inside(folder, name));
  try {
    return await reader.sniff(lookInto(source), '');
  } finally {
    await source.close();
  }
}

function weightsOf(
  files: Files,
  folder: string,
  names: readonly string[],
  { reader, found, passed = [] }: Claim,
): Weights {
  if (found.length === 1) {
    const beside = names.filter((name) => found[0] !== name && name === `${found[0]}.index.json`);
    const older = names.filter((name) => !name.startsWith(found[0]) && OLDER.test(name));
    return {
      reader,
      path: files.inside(folder, found[0]),
      notes: [
        ...beside.map((name) => `${name} is not followed: ${found[0]} beside it comes first.`),
        ...older.map((name) => `${name} is not read: ${found[0]} beside it comes first.`),
        ...passed.map((name) => `${name} is no model by its content: ${found[0]} is opened.`),
      ],
    };
  }
  const last = lastStepOf(found);
  if (last !== undefined) {
    const note = `Opened ${quoted(last)}, the last of ${found.length} steps in ${files.base(folder)}.`;
    return { reader, path: files.inside(folder, last), notes: [note] };
  }
  const { are, hint } = reader.several;
  const message = `${folder} has ${found.length} ${are}: ${several(found)}`;
  throw new EngineError('file-format', message, { hint });
}

/** The last step of a run that holds weights: the very last may still be written. */
async function lastStep(
  files: Files,
  readers: readonly Reader[],
  run: string,
  names: readonly string[],
): Promise<Weights | undefined> {
  const without: string[] = [];
  const steps = stepsLastFirst(names);
  for (const name of steps) {
    const folder = files.inside(run, name);
    const inside = await namesIn(files, folder);
    if (inside === undefined) continue;
    const found = await weightsAmong(files, readers, folder, inside);
    if (found) {
      const skipped = without.length > 0 ? `; ${several(without)} without weights` : '';
      const note = `Opened from the run ${files.base(run)}: ${quoted(name)}, its last step with weights${skipped}.`;
      return { ...found, notes: [note, ...found.notes] };
    }
    without.push(name);
  }
  return undefined;
}

/** The last step of a run that keeps its steps in a folder within. */
async function weightsWithin(
  files: Files,
  readers: readonly Reader[],
  folder: string,
  names: readonly string[],
  depth = 1,
): Promise<Weights | undefined> {
  for (const name of innerFolders(names)) {
    const inner = files.inside(folder, name);
    const inside = await namesIn(files, inner);
    if (inside === undefined) continue;
    const found =
      (await weightsAmong(files, readers, inner, inside)) ??
      (await lastStep(files, readers, inner, inside)) ??
      (depth < INNER_DEPTH
        ? await weightsWithin(files, readers, inner, inside, depth + 1)
        : undefined);
    if (found === undefined) continue;
    const note = `Looked for in ${quoted(name)} of ${files.base(folder)}.`;
    return { ...found, notes: [note, ...found.notes] };
  }
  return undefined;
}

/** Undefined: it is no folder that can be looked into, as a link that leads nowhere. */
async function namesIn(files: Files, path: string): Promise<readonly string[] | undefined> {
  try {
    return (await files.kind(path)) === 'folder' ? await files.list(path) : undefined;
  } catch (error) {
    if (isEngineError(error)) return undefined;
    throw error;
  }
}

/** By what is in it, whatever it is called; where that tells nothing, by its name: who reads it says best what is wrong. */
async function readerOf(
  readers: readonly Reader[],
  source: Pick<ByteSource, 'size' | 'read'>,
  name: string,
): Promise<Reader | undefined> {
  for (const called of ['', name]) {
    for (const reader of readers) {
      if (await reader.sniff(lookInto(source), called)) return reader;
    }
  }
  return undefined;
}

/** A folder's file was chosen by its name: where it is of another format, who reads that opens it. */
async function byContent(
  files: Files,
  readers: readonly Reader[],
  weights: Weights,
): Promise<Weights> {
  const { path, reader } = weights;
  if ((await files.kind(path)) !== 'file') return weights;
  const source = await files.open(path);
  try {
    if (await reader.sniff(lookInto(source), '')) return weights;
    for (const other of readers) {
      if (!(await other.sniff(lookInto(source), ''))) continue;
      const note = `${files.base(path)} is of another format than its name says: its content decides.`;
      const named = { ...other, modelName: reader.modelName };
      return { reader: named, path, notes: [...weights.notes, note] };
    }
    return weights;
  } finally {
    await source.close();
  }
}

async function weightsInFile(
  files: Files,
  readers: readonly Reader[],
  path: string,
): Promise<Weights> {
  const snapshot = await snapshotOf(files, path); // by one of its refs
  if (snapshot) {
    return byContent(files, readers, await weightsOfSnapshot(files, readers, snapshot));
  }
  const name = files.base(path);
  const source = await files.open(path);
  try {
    if (source.size === 0) throw new EngineError('file-format', `${path} is empty (0 bytes)`);
    const reader = await readerOf(readers, source, name);
    if (reader) return { reader, path, notes: [] };
    throw unreadableFile(path, name, await lookInto(source).read(0, TELLING_BYTES));
  } finally {
    await source.close();
  }
}

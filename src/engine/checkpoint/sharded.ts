// Readers: a model in several files, with an index that says which tensor lies in which. Safetensors and PyTorch's
// .bin files have the same index.
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import type { Json } from './checkpoint.ts';
import type { Container, Reader } from './container.ts';
import type { HeldFiles } from './held.ts';
import { blobsOf } from './hubCache.ts';
import { isJsonObject, kindOf, parseJsonObject } from './json.ts';
import { merge } from './mergeShards.ts';
import { openSafetensors } from './safetensors.ts';
import { type Room, wholeRoom } from './safetensorsHeader.ts';
import { grouped, quoted, several } from './words.ts';

/** An index repeats the names of the headers, so it may be as long as one of those. */
const MAX_INDEX_BYTES = wholeRoom.headerBytes;
/** The largest public checkpoints have under 200 shards; each keeps a file open. */
const MAX_SHARDS = 1_000;

/** What the shards are. */
export type ShardKind = {
  /** For people: "safetensors". */
  readonly title: string;
  /** Of a model in one file: where it lies too, transformers loads that. */
  readonly whole: string;
  /** Of a shard's name: ".safetensors". */
  readonly ending: string;
  /** Whether one opens this folder's index: what else lies in it may come first. */
  readonly isFor: (names: readonly string[]) => boolean;
  open(held: HeldFiles, path: string, room: Room): Promise<Container>;
};

export const sharded = shardedReader({
  title: 'safetensors',
  whole: 'model.safetensors',
  ending: '.safetensors',
  isFor: () => true,
  open: openSafetensors,
});

export function shardedReader(kind: ShardKind): Reader {
  const ending = `${kind.ending}.index.json`;
  const usual = `${kind.whole}.index.json`;
  return {
    sniffFolder: (names) => {
      if (names.includes(kind.whole) || !kind.isFor(names)) return [];
      if (names.includes(usual)) return [usual];
      return names.filter((name) => name.endsWith(ending) && !name.startsWith('.'));
    },
    several: {
      are: `indexes of shards and no ${usual}`,
      hint: 'Open the index of one of them.',
    },
    sniff: async (_, name) => name.endsWith(ending),
    modelName: (file) => (file === usual ? undefined : file.slice(0, -ending.length)),
    open: (held, path) => openSharded(held, path, kind),
  };
}

async function openSharded(held: HeldFiles, path: string, kind: ShardKind): Promise<Container> {
  const { files } = held;
  const shardOf = await readWeightMap(held, path, kind.ending);
  const shards = [...new Set(shardOf.values())].sort();
  const paths = await checkShards(files, files.parent(path), shards, path);
  const opened: Container[] = [];
  let room = wholeRoom;
  for (const shard of paths) {
    const container = await kind.open(held, shard, room);
    room = {
      tensors: room.tensors - container.tensors.size,
      headerBytes: room.headerBytes - container.headerBytes,
    };
    opened.push(container);
  }
  const merged = merge(opened, shardOf, files.base(path));
  return {
    description: `${kind.title}, ${shards.length} shards`,
    tensors: merged.tensors,
    notes: [...new Set([...opened.flatMap(({ notes }) => notes), ...merged.notes])],
    metadata: new Map(opened.flatMap((container) => [...container.metadata])),
    headerBytes: wholeRoom.headerBytes - room.headerBytes,
  };
}

/** From tensor to shard, as the index says. */
async function readWeightMap(
  held: HeldFiles,
  index: string,
  ending: string,
): Promise<ReadonlyMap<string, string>> {
  const bytes = await held.readSaying(index, MAX_INDEX_BYTES);
  const { weight_map: map } = parseJsonObject(bytes, index);
  if (!isJsonObject(map)) {
    throw new EngineError(
      'file-format',
      `weight_map of ${index} is not an object but ${kindOf(map)}`,
    );
  }
  return new Map(
    Object.entries(map).map(([name, shard]) => [name, checkedName(shard, name, index, ending)]),
  );
}

/** A shard's name is a plain file name: nothing that leads out of the folder. */
function checkedName(shard: Json, tensor: string, index: string, ending: string): string {
  if (typeof shard !== 'string') {
    const message = `${index} gives tensor ${quoted(tensor)} not a file name but ${kindOf(shard)}`;
    throw new EngineError('file-format', message);
  }
  // A separator of either system, a drive or an alternate stream, a name cut off by NUL.
  if (/[/\\:\0]/.test(shard) || shard === '..' || shard === '.') {
    const message = `${index} names ${quoted(shard)}, a path instead of a file in its own folder`;
    throw new EngineError('file-unsafe', message, {
      hint: 'Nothing outside the folder is opened.',
    });
  }
  if (!shard.endsWith(ending)) {
    throw new EngineError('file-format', `${index} names ${quoted(shard)}, no ${ending} file`);
  }
  return shard;
}

/** The shards' paths, once all of them are known to be in the folder. */
export async function checkShards(
  files: Files,
  folder: string,
  shards: readonly string[],
  index: string,
): Promise<readonly string[]> {
  if (shards.length > MAX_SHARDS) {
    const message = `${index} names ${grouped(shards.length)} shards, ${MAX_SHARDS} are allowed`;
    throw new EngineError('file-unsafe', message);
  }
  const present = new Set(await files.list(folder));
  const missing = shards.filter((shard) => !present.has(shard));
  if (missing.length > 0) {
    const message = `${index} names ${several(missing)}, which ${missing.length > 1 ? 'are' : 'is'} not in its folder`;
    throw new EngineError('file-missing', message, { hint: 'Download the missing files.' });
  }
  const roots = await linkRoots(files, folder);
  const paths = shards.map((shard) => files.inside(folder, shard));
  await checkDistinct(files, paths, shards, index);
  for (const [i, path] of paths.entries()) {
    const real = await files.real(path);
    if (roots.some((root) => isWithin(files, real, root))) continue;
    const message = `${index} names ${quoted(shards[i])}, a link to ${quoted(real)} outside its folder`;
    throw new EngineError('file-unsafe', message, { hint: 'Put the file itself into the folder.' });
  }
  return paths;
}

/** One file under many names would be read as often: each tensor lies in one shard. */
async function checkDistinct(
  files: Files,
  paths: readonly string[],
  shards: readonly string[],
  index: string,
): Promise<void> {
  const seen = new Map<string, string>();
  for (const [i, path] of paths.entries()) {
    const stamp = await files.stamp(path);
    const other = stamp && seen.get(stamp);
    if (other) {
      const message = `${index} names ${quoted(other)} and ${quoted(shards[i])}, which are one file`;
      throw new EngineError('file-unsafe', message, { hint: 'Download the shards again.' });
    }
    if (stamp) seen.set(stamp, shards[i]);
  }
}

/**
 * Where a shard may really lie: in the folder, or, in the hub's download cache, whose
 * `snapshots/<commit>/` hold only links, in `blobs/` beside `snapshots/`.
 */
export async function linkRoots(files: Files, folder: string): Promise<readonly string[]> {
  const real = await files.real(folder);
  const blobs = blobsOf(files, real);
  return blobs === undefined ? [real] : [real, blobs];
}

export function isWithin(files: Files, path: string, folder: string): boolean {
  for (let at = path; ; at = files.parent(at)) {
    if (at === folder) return true;
    if (files.parent(at) === at) return false;
  }
}

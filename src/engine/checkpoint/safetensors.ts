// Reader: one .safetensors file. Only its header is read to open it.
import { EngineError } from '../core/error.ts';
import { beginsLike, TELLING_BYTES } from './beginsLike.ts';
import type { Container, Reader, StoredTensor } from './container.ts';
import type { HeldFiles, HeldSource } from './held.ts';
import {
  headerLength,
  LENGTH_BYTES,
  parseHeader,
  type Room,
  wholeRoom,
} from './safetensorsHeader.ts';
import { PlainStorage } from './storage.ts';

const WHOLE = 'model.safetensors';
const ENDING = '.safetensors';

/** `{` after a header length of under 4 GB, whose own bytes may be any other format's first ones. */
export function beginsLikeSafetensors(head: Uint8Array): boolean {
  return head[LENGTH_BYTES] === 0x7b && head.subarray(4, LENGTH_BYTES).every((byte) => byte === 0);
}

export const safetensors: Reader = {
  sniffFolder: (names) => (names.includes(WHOLE) ? [WHOLE] : names.filter(isWeightFile)),
  several: {
    are: 'weight files and no model.safetensors',
    hint: 'Open one of them; shards of one model need their index, model.safetensors.index.json.',
  },
  async sniff(look, name) {
    if (isWeightFile(name)) return true;
    // A file without the ending, as in a download cache.
    return beginsLikeSafetensors(await look.read(0, LENGTH_BYTES + 1));
  },
  modelName: (file) => {
    if (file === WHOLE) return undefined;
    return file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : file;
  },
  open: openSafetensors,
};

/** Opens one file, whose header must fit into what is left of the checkpoint's room. */
export async function openSafetensors(
  held: HeldFiles,
  path: string,
  room = wholeRoom,
): Promise<Container> {
  return readContainer(await held.open(path), path, held.files.base(path), room);
}

function isWeightFile(name: string): boolean {
  // Finder leaves files named "._model.safetensors" on foreign disks.
  return name.endsWith(ENDING) && !name.startsWith('.');
}

async function readContainer(
  source: HeldSource,
  path: string,
  file: string,
  room: Room,
): Promise<Container> {
  const like = beginsLike(await source.read(0, Math.min(TELLING_BYTES, source.size)));
  if (like) throw new EngineError('file-format', `${path} is ${like.is}`, { hint: like.hint });
  if (source.size < LENGTH_BYTES) {
    const found = source.size === 0 ? 'is empty (0 bytes)' : `has only ${source.size} bytes`;
    throw new EngineError('file-format', `${path} ${found}: it cannot be a safetensors file`, {
      hint: 'Download or save it again.',
    });
  }
  const length = headerLength(await source.readEarly(0, LENGTH_BYTES), source.size, path, room);
  const dataStart = LENGTH_BYTES + length;
  const json = await source.readEarly(LENGTH_BYTES, length);
  const { entries, metadata } = parseHeader(json, source.size - dataStart, path, room);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, begin, end } of entries.values()) {
    const bytes = end - begin;
    const storage = new PlainStorage(source, dtype, dataStart + begin);
    tensors.set(name, { name, dtype, shape, bytes, file, storage });
  }
  return { description: 'safetensors', tensors, metadata, headerBytes: length, notes: [] };
}

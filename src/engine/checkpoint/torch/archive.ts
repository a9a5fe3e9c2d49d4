// A file of torch.save since PyTorch 1.6: a zip archive NAME/ with data.pkl, a pickle, and data/KEY, the numbers of
// each storage as they are in memory. TorchScript's are the same, with code that is not looked at.
// pytorch/torch/serialization.py (_save, _load), caffe2/serialize/inline_container.h
import { bytesOf } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import type { HeldSource } from '../held.ts';
import { grouped, quoted } from '../words.ts';
import { openZip, type Zip, type ZipEntry } from '../zip.ts';
import { MAX_PICKLE_BYTES, type Opened, storedNumbers } from './opened.ts';
import { unpickledWhole } from './pickle.ts';
import { torchWorld } from './world.ts';

const PICKLE = 'data.pkl';
/** "little" or "big". */
const MAX_ORDER_BYTES = 16;
const SAVE_AGAIN = 'Save its state_dict with torch.save or safetensors.';

export function isTorchArchive(names: readonly string[]): boolean {
  return names.some((name) => isPickle(name) || isProgram(name));
}

function isPickle(name: string): boolean {
  return /^(?:[^/]+\/)?data\.pkl$/.test(name);
}

/** torch.export's, of PyTorch 2.6 and before. */
function isProgram(name: string): boolean {
  return /(?:^|\/)(?:archive_format|serialized_exported_program\.json)$/.test(name);
}

export async function openArchive(source: HeldSource): Promise<Opened> {
  const { path } = source;
  const zip = await openZip(source);
  const names = [...zip.entries.keys()];
  const pickle = pickleOf(path, names);
  const top = pickle.slice(0, -PICKLE.length);
  await checkOrder(source, zip, top);
  const bytes = await bytesOfStored(source, zip, zip.entries.get(pickle)!, MAX_PICKLE_BYTES);
  const world = torchWorld(path, (id) => storedNumbers(path, id).numbers);
  const value = unpickledWhole(bytes, path, world);
  const isScript = names.some((name) => name.startsWith(`${top}code/`));
  return {
    description: isScript ? 'TorchScript' : 'PyTorch',
    value,
    inert: world.inert,
    headerBytes: bytes.length + zip.directoryBytes,
    async place({ key, dtype, elements, location }) {
      const entry = zip.entries.get(`${top}data/${key}`);
      if (!entry) throw missing(path, key, location);
      checkStored(path, entry);
      const needed = dtype ? bytesOf(dtype, elements) : elements;
      if (needed > entry.size) {
        const found = `storage ${quoted(key)} of ${path} has ${grouped(entry.size)} bytes`;
        const message = `${found}, its pickle says ${grouped(needed)}`;
        throw new EngineError('file-format', message, { hint: 'Save it again.' });
      }
      return { offset: await zip.dataOffset(entry), bytes: entry.size };
    },
  };
}

/** The name of the one pickle. */
function pickleOf(path: string, names: readonly string[]): string {
  const [found, ...more] = names.filter(isPickle);
  if (more.length > 0) {
    const message = `${path} holds several files of PyTorch: ${quoted(found)} and ${quoted(more[0])}`;
    throw new EngineError('file-format', message, { hint: 'Unpack it, and save each again.' });
  }
  if (found !== undefined) return found;
  throw new EngineError(
    'file-format',
    `${path} is a program of torch.export (.pt2), which is not read`,
    { hint: 'Load it with torch.export.load, and save its state_dict with safetensors.' },
  );
}

async function checkOrder(source: HeldSource, zip: Zip, top: string): Promise<void> {
  const entry = zip.entries.get(`${top}byteorder`);
  if (!entry) return; // files of before PyTorch 2.1 do not say, and are little-endian
  const bytes = await bytesOfStored(source, zip, entry, MAX_ORDER_BYTES);
  const order = new TextDecoder().decode(bytes).trim();
  if (order === 'little') return;
  const message = `${zip.path} has the byte order ${quoted(order)}, little is read`;
  throw new EngineError('file-format', message, {
    hint: 'On a little-endian machine load it, and save its state_dict with torch.save or safetensors.',
  });
}

/** The checksum is not compared: torch.save may be told to write none. */
async function bytesOfStored(
  source: HeldSource,
  zip: Zip,
  entry: ZipEntry,
  maxBytes: number,
): Promise<Uint8Array> {
  checkStored(zip.path, entry);
  if (entry.size > maxBytes) {
    const found = `${quoted(entry.name)} in ${zip.path} has ${grouped(entry.size)} bytes`;
    throw new EngineError('file-unsafe', `${found}, ${grouped(maxBytes)} are allowed`, {
      hint: SAVE_AGAIN,
    });
  }
  return source.readEarly(await zip.dataOffset(entry), entry.size);
}

function checkStored(path: string, { name, method, size, packed }: ZipEntry): void {
  if (method === 'stored') return;
  const found = `${quoted(name)} in ${path} is compressed, ${grouped(packed)} bytes to ${grouped(size)}`;
  throw new EngineError('file-unsafe', `${found}: torch.save never compresses`, {
    hint: 'Load it in PyTorch where you trust it, and save it again.',
  });
}

function missing(path: string, key: string, location: string): EngineError {
  const message = `${path} lacks the storage ${quoted(key)} (${quoted(location)}), which its pickle names`;
  return new EngineError('file-format', message, { hint: 'Save it again.' });
}

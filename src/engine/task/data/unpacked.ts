// A file of numbers that may be packed with gzip, as the files of MNIST are handed out.
import { Gunzip } from 'fflate';
import { grouped } from '../../checkpoint/words.ts';
import type { ByteSource, Files } from '../../core/files.ts';
import { wrongData } from './rows.ts';

/** All pictures of MNIST have 47 MB. */
const mostUnpacked = 128 * 2 ** 20;
/** Goes into the decompression at once: a byte becomes at most 1032. */
const pieceBytes = 2 ** 15;

/** The file as it is, or what is packed in it; the caller closes it. */
export async function openUnpacked(files: Files, path: string): Promise<ByteSource> {
  const source = await files.open(path);
  try {
    const [a, b] = await source.read(0, Math.min(2, source.size));
    if (a !== 0x1f || b !== 0x8b) return source;
    const bytes = await unpack(source, files.base(path));
    await source.close();
    return inMemory(source, bytes);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function unpack(source: ByteSource, file: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const gunzip = new Gunzip((chunk) => {
    size += chunk.length;
    if (size > mostUnpacked) {
      const found = `it unpacks to more than ${grouped(mostUnpacked)} bytes`;
      throw wrongData(file, found, 'Unpack it, and leave out rows.');
    }
    parts.push(chunk);
  });
  for (let at = 0; at < source.size; at += pieceBytes) {
    const length = Math.min(pieceBytes, source.size - at);
    const piece = await source.read(at, length);
    try {
      gunzip.push(piece, at + length === source.size);
    } catch (cause) {
      if (size > mostUnpacked) throw cause;
      throw wrongData(file, 'it does not unpack', 'Fetch it again: it may be cut short.');
    }
  }
  const bytes = new Uint8Array(size);
  let to = 0;
  for (const part of parts) {
    bytes.set(part, to);
    to += part.length;
  }
  return bytes;
}

function inMemory({ path, stamp }: ByteSource, bytes: Uint8Array): ByteSource {
  return {
    path,
    stamp,
    size: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
    readInto: async (offset, target) => target.set(bytes.subarray(offset, offset + target.length)),
    close: async () => undefined,
  };
}

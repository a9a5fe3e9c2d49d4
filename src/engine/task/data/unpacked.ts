// A file of numbers that may be packed with gzip, as the files of MNIST are handed out.
import { type Packed, unpackedPieces, unpacking } from '../../checkpoint/inOrder.ts';
import { grouped } from '../../checkpoint/words.ts';
import type { EngineError } from '../../core/error.ts';
import type { ByteSource, Files } from '../../core/files.ts';
import type { Job } from '../../core/job.ts';
import { Gunzipping } from './gunzipping.ts';
import { wrongData } from './rows.ts';

/** In a second or two; all pictures of MNIST have 47 MB, 20,000 rows of 784 doubles 125 MB. */
const mostUnpacked = 128 * 2 ** 20;
/** Pictures and tables shrink to a fifth or a tenth; what is mostly zeros may shrink more, where it is small. */
const mostRatio = 100;
const anyRatioBytes = 32 * 2 ** 20;
/** At the end: how long the last member is unpacked, of which 32 bits are said. */
const lengthBytes = 4;

/** The file as it is, or what is packed in it; the caller closes it. */
export async function openUnpacked(job: Job, files: Files, path: string): Promise<ByteSource> {
  const source = await files.open(path);
  try {
    const [a, b] = await source.read(0, Math.min(2, source.size));
    return a === 0x1f && b === 0x8b ? await unpacked(job, source, files.base(path)) : source;
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function unpacked(job: Job, source: ByteSource, file: string): Promise<ByteSource> {
  const packed: Packed = {
    ...{ source, offset: 0, bytes: source.size },
    decoder: (onChunk) => new Gunzipping(onChunk, (found) => wrongData(file, found, again)),
    check(unpacked, packed) {
      const most = Math.max(anyRatioBytes, mostRatio * packed);
      if (unpacked > most) throw tooMuch(file, most, packed);
    },
    broken: (cause) => wrongData(file, 'it does not unpack', again, cause),
  };
  const size = await sizeOf(job, packed, file);
  const checkRange = (offset: number, length: number) => {
    if (offset + length <= Math.min(size, mostUnpacked)) return;
    const found = `${grouped(size)} bytes are packed in it, ${grouped(offset + length)} are asked for`;
    throw wrongData(file, `${found}; allowed: ${grouped(mostUnpacked)}`, 'Unpack it first.');
  };
  const fill = unpacking(packed);
  const readInto = async (offset: number, target: Uint8Array) => {
    checkRange(offset, target.length);
    await fill(offset, target);
  };
  return {
    ...{ path: source.path, stamp: source.stamp, size, readInto },
    async read(offset, length) {
      checkRange(offset, length);
      const bytes = new Uint8Array(length);
      await fill(offset, bytes);
      return bytes;
    },
    close: () => source.close(),
  };
}

const again = 'Fetch it again: it may be cut short.';

/**
 * How long it is unpacked. Of no member is it known before where it ends, so all are unpacked once, and their checksums
 * compared; of a longer file than is read the last member's length counts, which is alone where rows are kept so.
 */
async function sizeOf(job: Job, packed: Packed, file: string): Promise<number> {
  const { source, bytes } = packed;
  let size = 0;
  for await (const piece of unpackedPieces(packed)) {
    await job.pause();
    size += piece.length;
    if (size > mostUnpacked) break;
  }
  if (size <= mostUnpacked) return size;
  const told = await source.read(bytes - lengthBytes, lengthBytes);
  const said = told.reduceRight((sum, byte) => sum * 256 + byte, 0);
  if (said < size) throw tooMuch(file, mostUnpacked, bytes);
  return said;
}

function tooMuch(file: string, most: number, packed: number): EngineError {
  const found = `it unpacks to more than ${grouped(most)} bytes, of ${grouped(packed)} packed ones`;
  return wrongData(file, found, 'Unpack it, and leave out rows.');
}

// A file of numbers that may be packed with gzip, as the files of MNIST are handed out.
import { Gunzip } from 'fflate/browser';
import { unpacking } from '../../checkpoint/inOrder.ts';
import { grouped } from '../../checkpoint/words.ts';
import type { ByteSource, Files } from '../../core/files.ts';
import { wrongData } from './rows.ts';

/** In a second or two; all pictures of MNIST have 47 MB, 20,000 rows of 784 doubles 125 MB. */
const mostUnpacked = 128 * 2 ** 20;
/** Pictures and tables shrink to a fifth or a tenth; what is mostly zeros may shrink more, where it is small. */
const mostRatio = 100;
const anyRatioBytes = 32 * 2 ** 20;
/** At the end: how long it is unpacked, of which 32 bits are said. */
const lengthBytes = 4;

/** The file as it is, or what is packed in it; the caller closes it. */
export async function openUnpacked(files: Files, path: string): Promise<ByteSource> {
  const source = await files.open(path);
  try {
    const [a, b] = await source.read(0, Math.min(2, source.size));
    return a === 0x1f && b === 0x8b ? await unpacked(source, files.base(path)) : source;
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function unpacked(source: ByteSource, file: string): Promise<ByteSource> {
  const last = Math.min(lengthBytes, source.size);
  const told = await source.read(source.size - last, last);
  const size = told.reduceRight((sum, byte) => sum * 256 + byte, 0);
  const checkRange = (offset: number, length: number) => {
    if (offset + length <= Math.min(size, mostUnpacked)) return;
    const found = `${grouped(size)} bytes are packed in it, ${grouped(offset + length)} are asked for`;
    throw wrongData(file, `${found}; allowed: ${grouped(mostUnpacked)}`, 'Unpack it first.');
  };
  const fill = unpacking({
    ...{ source, offset: 0, bytes: source.size },
    decoder: (onChunk) => new Gunzip(onChunk),
    check(unpacked, packed) {
      const most = Math.min(mostUnpacked, Math.max(anyRatioBytes, mostRatio * packed));
      if (unpacked <= most) return;
      const found = `it unpacks to more than ${grouped(most)} bytes, of ${grouped(packed)} packed ones`;
      throw wrongData(file, found, 'Unpack it, and leave out rows.');
    },
    broken: (cause) => {
      return wrongData(file, 'it does not unpack', 'Fetch it again: it may be cut short.', cause);
    },
  });
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

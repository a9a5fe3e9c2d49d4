// A zip archive as a list of entries with places, for every container that is one: PyTorch's, Keras', NumPy's. The
// library reads the directory, zip64 too; where an entry's bytes begin, and what is allowed, is ours.
import { type Reader, ZipReader } from '@zip.js/zip.js/lib/zip-core-reader.js';
import { EngineError, isEngineError } from '../core/error.ts';
import type { HeldSource } from './held.ts';
import { crc32, inflated } from './inflate.ts';
import { grouped, oneLine, quoted } from './words.ts';

export type ZipEntry = {
  readonly name: string;
  readonly method: 'stored' | 'deflated' | 'unknown';
  /** Unpacked and packed, in bytes, as the directory says: for a stored one they are the same. */
  readonly size: number;
  readonly packed: number;
  readonly crc: number;
  readonly isEncrypted: boolean;
  /** Of its local header, whose end only a reading tells. */
  readonly headerOffset: number;
};

export interface Zip {
  readonly path: string;
  /** By name, in the order of the directory; folders are left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Bytes of the directory. */
  readonly directoryBytes: number;
  /** Of an entry's first byte in the file; all its packed bytes lie in it. */
  dataOffset(entry: ZipEntry): Promise<number>;
  /** All of a small entry, unpacked and its checksum compared. Throws 'file-unsafe' over `maxBytes`. */
  read(entry: ZipEntry, maxBytes: number): Promise<Uint8Array>;
}

/** PyTorch's archives have an entry a weight, and shards of some thousands; so many are listed in a second. */
const MAX_ENTRIES = 100_000;
/** So many entries with names of 100 letters; the library holds the directory whole. */
const MAX_DIRECTORY_BYTES = 16 << 20;
const LOCAL_HEADER_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;
const METHODS: Readonly<Record<number, ZipEntry['method']>> = { 0: 'stored', 8: 'deflated' };
const AGAIN = 'It was cut short, is still being written or is damaged: download or save it again.';

/** Reads the directory alone. Throws EngineError naming the file where it is none, or one beyond the limits. */
export async function openZip(source: HeldSource): Promise<Zip> {
  const { path } = source;
  const entries = new Map<string, ZipEntry>();
  const directoryBytes = await listed(source, (entry) => {
    if (entries.has(entry.name)) {
      throw new EngineError('file-unsafe', `${path} holds ${quoted(entry.name)} twice`, {
        hint: 'Programs differ in which of the two they read: save it again.',
      });
    }
    entries.set(entry.name, entry);
  });
  checkApart([...entries.values()], source.size, path);
  const dataOffset = (entry: ZipEntry) => placeOf(source, entry);
  return {
    path,
    entries,
    directoryBytes,
    dataOffset,
    async read(entry, maxBytes) {
      const what = `${quoted(entry.name)} in ${path}`;
      if (entry.size > maxBytes || entry.packed > maxBytes) {
        const size = grouped(Math.max(entry.size, entry.packed));
        throw new EngineError(
          'file-unsafe',
          `${what} has ${size} bytes, ${grouped(maxBytes)} are allowed`,
        );
      }
      if (entry.method === 'unknown') throw unreadable(what, 'is packed in a way that is not read');
      const packed = await source.readEarly(await dataOffset(entry), entry.packed);
      const bytes = entry.method === 'stored' ? packed : inflated(packed, entry.size, what);
      if (crc32(bytes) !== entry.crc) throw unreadable(what, 'is damaged: its checksum is another');
      return bytes;
    },
  };
}

function unreadable(what: string, found: string): EngineError {
  return new EngineError('file-format', `${what} ${found}`, { hint: AGAIN });
}

/** The library's part: shows every entry of the directory, whose length in bytes it gives. */
async function listed(source: HeldSource, show: (entry: ZipEntry) => void): Promise<number> {
  const { path } = source;
  const zip = new ZipReader(directoryOf(source));
  let count = 0;
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      if (++count > MAX_ENTRIES) {
        const found = `${path} is a zip archive of over ${grouped(MAX_ENTRIES)} entries`;
        throw new EngineError('file-unsafe', `${found}, so many are allowed`);
      }
      if (entry.directory) continue;
      show({
        name: entry.filename,
        method: METHODS[entry.compressionMethod] ?? 'unknown',
        size: entry.uncompressedSize,
        packed: entry.compressedSize,
        crc: entry.signature ?? 0, // of an encrypted one, which is not read
        isEncrypted: entry.encrypted,
        headerOffset: entry.offset,
      });
    }
  } catch (cause) {
    if (isEngineError(cause)) throw cause;
    const why = cause instanceof Error ? oneLine(cause.message) : 'it is damaged';
    const message = `${path} is no whole zip archive: ${why}`;
    throw new EngineError('file-format', message, { cause, hint: AGAIN });
  }
  return zip.directoryLength ?? 0;
}

/** What the library may read: as it asks beyond the ends, it gets what there is. */
function directoryOf(source: HeldSource): Reader<unknown> {
  const { path, size } = source;
  const reader = {
    size,
    async readUint8Array(offset: number, length: number) {
      const from = Math.min(Math.max(offset, 0), size);
      const bytes = Math.min(Math.max(offset + length, from), size) - from;
      if (bytes > MAX_DIRECTORY_BYTES) {
        const claims = `${path} claims a zip directory of ${grouped(bytes)} bytes`;
        const allowed = `${grouped(MAX_DIRECTORY_BYTES)} are allowed`;
        throw new EngineError('file-unsafe', `${claims}, ${allowed}`);
      }
      return source.readEarly(from, bytes);
    },
  };
  return reader as Reader<unknown>; // its streams are for entries, which the library does not read
}

/** Entries that share bytes are how a small archive holds much: each has its own. */
function checkApart(entries: readonly ZipEntry[], size: number, path: string): void {
  const inOrder = entries.toSorted((a, b) => a.headerOffset - b.headerOffset);
  for (const [i, { name, headerOffset, packed, size: unpacked, method }] of inOrder.entries()) {
    const next = inOrder[i + 1];
    const end = headerOffset + LOCAL_HEADER_BYTES + packed;
    if (end > (next?.headerOffset ?? size)) {
      const where = next ? `overlaps ${quoted(next.name)}` : 'ends beyond the file';
      throw new EngineError('file-format', `${quoted(name)} in ${path} ${where}`, { hint: AGAIN });
    }
    if (method === 'stored' && packed !== unpacked) {
      const found = `is stored as ${grouped(packed)} bytes and said to have ${grouped(unpacked)}`;
      throw new EngineError('file-format', `${quoted(name)} in ${path} ${found}`, { hint: AGAIN });
    }
  }
}

/** Where the local header ends: what it says of sizes is not asked, for writers leave it out. */
async function placeOf(source: HeldSource, entry: ZipEntry): Promise<number> {
  const what = `${quoted(entry.name)} in ${source.path}`;
  if (entry.isEncrypted) {
    throw new EngineError('file-format', `${what} is encrypted`, {
      hint: 'Save it without a password.',
    });
  }
  const header = await source.readEarly(entry.headerOffset, LOCAL_HEADER_BYTES);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw unreadable(what, 'does not begin where the directory says');
  }
  const offset =
    entry.headerOffset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (offset + entry.packed > source.size) throw unreadable(what, 'ends beyond the file');
  return offset;
}

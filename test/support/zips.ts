// Zip archives written by hand, so that each of their fields can be a lie, and so long that only their ends are written.
import { deflateRawSync, crc32 as zlibCrc } from 'node:zlib';

export type Entry = {
  readonly name: string;
  /** A number: so many zeros, which are left out of the file. */
  readonly data: Uint8Array | string | number;
  readonly deflated?: boolean;
  /** What the directory says instead of what is true. */
  readonly says?: Partial<
    Record<'method' | 'size' | 'packed' | 'crc' | 'offset' | 'flags', number>
  >;
  /** Bytes of an extra field in front of the data, as PyTorch's padding. */
  readonly padding?: number;
};
export type Piece = { readonly at: number; readonly bytes: Uint8Array };

/** The bytes that are written, at their places, and the length of the whole. */
export function zipPieces(
  entries: readonly Entry[],
  zip64 = false,
): { pieces: Piece[]; size: number } {
  const pieces: Piece[] = [];
  let at = 0;
  const write = (bytes: Uint8Array) => {
    pieces.push({ at, bytes });
    at += bytes.length;
  };
  const directory: Uint8Array[] = [];
  for (const entry of entries) {
    const raw = typeof entry.data === 'string' ? Buffer.from(entry.data) : entry.data;
    const bytes = typeof raw === 'number' ? new Uint8Array(0) : raw;
    const size = typeof raw === 'number' ? raw : raw.length;
    const packed = entry.deflated ? deflateRawSync(bytes) : bytes;
    const told = {
      method: entry.deflated ? 8 : 0,
      size,
      packed: entry.deflated ? packed.length : size,
      crc: crcOf(bytes),
      offset: at,
      flags: 0,
      ...entry.says,
    };
    directory.push(record(entry.name, told, zip64));
    write(local(entry.name, told, entry.padding ?? 0));
    write(packed);
    if (typeof raw === 'number') at += raw;
  }
  const start = at;
  for (const each of directory) write(each);
  write(end(entries.length, start, at - start, zip64));
  return { pieces, size: at };
}

export function zipBytes(entries: readonly Entry[], zip64 = false): Uint8Array {
  const { pieces, size } = zipPieces(entries, zip64);
  const out = new Uint8Array(size);
  for (const { at, bytes } of pieces) out.set(bytes, at);
  return out;
}

type Told = Record<'method' | 'size' | 'packed' | 'crc' | 'offset' | 'flags', number>;

const u16 = (value: number) => [value & 0xff, (value >> 8) & 0xff];
const u32 = (value: number) => [...u16(value % 65536), ...u16(Math.floor(value / 65536) % 65536)];
const u64 = (value: number) => [...u32(value % 2 ** 32), ...u32(Math.floor(value / 2 ** 32))];
const ones = [0xff, 0xff, 0xff, 0xff];

function crcOf(bytes: Uint8Array): number {
  return zlibCrc(bytes);
}

function local(
  name: string,
  { method, size, packed, crc, flags }: Told,
  padding: number,
): Uint8Array {
  const text = Buffer.from(name);
  const extra =
    padding > 0 ? [0x46, 0x42, ...u16(padding - 4), ...Array(padding - 4).fill(0x5a)] : [];
  const long = packed >= 2 ** 32 ? ones : undefined;
  const fields = [...u32(crc), ...(long ?? u32(packed)), ...(long ?? u32(size))];
  const head = [
    ...u32(0x04034b50),
    ...u16(20),
    ...u16(flags),
    ...u16(method),
    ...u32(0),
    ...fields,
  ];
  return Uint8Array.from([...head, ...u16(text.length), ...u16(extra.length), ...text, ...extra]);
}

function record(
  name: string,
  { method, size, packed, crc, offset, flags }: Told,
  zip64: boolean,
): Uint8Array {
  const text = Buffer.from(name);
  const extra = zip64 ? [1, 0, ...u16(24), ...u64(size), ...u64(packed), ...u64(offset)] : [];
  const sizes = zip64 ? [...ones, ...ones] : [...u32(packed), ...u32(size)];
  const lengths = [...u16(text.length), ...u16(extra.length), ...u16(0)];
  const head = [
    ...u32(0x02014b50),
    ...u16(45),
    ...u16(45),
    ...u16(flags),
    ...u16(method),
    ...u32(0),
  ];
  const place = [...u16(0), ...u16(0), ...u32(0), ...(zip64 ? ones : u32(offset))];
  return Uint8Array.from([...head, ...u32(crc), ...sizes, ...lengths, ...place, ...text, ...extra]);
}

function end(count: number, offset: number, bytes: number, zip64: boolean): Uint8Array {
  const long = zip64
    ? [
        ...[...u32(0x06064b50), ...u64(44), ...u16(45), ...u16(45), ...u32(0), ...u32(0)],
        ...[...u64(count), ...u64(count), ...u64(bytes), ...u64(offset)],
        ...[...u32(0x07064b50), ...u32(0), ...u64(offset + bytes), ...u32(1)],
      ]
    : [];
  const counts = zip64
    ? [...ones, ...ones, ...ones]
    : [...u16(count), ...u16(count), ...u32(bytes), ...u32(offset)];
  return Uint8Array.from([...long, ...u32(0x06054b50), ...u32(0), ...counts, ...u16(0)]);
}

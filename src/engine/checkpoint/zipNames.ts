// The first names in a zip archive, out of the few bytes that a look into a file may take: enough to tell whose
// archive it is. Whoever opens it has the whole directory from zip.ts.
import type { Look } from './look.ts';

const MAGIC = [0x50, 0x4b, 0x03, 0x04];
const END = 0x06054b50;
const END_BYTES = 22;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
/** The last words of an archive with a comment of at most 900 bytes: those of models have none. */
const TAIL_BYTES = 1024;
/** Some hundred names. */
const DIRECTORY_BYTES = 32_768;

/** Names in the order of the directory; none where the file is no zip archive. */
export async function namesInZip(look: Look): Promise<readonly string[]> {
  const magic = await look.read(0, MAGIC.length);
  if (MAGIC.some((byte, i) => magic[i] !== byte)) return [];
  const tail = await look.read(Math.max(look.size - TAIL_BYTES, 0), TAIL_BYTES);
  const directory = await look.read(directoryOffset(viewOf(tail)), DIRECTORY_BYTES);
  return namesIn(viewOf(directory), directory);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Beyond the file where the tail does not say. */
function directoryOffset(tail: DataView): number {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    const offset = tail.getUint32(at + 16, true);
    return offset === 0xffffffff ? longOffset(tail, at) : offset;
  }
  return Number.MAX_SAFE_INTEGER;
}

/** zip64: its own end record, of 56 bytes, stands before that, with a locator of 20 between them. */
function longOffset(tail: DataView, end: number): number {
  const at = end - 20 - 56;
  if (at < 0 || tail.getUint32(at, true) !== END_64) return Number.MAX_SAFE_INTEGER;
  return Number(tail.getBigUint64(at + 48, true));
}

function namesIn(view: DataView, bytes: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 0; at + ENTRY_BYTES <= bytes.length && view.getUint32(at, true) === ENTRY; ) {
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const from = at + ENTRY_BYTES;
    names.push(new TextDecoder().decode(bytes.subarray(from, from + name)));
    at = from + name + extra + comment;
  }
  return names;
}

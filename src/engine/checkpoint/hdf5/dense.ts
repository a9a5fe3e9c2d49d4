// Where a group has more links, or an object more attributes, than its header takes, each lies in a fractal heap, and a
// tree says where (format specification, III.A.2: version 2 B-trees, III.G: fractal heaps).
import type { Fields } from './fields.ts';
import type { Pages } from './pages.ts';

/** What a record of a tree has beside the number of an object in the heap. */
export type RecordOf = { readonly before: number; readonly after: number };
/** By their names: types 5 and 8. */
export const LINK_RECORD: RecordOf = { before: 4, after: 0 };
export const ATTRIBUTE_RECORD: RecordOf = { before: 0, after: 9 };

const DEEPEST_TREE = 16;
const NODE_AROUND = 10; // signature, version, type, and a checksum

/** Every object that the tree at `tree` has in the heap at `heap`. */
export async function* denseObjects(
  pages: Pages,
  heap: number,
  tree: number,
  record: RecordOf,
): AsyncGenerator<Fields> {
  const find = await openHeap(pages, heap);
  for await (const fields of records(pages, tree)) {
    fields.skip(record.before);
    yield find(fields.part(fields.left - record.after));
  }
}

type Level = { readonly pointer: number; readonly countBytes: number };

async function* records(pages: Pages, address: number): AsyncGenerator<Fields> {
  const what = `the tree at ${address}`;
  const head = await pages.fields(address, 34, what);
  head.expect('BTHD');
  head.skip(2);
  const [nodeBytes, recordBytes, depth] = [head.u32(), head.u16(), head.u16()];
  head.skip(2);
  const [root, used] = [head.address(), head.u16()];
  if (root === undefined) return;
  if (depth > DEEPEST_TREE || recordBytes === 0) throw head.wrong('has impossible sizes');
  const levels = levelsOf(nodeBytes, recordBytes, depth);
  yield* nodeRecords(root, used, depth);

  async function* nodeRecords(node: number, count: number, level: number): AsyncGenerator<Fields> {
    const { pointer, countBytes } = levels[level];
    const bytes = count * recordBytes + (level > 0 ? (count + 1) * pointer : 0);
    const fields = await pages.fields(node, NODE_AROUND - 4 + bytes, what);
    fields.expect(level > 0 ? 'BTIN' : 'BTLF');
    fields.skip(2);
    for (let i = 0; i < count; i++) yield fields.part(recordBytes);
    for (let i = 0; level > 0 && i <= count; i++) {
      const child = fields.address();
      const inside = uint(fields.bytes(countBytes));
      fields.skip(pointer - 8 - countBytes);
      if (child === undefined) throw fields.wrong('has a branch that leads nowhere');
      yield* nodeRecords(child, inside, level - 1);
    }
  }
}

/** How wide the pointers of each level are: they say how many records lie below, in as few bytes as that takes. */
function levelsOf(nodeBytes: number, recordBytes: number, depth: number): readonly Level[] {
  const inLeaf = Math.floor((nodeBytes - NODE_AROUND) / recordBytes);
  const countBytes = bytesFor(inLeaf);
  const levels: Level[] = [{ pointer: 0, countBytes }];
  let [below, belowBytes] = [inLeaf, 0];
  for (let level = 1; level <= depth; level++) {
    const pointer = 8 + countBytes + belowBytes;
    levels.push({ pointer, countBytes });
    const own = Math.floor((nodeBytes - NODE_AROUND - pointer) / (recordBytes + pointer));
    below = (own + 1) * below + own;
    belowBytes = bytesFor(below);
  }
  return levels;
}

type Heap = {
  /** Bytes of an offset in the heap, and of a length. */
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly width: number;
  readonly startBytes: number;
  /** Rows of blocks with objects; those that follow have blocks of blocks. */
  readonly directRows: number;
};

/** Gives the objects by their numbers. */
async function openHeap(pages: Pages, address: number): Promise<(id: Fields) => Promise<Fields>> {
  const what = `the heap at ${address}`;
  const head = await pages.fields(address, 142, what);
  head.expect('FRHP');
  head.skip(3);
  const filterBytes = head.u16();
  head.skip(1);
  if (filterBytes > 0) throw head.wrong('is packed, which is not read');
  const largest = head.u32();
  head.skip(96); // ids, sizes and counts of what lies elsewhere
  const [width, startBytes, mostBytes, bits] = [head.u16(), head.u64(), head.u64(), head.u16()];
  head.skip(2);
  const [root, rows] = [head.address(), head.u16()];
  if (!(startBytes > 0) || mostBytes < startBytes || width === 0 || bits > 64) {
    throw head.wrong('has impossible sizes');
  }
  const heap: Heap = {
    offsetBytes: Math.ceil(bits / 8),
    lengthBytes: bytesFor(Math.min(mostBytes, largest)),
    width,
    startBytes,
    directRows: Math.log2(mostBytes) - Math.log2(startBytes) + 2,
  };
  return async (id) => {
    const kind = (id.u8() >> 4) & 3;
    if (kind !== 0) throw id.wrong('leads to something large, which is not read');
    const [offset, length] = [uint(id.bytes(heap.offsetBytes)), uint(id.bytes(heap.lengthBytes))];
    if (root === undefined) throw id.wrong('leads nowhere');
    const at =
      rows === 0 ? root + offset : await inBlocks(pages, heap, { root, rows, offset }, what);
    return pages.fields(at, length, what);
  };
}

/** The address of an offset in the heap, below a block of blocks. */
async function inBlocks(
  pages: Pages,
  heap: Heap,
  { root, rows, offset }: { root: number; rows: number; offset: number },
  what: string,
): Promise<number> {
  const { width, startBytes, directRows, offsetBytes } = heap;
  let start = 0; // of a row in the heap
  for (let row = 0; row < rows; row++) {
    const bytes = row < 2 ? startBytes : startBytes * 2 ** (row - 1);
    if (offset >= start + width * bytes) {
      start += width * bytes;
      continue;
    }
    const column = Math.floor((offset - start) / bytes);
    const entry = root + 13 + offsetBytes + 8 * (row * width + column);
    const fields = await pages.fields(entry, 8, what);
    const child = fields.address();
    const inside = offset - start - column * bytes;
    if (child === undefined) throw fields.wrong('has a block that lies nowhere');
    if (row < directRows) return child + inside;
    const inner = Math.log2(bytes) - Math.log2(startBytes * width) + 1;
    return inBlocks(pages, heap, { root: child, rows: Math.min(inner, row), offset: inside }, what);
  }
  throw (await pages.fields(root, 1, what)).wrong('is asked for something beyond it');
}

function bytesFor(most: number): number {
  return Math.floor(Math.log2(Math.max(most, 1)) / 8) + 1;
}

function uint(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

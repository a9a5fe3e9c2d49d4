// Where an HDF5 file begins: the superblock, which may follow bytes of somebody else's (format specification, II.A).
import { EngineError } from '../../core/error.ts';
import { type Look, lookInto } from '../look.ts';
import { grouped } from '../words.ts';
import type { Pages } from './pages.ts';

const MAGIC = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** A user block has 512 bytes, or twice as many, and so on. */
const FIRST_BLOCK = 512;
/** Of all versions. */
const LONGEST_SUPERBLOCK = 112;

/** The places at which a file may begin. */
function* beginnings(size: number): Generator<number> {
  yield 0;
  for (let at = FIRST_BLOCK; at < size; at *= 2) yield at;
}

/** Where it begins; undefined: it is no HDF5 file. */
export async function superblockIn({ size, read }: Look): Promise<number | undefined> {
  for (const at of beginnings(size)) {
    const head = await read(at, MAGIC.length);
    if (MAGIC.every((byte, i) => head[i] === byte)) return at;
  }
  return undefined;
}

/** The address of the root group, as the superblock says it. */
export async function rootOf(pages: Pages): Promise<number> {
  const { source } = pages;
  if (source.size === 0) {
    throw new EngineError('file-format', `${source.path} is empty (0 bytes)`, {
      hint: 'Download or save it again.',
    });
  }
  pages.base = (await superblockIn(lookInto(source))) ?? 0;
  const bytes = Math.min(LONGEST_SUPERBLOCK, source.size - pages.base);
  const head = await pages.fields(0, bytes, 'the beginning');
  if (!MAGIC.every((byte) => head.left > 0 && head.u8() === byte)) {
    throw head.wrong('is not that of an HDF5 file');
  }
  const version = head.u8();
  if (version > 3) throw head.wrong(`has version ${version}, 0 to 3 are read`);
  if (version < 2) head.skip(4);
  const [offsets, lengths] = [head.u8(), head.u8()];
  if (offsets !== 8 || lengths !== 8) {
    throw head.wrong(`has addresses of ${offsets} and ${lengths} bytes, 8 are read`);
  }
  if (version < 2) head.skip(version === 0 ? 9 : 13);
  else head.skip(1);
  const moved = pages.base - head.u64(); // bytes may have been put before it or taken since it was written
  head.skip(8);
  const end = head.u64() + moved;
  if (end > source.size) {
    const missing = grouped(end - source.size);
    throw new EngineError(
      'file-format',
      `${source.path} is truncated: ${missing} bytes are missing`,
      {
        hint: 'It is still being written, or was cut short: copy or download it again.',
      },
    );
  }
  if (version < 2) head.skip(16); // driver information, the name of the root
  const root = head.address();
  if (root === undefined) throw head.wrong('leads to no root');
  return root;
}

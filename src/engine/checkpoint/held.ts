// The files of one checkpoint, held to one content. A training run may rewrite a checkpoint while it
// is read: what was hashed must be what is computed with, whatever the file system says of times.
// So hashing keeps where it stood before every block: from there the bytes of a later reading must lead to
// where it stood after it. What was read before (headers, config, tokenizer) is read once more when the weights
// are hashed.
import { EngineError, type ErrorCode } from '../core/error.ts';
import type { ByteSource, Files } from '../core/files.ts';
import type { Job } from '../core/job.ts';
import type { Hasher } from '../core/ports.ts';
import { grouped } from './words.ts';

/** Small enough that a single row costs little, large enough that the kept hashers are a 400th. */
const BLOCK_BYTES = 1 << 18;
/** Hashed between two looks at the job: a few milliseconds. Whole blocks. */
const PIECE_BYTES = 16 * BLOCK_BYTES;

/** A weight file. */
export interface HeldSource extends ByteSource {
  /** As `read`, for what stays in use: that it was not changed since is checked by `hold`. */
  readEarly(offset: number, length: number): Promise<Uint8Array>;
  /** Hashes the file; from now on a reading throws 'file-changed' unless it gives the same bytes. */
  hold(whole: Hasher, onPiece: (piece: Uint8Array) => Promise<void>): Promise<void>;
  readonly isHeld: boolean;
}

/** A file, and the digest of the part that it belongs to. */
type OfPart = {
  readonly source: HeldSource;
  readonly part: Part | undefined;
  /** When it had been written when it was opened. */
  readonly written: string | undefined;
};
type Part = { hasher: Hasher };

export interface HeldFiles {
  readonly files: Files;
  /** Opens a weight file, in the order in which they are hashed. */
  open(path: string): Promise<HeldSource>;
  /** All of a small file. Throws EngineError('file-unsafe') where it has over `maxBytes`. */
  readWhole(path: string, maxBytes: number): Promise<Uint8Array>;
  /** The same of one that says what is computed with the weights: it is hashed as they are. */
  readSaying(path: string, maxBytes: number): Promise<Uint8Array>;
  /** SHA-256 over the weight files, one after the other. Throws 'file-changed' naming the file. */
  hold(job: Job): Promise<string>;
  /** What opens a model among these files; its digest is what `hold` would give of it alone, and known after that. */
  part(): { readonly held: HeldFiles; digest(): string };
  /** Throws 'file-changed' where the disk says that a weight file is no longer the one opened. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

export function heldFiles(files: Files, sha256: () => Hasher): HeldFiles {
  const sources: OfPart[] = [];
  const kept: Kept = {};
  const parts: Part[] = [];
  const wholes = new Map<string, { readonly digest: string; readonly maxBytes: number }>();
  /** What was hashed is known by its bytes; of the rest the system's own time tells who put back the file's. */
  const checkUnchanged = async () => {
    for (const { source, written } of sources) {
      const { path, stamp, isHeld } = source;
      if ((await files.stamp(path)) !== stamp) throw changed(path);
      if (!isHeld && files.written(path) !== written) throw changed(path);
    }
  };
  const openIn = (part: Part | undefined) => async (path: string) => {
    const source = held(await files.open(path), sha256, kept, () => files.written(path));
    sources.push({ source, part, written: files.written(path) });
    return source;
  };
  const opening = (part: Part | undefined): Pick<HeldFiles, 'open' | 'readSaying'> => {
    const open = openIn(part);
    return {
      open,
      async readSaying(path, maxBytes) {
        const source = await open(path);
        checkSize(source, maxBytes);
        return source.readEarly(0, source.size);
      },
    };
  };
  const all: HeldFiles = {
    files,
    ...opening(undefined),
    async readWhole(path, maxBytes) {
      const bytes = await readWhole(files, path, maxBytes);
      wholes.set(path, { digest: digestOf(sha256, bytes), maxBytes });
      return bytes;
    },
    async hold(job) {
      const total = sources.reduce((bytes, { source }) => bytes + source.size, 0);
      const whole = sha256();
      let done = 0;
      for (const part of parts) part.hasher = sha256();
      for (const { source, part } of sources) {
        await source.hold(whole, async (piece) => {
          part?.hasher.update(piece);
          done += piece.length;
          job.progress(done / total, 'Hashing the weights');
          await job.pause();
        });
      }
      await checkUnchanged(); // another file may stand in its place, with another config
      for (const [path, { digest, maxBytes }] of wholes) {
        const bytes = await readWhole(files, path, maxBytes).catch(() => undefined);
        if (!bytes || digestOf(sha256, bytes) !== digest) throw changed(path);
      }
      return whole.hex();
    },
    part() {
      const part = { hasher: sha256() };
      parts.push(part);
      return { held: { ...all, ...opening(part) }, digest: () => part.hasher.copy().hex() };
    },
    checkUnchanged,
    async close() {
      await Promise.all(sources.map(({ source }) => source.close()));
    },
  };
  return all;
}

/** How a file that is too large is told of. */
type TooLarge = { readonly what?: string; readonly code?: ErrorCode; readonly hint?: string };

/** All bytes of a file of at most `maxBytes`; of a larger one throws `code` of `what`, with `hint`. */
export async function readWhole(
  files: Files,
  path: string,
  maxBytes: number,
  told: TooLarge = {},
): Promise<Uint8Array> {
  const source = await files.open(path);
  try {
    checkSize(source, maxBytes, told);
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}

function checkSize(
  { path, size }: ByteSource,
  maxBytes: number,
  { what = path, code = 'file-unsafe', hint }: TooLarge = {},
): void {
  if (size <= maxBytes) return;
  const message = `${what} has ${grouped(size)} bytes, ${grouped(maxBytes)} are allowed`;
  throw new EngineError(code, message, { hint });
}

type EarlyReading = { readonly offset: number; readonly length: number; readonly digest: string };

/** The block that was copied from last, checked, and when its file had been written: small tensors lie side by side. */
type Kept = {
  last?: {
    readonly source: ByteSource;
    readonly block: number;
    readonly bytes: Uint8Array;
    readonly when: string | undefined;
  };
};

function held(
  source: ByteSource,
  sha256: () => Hasher,
  kept: Kept,
  written: () => string | undefined,
): HeldSource {
  const early: EarlyReading[] = [];
  let stood: readonly Hasher[] | undefined; // before each block and after the last, once the file is held
  const { path, size } = source;

  const readInto = async (offset: number, target: Uint8Array) => {
    if (stood === undefined) return source.readInto(offset, target);
    const hashers = stood;
    const check = (block: number, bytes: Uint8Array) => {
      const found = hashers[block].copy();
      found.update(bytes);
      if (found.hex() !== hashers[block + 1].copy().hex()) throw changed(path);
    };
    await readChecked(source, offset, target, check, async (block) => {
      const when = written();
      const { last } = kept;
      if (last?.source === source && last.block === block && last.when === when) return last.bytes;
      const begin = block * BLOCK_BYTES;
      const bytes = await source.read(begin, Math.min(BLOCK_BYTES, size - begin));
      check(block, bytes);
      kept.last = { source, block, bytes, when };
      return bytes;
    });
  };
  const read = async (offset: number, length: number) => {
    if (stood === undefined) return source.read(offset, length);
    const bytes = new Uint8Array(length);
    await readInto(offset, bytes);
    return bytes;
  };
  const check = ({ digest }: EarlyReading, bytes: Uint8Array) => {
    if (digestOf(sha256, bytes) !== digest) throw changed(path);
  };
  return {
    ...source,
    get isHeld() {
      return stood !== undefined;
    },
    read,
    readInto,
    async readEarly(offset, length) {
      const bytes = await read(offset, length);
      early.push({ offset, length, digest: digestOf(sha256, bytes) });
      return bytes;
    },
    async hold(whole, onPiece) {
      const found: Hasher[] = [];
      const unseen = early.toSorted((a, b) => b.offset - a.offset); // the next one last
      const across: EarlyReading[] = [];
      const piece = new Uint8Array(Math.min(PIECE_BYTES, size));
      for (let offset = 0; offset < size; offset += PIECE_BYTES) {
        const bytes = piece.subarray(0, Math.min(PIECE_BYTES, size - offset));
        await source.readInto(offset, bytes);
        for (const block of blocksOf(bytes)) {
          found.push(whole.copy());
          whole.update(block);
        }
        for (const seen of takenBefore(unseen, offset + bytes.length)) {
          const from = seen.offset - offset;
          if (from + seen.length > bytes.length) across.push(seen);
          else check(seen, bytes.subarray(from, from + seen.length));
        }
        await onPiece(bytes);
      }
      stood = [...found, whole.copy()];
      for (const seen of [...unseen, ...across]) check(seen, await read(seen.offset, seen.length));
    },
  };
}

/** Takes those that begin before `end` off a list with the first one last: archives have a small reading an entry. */
function* takenBefore(readings: EarlyReading[], end: number): Generator<EarlyReading> {
  for (let next = readings.at(-1); next && next.offset < end; next = readings.at(-1)) {
    readings.pop();
    yield next;
  }
}

/**
 * Fills `target` from `offset`. Of the blocks that are touched those within the range are read into their place and shown
 * to `check`; the first and last, where they reach beyond, are copied from what `checked` has of them.
 */
async function readChecked(
  source: ByteSource,
  offset: number,
  target: Uint8Array,
  check: (block: number, bytes: Uint8Array) => void,
  checked: (block: number) => Promise<Uint8Array>,
): Promise<void> {
  const { size } = source;
  const end = offset + target.length;
  if (offset < 0 || end > size) return source.readInto(offset, target); // which says what is wrong
  const copy = async (from: number, to: number) => {
    const block = Math.floor(from / BLOCK_BYTES);
    const begin = block * BLOCK_BYTES;
    const bytes = await checked(block);
    target.set(bytes.subarray(from - begin, to - begin), from - offset);
  };
  const first = Math.ceil(offset / BLOCK_BYTES);
  const last = Math.floor(end / BLOCK_BYTES);
  if (offset < first * BLOCK_BYTES) await copy(offset, Math.min(end, first * BLOCK_BYTES));
  if (first < last) {
    const from = first * BLOCK_BYTES;
    const inner = target.subarray(from - offset, last * BLOCK_BYTES - offset);
    await source.readInto(from, inner);
    for (const [i, block] of blocksOf(inner).entries()) check(first + i, block);
  }
  if (first <= last && last * BLOCK_BYTES < end) await copy(last * BLOCK_BYTES, end);
}

function blocksOf(bytes: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    blocks.push(bytes.subarray(at, at + BLOCK_BYTES));
  }
  return blocks;
}

function digestOf(sha256: () => Hasher, bytes: Uint8Array): string {
  const hasher = sha256();
  hasher.update(bytes);
  return hasher.hex();
}

function changed(path: string): EngineError {
  return new EngineError('file-changed', `${path} was changed while it was read`, {
    hint: 'Wait until it is written, or compare a copy of it.',
  });
}

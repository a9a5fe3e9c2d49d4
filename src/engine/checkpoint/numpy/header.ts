// The header of an .npy array: a Python dictionary in text, of which three keys are allowed. It is read, never evaluated.
// numpy/lib/format.py

import { type Dtype, dtypes, numberless } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import { count } from '../../core/tensor.ts';
import { bigEndian } from '../bigEndian.ts';
import { grouped, oneLine } from '../words.ts';

export const NPY_MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const; // \x93NUMPY
/** Magic, version and the longest length. */
export const PREFIX_BYTES = 12;
/** NumPy itself reads no longer one unless it is told to; headers have 128 bytes. */
const MAX_HEADER_BYTES = 10_000;
/** NumPy's own limit is 64 axes. */
const MAX_AXES = 64;
/** The most bytes that an array may claim: no disk holds more. */
const MAX_BYTES = 2 ** 50;

export type ArrayHeader = {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** The first index moves fastest. */
  readonly isFortran: boolean;
  readonly bytes: number;
};

const BROKEN = 'It was cut short or is damaged: save it again.';

export function isNpy(beginning: Uint8Array): boolean {
  return NPY_MAGIC.every((byte, i) => beginning[i] === byte);
}

/** From the first PREFIX_BYTES: where the text of the header begins and the numbers do. */
export function headerPlace(prefix: Uint8Array, what: string) {
  if (!isNpy(prefix) || prefix.length < PREFIX_BYTES) throw broken(what, 'is no .npy array');
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const major = prefix[6];
  if (major < 1 || major > 3)
    throw broken(what, `is an array of version ${major}; allowed: 1 to 3`);
  const begin = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) {
    const claims = `${what} claims a header of ${grouped(length)} bytes`;
    throw new EngineError('file-unsafe', `${claims}, ${grouped(MAX_HEADER_BYTES)} are allowed`);
  }
  return { begin, end: begin + length };
}

/** Throws EngineError naming `what` where it is not as NumPy writes it; undefined: its elements are Python objects. */
export function parsedHeader(text: Uint8Array, what: string): ArrayHeader | undefined {
  const line = new TextDecoder('latin1').decode(text).trim();
  const said = /^\{(.*)\}$/s.exec(line)?.[1];
  if (said === undefined)
    throw broken(what, `has a header that is no dictionary: ${oneLine(line)}`);
  const order = /(?:^|,)\s*'fortran_order'\s*:\s*(True|False)\s*(?:,|$)/.exec(said)?.[1];
  const shape = shapeIn(said, what);
  const descr = /(?:^|,)\s*'descr'\s*:\s*(\[|'([^']*)')/.exec(said);
  if (!descr || order === undefined)
    throw broken(what, `has a header without all it needs: ${oneLine(line)}`);
  if (descr[2] === undefined) throw broken(what, 'is a record array, not one of numbers');
  if (/^[|=<>]?O/.test(descr[2])) return undefined;
  const dtype = dtypeOf(descr[2], what);
  const bytes = count(shape) * dtype.bytes;
  if (bytes > MAX_BYTES) throw broken(what, `claims the shape [${shape.join(', ')}]`);
  return { dtype, shape, isFortran: order === 'True', bytes };
}

function shapeIn(said: string, what: string): readonly number[] {
  const tuple = /(?:^|,)\s*'shape'\s*:\s*\(([\dL,\s]*)\)/.exec(said)?.[1];
  if (tuple === undefined) throw broken(what, 'has a header without a shape');
  const sizes = tuple.split(',').map((part) => part.trim().replace(/L$/, ''));
  const axes = sizes.filter((part) => part !== '').map(Number);
  if (axes.length <= MAX_AXES && axes.every(Number.isSafeInteger)) return axes;
  throw broken(what, `has the shape (${oneLine(tuple)})`);
}

/** By kind and bytes; NumPy's letters. */
const names: Readonly<Record<string, string>> = {
  f2: 'F16',
  f4: 'F32',
  f8: 'F64',
  i1: 'I8',
  i2: 'I16',
  i4: 'I32',
  i8: 'I64',
  u1: 'U8',
  u2: 'U16',
  u4: 'U32',
  u8: 'U64',
  b1: 'BOOL',
  c8: 'C64',
};

/** "<f4", ">i8", "|u1"; texts, times and bytes of any length are listed without numbers. */
function dtypeOf(descr: string, what: string): Dtype {
  const [, order, kind, digits] = /^([|=<>]?)([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  const known = kind === undefined ? undefined : dtypes.get(names[kind + digits] ?? '');
  if (known) return order === '>' && known.bytes > 1 ? bigEndian(known) : known;
  const bytes = kind === 'U' ? 4 * Number(digits) : Number(digits);
  const other = others[kind ?? ''];
  if (other && bytes >= 1 && bytes <= MAX_HEADER_BYTES * 4)
    return numberless(descr.replace(/^[|=<>]/, ''), 1, bytes, other);
  throw broken(what, `has the dtype '${oneLine(descr)}', which no numbers of models have`);
}

const others: Readonly<Record<string, string>> = {
  S: 'it is text',
  U: 'it is text',
  V: 'they are bytes that NumPy has no name for',
  c: 'complex numbers have no order',
  f: 'numbers of this width are not read',
  m: 'they are times',
  M: 'they are times',
};

export function broken(what: string, found: string): EngineError {
  return new EngineError('file-format', `${what} ${found}`, { hint: BROKEN });
}

export function objects(what: string): EngineError {
  return new EngineError(
    'file-unsafe',
    `${what} holds Python objects, not numbers: to read them would run code`,
    { hint: 'Save it as an array of numbers, not of dtype object.' },
  );
}

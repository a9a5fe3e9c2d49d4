// Types and shapes of an HDF5 file (format specification, IV.A.2.b and d): numbers become our dtypes, texts are
// told apart, of everything else only the size is known.

import { type Dtype, dtypes, numberless } from '../../core/dtype.ts';
import { bigEndian } from '../bigEndian.ts';
import type { Fields } from './fields.ts';

export type Datatype =
  | { readonly kind: 'number'; readonly dtype: Dtype; readonly bytes: number }
  | { readonly kind: 'text'; readonly bytes: number } // of a fixed length
  | { readonly kind: 'longText'; readonly bytes: number } // elsewhere, in a heap
  | { readonly kind: 'other'; readonly dtype: Dtype; readonly bytes: number };

/** Types nest: an array of enumerations of integers. */
const DEEPEST = 8;

const CLASSES = [
  ...['integers', 'floats', 'times', 'texts', 'bit fields', 'opaque bytes', 'records'],
  ...['references', 'enumerations', 'lists of any length', 'arrays', 'complex numbers'],
];

export function readDatatype(fields: Fields, depth = 0): Datatype {
  if (depth > DEEPEST) throw fields.wrong(`has types nested deeper than ${DEEPEST}`);
  const kind = fields.u8() & 0x0f;
  const [bits] = [fields.u8(), fields.skip(2)];
  const bytes = fields.u32();
  if (bytes === 0) throw fields.wrong('has a type of 0 bytes');
  switch (kind) {
    case 0:
      return integers(fields, bits, bytes) ?? other(kind, bytes);
    case 1:
      return floats(fields, bits, bytes) ?? other(kind, bytes);
    case 3:
      return { kind: 'text', bytes };
    case 5: // ml_dtypes' bfloat16, as h5py writes it; Keras says so in an attribute
      return other(kind, bytes);
    case 8: {
      const base = readDatatype(fields, depth + 1); // h5py's bool is one of two int8
      const isBool = bytes === 1 && base.kind === 'number';
      return isBool ? number('BOOL', bytes, false) : other(kind, bytes);
    }
    case 9:
      return (bits & 0x0f) === 1 ? { kind: 'longText', bytes } : other(kind, bytes);
    default:
      return other(kind, bytes);
  }
}

function integers(fields: Fields, bits: number, bytes: number): Datatype | undefined {
  const [offset, precision] = [fields.u16(), fields.u16()];
  if (offset !== 0 || precision !== 8 * bytes || ![1, 2, 4, 8].includes(bytes)) return undefined;
  return number(`${bits & 0x08 ? 'I' : 'U'}${precision}`, bytes, (bits & 1) === 1);
}

/** IEEE 754 alone, and bfloat16: where exponent and mantissa lie tells. */
function floats(fields: Fields, bits: number, bytes: number): Datatype | undefined {
  const layout = [fields.u16(), fields.u16(), fields.u8(), fields.u8(), fields.u8(), fields.u8()];
  const name = FLOATS[layout.join()];
  if (name === undefined || (bits & 0x40) !== 0) return undefined;
  return number(name, bytes, (bits & 1) === 1);
}

/** Offset and precision in bits, exponent's place and size, mantissa's place and size. */
const FLOATS: Readonly<Record<string, string>> = {
  '0,16,10,5,0,10': 'F16',
  '0,16,7,8,0,7': 'BF16',
  '0,32,23,8,0,23': 'F32',
  '0,64,52,11,0,52': 'F64',
};

function number(name: string, bytes: number, isBigEndian: boolean): Datatype {
  const dtype = dtypes.get(name)!;
  return { kind: 'number', dtype: isBigEndian && bytes > 1 ? bigEndian(dtype) : dtype, bytes };
}

function other(kind: number, bytes: number): Datatype {
  const what = CLASSES[kind] ?? `a type of class ${kind}`;
  const name = `${what}, ${bytes} bytes each`;
  return { kind: 'other', bytes, dtype: numberless(name, 1, bytes, 'it is no array of numbers') };
}

/** A format allows 32 dimensions. */
const MOST_DIMENSIONS = 32;

/** Undefined: it holds nothing. */
export function readShape(fields: Fields): readonly number[] | undefined {
  const version = fields.u8();
  const rank = fields.u8();
  fields.skip(1);
  if (version !== 1 && version !== 2) throw fields.wrong(`has a shape of version ${version}`);
  const type = fields.u8();
  if (version === 1) fields.skip(4);
  if (version === 2 && type === 2) return undefined;
  if (rank > MOST_DIMENSIONS) throw fields.wrong(`has ${rank} dimensions`);
  return Array.from({ length: rank }, () => fields.u64());
}

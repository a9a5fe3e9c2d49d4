// What PyTorch calls its element types: by the class of a storage, and by the name of a dtype.
import { type Dtype, dtypes, numberless } from '../../core/dtype.ts';

const ours = (name: string) => dtypes.get(name)!;
const QUANTISED = "PyTorch's quantised tensors are not read";
const PACKED = 'numbers of so few bits are not read';

const all: readonly (readonly [storage: string | undefined, dtype: string, is: Dtype])[] = [
  ['FloatStorage', 'float32', ours('F32')],
  ['DoubleStorage', 'float64', ours('F64')],
  ['HalfStorage', 'float16', ours('F16')],
  ['BFloat16Storage', 'bfloat16', ours('BF16')],
  ['LongStorage', 'int64', ours('I64')],
  ['IntStorage', 'int32', ours('I32')],
  ['ShortStorage', 'int16', ours('I16')],
  ['CharStorage', 'int8', ours('I8')],
  ['ByteStorage', 'uint8', ours('U8')],
  ['BoolStorage', 'bool', ours('BOOL')],
  [undefined, 'uint16', ours('U16')],
  [undefined, 'uint32', ours('U32')],
  [undefined, 'uint64', ours('U64')],
  [undefined, 'float8_e4m3fn', ours('F8_E4M3')],
  [undefined, 'float8_e5m2', ours('F8_E5M2')],
  [undefined, 'float8_e4m3fnuz', ours('F8_E4M3FNUZ')],
  [undefined, 'float8_e5m2fnuz', ours('F8_E5M2FNUZ')],
  [undefined, 'float8_e8m0fnu', ours('F8_E8M0')],
  ['ComplexFloatStorage', 'complex64', ours('C64')],
  [
    'ComplexDoubleStorage',
    'complex128',
    numberless('C128', 1, 16, 'complex numbers have no order'),
  ],
  [undefined, 'complex32', numberless('C32', 1, 4, 'complex numbers have no order')],
  ['QInt8Storage', 'qint8', numberless('QI8', 1, 1, QUANTISED)],
  ['QUInt8Storage', 'quint8', numberless('QU8', 1, 1, QUANTISED)],
  ['QInt32Storage', 'qint32', numberless('QI32', 1, 4, QUANTISED)],
  ['QUInt4x2Storage', 'quint4x2', numberless('QU4', 2, 1, QUANTISED)],
  ['QUInt2x4Storage', 'quint2x4', numberless('QU2', 4, 1, QUANTISED)],
  [undefined, 'float4_e2m1fn_x2', numberless('F4x2', 1, 1, PACKED)],
  ...[1, 2, 3, 4, 5, 6, 7].map((bits) => few('uint', 'U', bits)),
  ...[1, 2, 3, 4, 5, 6, 7].map((bits) => few('int', 'I', bits)),
];

function few(name: string, letter: string, bits: number) {
  return [undefined, `${name}${bits}`, numberless(`${letter}${bits}`, 1, 1, PACKED)] as const;
}

const byStorage = new Map(all.map(([storage, , is]) => [storage, is]));
const byName = new Map(all.map(([, dtype, is]) => [dtype, is]));

/** "torch.FloatStorage" -> F32; undefined: PyTorch has no storage of that name. */
export function dtypeOfStorage(name: string): Dtype | undefined {
  return byStorage.get(name);
}

/** "float32", as in "torch.float32". */
export function dtypeNamed(name: string): Dtype | undefined {
  return byName.get(name);
}

// The element types of onnx.proto (TensorProto.DataType), as dtypes, and the field that holds elements which are no raw bytes.
import { type Dtype, dtypes, type Floats, numberless } from '../../core/dtype.ts';

export const FLOAT_DATA = 4;
const INT32_DATA = 5;
export const STRING_DATA = 6;
const INT64_DATA = 7;
export const DOUBLE_DATA = 10;
const UINT64_DATA = 11;

export type OnnxType = {
  readonly dtype: Dtype;
  /** Where the elements are that are not in raw_data. */
  readonly field: number;
};

export const STRINGS = 8;

/** By number; 0 is no type, 23 to 26 are newer than most runtimes. */
export const onnxTypes: ReadonlyMap<number, OnnxType> = new Map([
  [1, of('F32', FLOAT_DATA)],
  [2, of('U8', INT32_DATA)],
  [3, of('I8', INT32_DATA)],
  [4, of('U16', INT32_DATA)],
  [5, of('I16', INT32_DATA)],
  [6, of('I32', INT32_DATA)],
  [7, of('I64', INT64_DATA)],
  [STRINGS, { dtype: numberless('STRING', 1, 0, 'texts are no numbers'), field: STRING_DATA }],
  [9, of('BOOL', INT32_DATA)],
  [10, of('F16', INT32_DATA)],
  [11, of('F64', DOUBLE_DATA)],
  [12, of('U32', UINT64_DATA)],
  [13, of('U64', UINT64_DATA)],
  [14, of('C64', FLOAT_DATA)],
  [15, complex128()],
  [16, of('BF16', INT32_DATA)],
  [17, of('F8_E4M3', INT32_DATA)],
  [18, of('F8_E4M3FNUZ', INT32_DATA)],
  [19, of('F8_E5M2', INT32_DATA)],
  [20, of('F8_E5M2FNUZ', INT32_DATA)],
  [21, packed('U4', 2, (code) => code)],
  [22, packed('I4', 2, (code) => (code < 8 ? code : code - 16))],
  [23, of('F4', INT32_DATA)],
  [24, of('F8_E8M0', INT32_DATA)],
  [25, packed('U2', 4, (code) => code)],
  [26, packed('I2', 4, (code) => (code < 2 ? code : code - 4))],
]);

function of(name: string, field: number): OnnxType {
  return { dtype: dtypes.get(name)!, field };
}

function complex128(): OnnxType {
  const dtype = numberless('C128', 1, 16, 'complex numbers have no order');
  return { dtype, field: DOUBLE_DATA };
}

/** Several elements in a byte, the first in its lowest bits. */
function packed(name: string, perBlock: number, numberOf: (code: number) => number): OnnxType {
  const bits = 8 / perBlock;
  const mask = 2 ** bits - 1;
  const decode = (blocks: Uint8Array, out: Floats) => {
    for (let i = 0; i < out.length; i++) {
      out[i] = numberOf((blocks[Math.floor(i / perBlock)] >> (bits * (i % perBlock))) & mask);
    }
  };
  return { dtype: { name, perBlock, bytes: 1, isWeight: false, decode }, field: INT32_DATA };
}

// The types of tensors that GGUF files have, by ggml's numbers (ggml.h, enum ggml_type; gguf-py's
// GGML_QUANT_SIZES). Those without numbers are listed by name and size, so that a file with them opens.
import { type Dtype, dtypes, numberless } from '../../core/dtype.ts';
import {
  IQ4_NL,
  IQ4_XS,
  Q2_K,
  Q3_K,
  Q4_0,
  Q4_1,
  Q4_K,
  Q5_0,
  Q5_1,
  Q5_K,
  Q6_K,
  Q8_0,
} from './blocks.ts';

const known = (name: string): Dtype => dtypes.get(name)!;
const later = (name: string, perBlock: number, bytes: number): Dtype =>
  numberless(name, perBlock, bytes, 'this quantisation of GGUF is not read');

export const ggmlTypes: ReadonlyMap<number, Dtype> = new Map([
  [0, known('F32')],
  [1, known('F16')],
  [2, Q4_0],
  [3, Q4_1],
  [6, Q5_0],
  [7, Q5_1],
  [8, Q8_0],
  [9, later('Q8_1', 32, 36)],
  [10, Q2_K],
  [11, Q3_K],
  [12, Q4_K],
  [13, Q5_K],
  [14, Q6_K],
  [15, later('Q8_K', 256, 292)],
  [16, later('IQ2_XXS', 256, 66)],
  [17, later('IQ2_XS', 256, 74)],
  [18, later('IQ3_XXS', 256, 98)],
  [19, later('IQ1_S', 256, 50)],
  [20, IQ4_NL],
  [21, later('IQ3_S', 256, 110)],
  [22, later('IQ2_S', 256, 82)],
  [23, IQ4_XS],
  [24, known('I8')],
  [25, known('I16')],
  [26, known('I32')],
  [27, known('I64')],
  [28, known('F64')],
  [29, later('IQ1_M', 256, 56)],
  [30, known('BF16')],
  [34, later('TQ1_0', 256, 54)],
  [35, later('TQ2_0', 256, 66)],
  [39, later('MXFP4', 32, 17)],
]);

// Inputs of a graph that follow from the others: masks of ones, positions, empty pasts. They need not be given.
import { count, type IntTensor, type Tensor } from '../core/tensor.ts';
import type { OnnxModel, OnnxValue } from './onnxModel.ts';
import { isFloat } from './onnxTypes.ts';

/** The number at an index of the last axis. */
export type Fill = (index: number) => number;

/** By the names that exporters of transformers use. */
const FILLS: readonly { readonly names: RegExp; readonly fill: Fill }[] = [
  { names: /^(?:encoder_|decoder_)?(?:attention|input)_mask$/, fill: () => 1 },
  { names: /^(?:token_type|segment)_ids$/, fill: () => 0 },
  { names: /^position_ids$/, fill: (index) => index },
];

/** undefined: it must be given. Where there is nothing else, a mask must be given, too. */
export function fillOf(model: OnnxModel, input: OnnxValue): Fill | undefined {
  const fill = fillNamed(input);
  if (!fill || model.inputs.every((each) => fillNamed(each))) return undefined;
  return fill;
}

function fillNamed({ name, dims }: OnnxValue): Fill | undefined {
  if (dims?.length !== 2) return undefined;
  return FILLS.find(({ names }) => names.test(name))?.fill;
}

/** An input of this shape, filled. */
export function filled({ type }: OnnxValue, dims: readonly number[], fill: Fill): Tensor {
  const last = dims.at(-1) ?? 1;
  const numbers = (_: unknown, i: number) => fill(i % last);
  const length = count(dims);
  return type !== undefined && isFloat(type)
    ? { dims, data: Float32Array.from({ length }, numbers) }
    : { dims, data: Int32Array.from({ length }, numbers) };
}

/** What a Shape node gives. */
export function sizeTensor(
  shape: readonly number[],
  ints: ReadonlyMap<string, readonly number[]>,
): IntTensor {
  const [start] = ints.get('start') ?? [0];
  const end = ints.get('end')?.[0];
  const data = Int32Array.from(shape.slice(start, end));
  return { dims: [data.length], data };
}

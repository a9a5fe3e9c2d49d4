// Inputs of a graph that follow from the others: masks of ones, positions, empty pasts. They need not be given.
import { count, type IntTensor, type Tensor } from '../core/tensor.ts';
import type { OnnxModel, OnnxValue } from './onnxModel.ts';
import { isFloat } from './onnxTypes.ts';

export type Fill = {
  /** The number at an index of the last axis. */
  readonly number: (index: number) => number;
  /** The axis that is empty: of what was before, where nothing was. */
  readonly empty?: number;
};

/** By the names that exporters of transformers use, and how many axes they have. */
const FILLS: readonly {
  readonly names: RegExp;
  readonly axes: number;
  readonly number: Fill['number'];
}[] = [
  { names: /^(?:encoder_|decoder_)?(?:attention|input)_mask$/, axes: 2, number: () => 1 },
  { names: /^(?:token_type|segment)_ids$/, axes: 2, number: () => 0 },
  { names: /^position_ids$/, axes: 2, number: (index) => index },
  { names: /^use_cache_branch$/, axes: 1, number: () => 0 },
];
/** Keys and values of earlier tokens: [batch, heads, tokens, width], or their tokens are named so. */
const PAST = /^past(?:_key_values?)?[._]/;

/** undefined: it must be given. Where there is nothing else, a mask must be given, too. */
export function fillOf(model: OnnxModel, input: OnnxValue): Fill | undefined {
  const fill = fillNamed(input);
  if (!fill || model.inputs.every((each) => fillNamed(each))) return undefined;
  return fill;
}

/** The inputs that must be given. */
export function requiredOf(model: OnnxModel): readonly OnnxValue[] {
  return model.inputs.filter((input) => fillOf(model, input) === undefined);
}

function fillNamed({ name, dims }: OnnxValue): Fill | undefined {
  if (!dims) return undefined;
  if (PAST.test(name) && dims.length >= 3) {
    const called = dims.findIndex((dim) => typeof dim === 'string' && /past/i.test(dim));
    return { number: () => 0, empty: called < 0 ? dims.length - 2 : called };
  }
  return FILLS.find(({ names, axes }) => axes === dims.length && names.test(name));
}

/** An input of this shape, filled. */
export function filled({ type }: OnnxValue, dims: readonly number[], { number }: Fill): Tensor {
  const last = dims.at(-1) ?? 1;
  const numbers = (_: unknown, i: number) => number(i % last);
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

// Which numbers of a row a model reads as which: pictures may have their channels first or last, or lie flat.
import { EngineError } from '../core/error.ts';
import type { ValueInfo } from '../dataflow/valueGraph.ts';
import { type Rows, sizeOf } from '../task/data/rows.ts';

export type RowOrder = {
  /** Sizes of the input without the batch. */
  readonly dims: readonly number[];
  /** By number of the input, which of a row's it is. */
  readonly order: Int32Array;
  /** Where an image has its channels. */
  readonly channels: 'first' | 'last';
};

/** Throws EngineError('task-kind') where a row does not fit. */
export function rowOrder(name: string, input: ValueInfo, rows: Rows): RowOrder {
  const [, ...shape] = input.shape;
  const size = sizeOf(rows.dims);
  const asIs = Int32Array.from({ length: size }, (_, i) => i);
  const { channels = 'first' } = input;
  if (rows.dims.length === 3 && shape.length === 3) {
    const [h, w, c] = rows.dims;
    const fits = (dims: readonly number[]) => shape.every((n, k) => (n ?? dims[k]) === dims[k]);
    const last = fits([h, w, c]);
    const first = fits([c, h, w]);
    if (first && (!last || channels === 'first')) {
      return { dims: [c, h, w], order: channelsFirst(rows.dims), channels: 'first' };
    }
    if (last) return { dims: [h, w, c], order: asIs, channels: 'last' };
  } else {
    const dims = filled(shape, size);
    if (dims && rows.dims.length === 3 && rows.channelsFirst) {
      return { dims, order: channelsFirst(rows.dims), channels };
    }
    if (dims) return { dims, order: asIs, channels };
  }
  const reads = shape.map((n) => n ?? 'any').join(' x ');
  const message = `${name} reads ${reads} numbers, a row of ${rows.file} has ${rows.dims.join(' x ')}`;
  throw new EngineError('task-kind', message, {
    hint: 'Say in the task which columns are the "input", or which "shape" its pictures have.',
  });
}

/** The sizes with what is open filled in; undefined: they are of another number of numbers. */
function filled(
  shape: readonly (number | undefined)[],
  size: number,
): readonly number[] | undefined {
  const known = shape.reduce<number>((product, n) => product * (n ?? 1), 1);
  const open = shape.filter((n) => n === undefined).length;
  if (open > 1 || (open === 0 && known !== size) || size % known !== 0) return undefined;
  return shape.map((n) => n ?? size / known);
}

function channelsFirst([h, w, c]: readonly number[]): Int32Array {
  return Int32Array.from({ length: h * w * c }, (_, i) => {
    return (i % (h * w)) * c + Math.floor(i / (h * w));
  });
}

// Arrays of doubles of any shape, for the interpreter of graphs: as plain as can be.
import type { Tensor } from '../../src/engine/core/tensor.ts';

/** Sizes, indices and truths are doubles too. */
export type Wide = { readonly dims: readonly number[]; readonly data: Float64Array };

export function wide({ dims, data }: Tensor): Wide {
  return { dims, data: Float64Array.from(data) };
}

export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

export function stridesOf(dims: readonly number[]): number[] {
  return dims.map((_, axis) => sizeOf(dims.slice(axis + 1)));
}

export function made(dims: readonly number[], at: (index: number[], flat: number) => number): Wide {
  const data = new Float64Array(sizeOf(dims));
  const index = dims.map(() => 0);
  for (let flat = 0; flat < data.length; flat++) {
    data[flat] = at(index, flat);
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      if (++index[axis] < dims[axis]) break;
      index[axis] = 0;
    }
  }
  return { dims: [...dims], data };
}

/** Where an index of a broadcast shape lies in x. */
export function placeIn({ dims }: Wide, index: readonly number[]): number {
  const strides = stridesOf(dims);
  const lead = index.length - dims.length;
  return dims.reduce((sum, dim, i) => sum + (dim === 1 ? 0 : index[lead + i] * strides[i]), 0);
}

/** Where an index of its own shape lies in x. */
export function exactly({ dims }: Wide, index: readonly number[]): number {
  const strides = stridesOf(dims);
  return index.reduce((sum, at, axis) => sum + at * strides[axis], 0);
}

export function broadcastDims(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [one, other] = [a.at(i - rank) ?? 1, b.at(i - rank) ?? 1];
    if (one !== other && one !== 1 && other !== 1) throw new Error(`[${a}] against [${b}]`);
    return one === 1 ? other : one;
  });
}

export function axisOf(axis: number, { dims }: Wide): number {
  return axis < 0 ? axis + dims.length : axis;
}

export function reshape([x, shape]: readonly Wide[]): Wide {
  const dims = [...shape.data].map((size, i) => (size === 0 ? x.dims[i] : size));
  const known = -sizeOf(dims);
  const whole = dims.map((size) => (size === -1 ? x.data.length / known : size));
  if (sizeOf(whole) !== x.data.length) throw new Error(`[${x.dims}] cannot be [${shape.data}]`);
  return { dims: whole, data: x.data };
}

export function transpose(x: Wide, perm: readonly number[]): Wide {
  const strides = stridesOf(x.dims);
  return made(
    perm.map((axis) => x.dims[axis]),
    (index) => x.data[index.reduce((sum, at, i) => sum + at * strides[perm[i]], 0)],
  );
}

/** x from `from` to `to` along an axis. */
export function piece(x: Wide, axis: number, from: number, to: number): Wide {
  const dims = x.dims.map((size, i) => (i === axis ? Math.max(0, to - from) : size));
  return made(dims, (index) => x.data[exactly(x, index.with(axis, index[axis] + from))]);
}

export function concat(inputs: readonly Wide[], axis: number): Wide {
  const dims = inputs[0].dims.map((size, i) =>
    i === axis ? inputs.reduce((sum, x) => sum + x.dims[axis], 0) : size,
  );
  return made(dims, (index) => {
    let at = index[axis];
    const x = inputs.find(({ dims: own }) => {
      if (at < own[axis]) return true;
      at -= own[axis];
      return false;
    })!;
    return x.data[exactly(x, index.with(axis, at))];
  });
}

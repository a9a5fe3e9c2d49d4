// A dense tensor as the runtime takes and gives it. Row-major, never strided.

export type FloatTensor = { readonly dims: readonly number[]; readonly data: Float32Array };
export type IntTensor = { readonly dims: readonly number[]; readonly data: Int32Array };
export type Tensor = FloatTensor | IntTensor;

/** Number of elements of a shape; 1 for a scalar. */
export function count(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

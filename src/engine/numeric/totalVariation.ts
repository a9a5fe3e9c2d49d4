// Total variation: half the L1 distance of two distributions over the outcomes.

/** TV of `a[aFrom ..]` and `b[bFrom ..]`, `outcomes` numbers each; 0..1 for distributions. */
export function totalVariation(
  a: Float32Array | Float64Array,
  aFrom: number,
  b: Float32Array | Float64Array,
  bFrom: number,
  outcomes: number,
): number {
  let sum = 0;
  for (let k = 0; k < outcomes; k++) sum += Math.abs(a[aFrom + k] - b[bFrom + k]);
  return sum / 2;
}

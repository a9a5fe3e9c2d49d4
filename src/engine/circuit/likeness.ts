// How alike the effects of two models' components are over the same pairs: correlations, under any weights of the pairs.
// An effect is what an interchange moves, K numbers a pair (how much likelier each outcome becomes); what each of the K is
// in the mean over the pairs is taken off, so that all there is to be alike in is which pairs are moved, and where to.
import type { Job } from '../core/job.ts';
import { dot } from '../numeric/linear.ts';

/** Effects of m components: [m][n K], pair by pair. */
export type Moves = readonly Float64Array[];

/** Correlations of every component of A with every one of B: [m of A, m of B]; 0 where one moves all pairs alike. */
export type Likeness = (weights: Float64Array) => Float64Array; // [n], sums to 1

/** Under what a spread of probabilities in single precision is rounding. */
const rounding = 1e-6;

export async function likenessOf(job: Job, a: Moves, b: Moves, n: number): Promise<Likeness> {
  const products = new Float64Array(a.length * b.length * n); // of a pair's K numbers
  for (const [i, own] of a.entries()) {
    await job.pause();
    for (const [j, other] of b.entries())
      products.set(pairProducts(own, other, n), (i * b.length + j) * n);
  }
  const squares = [a, b].map((all) => all.map((own) => pairProducts(own, own, n)));
  return (weights) => {
    const means = [a, b].map((all) => all.map((own) => meansOf(own, weights)));
    const spreads = squares.map((all, side) =>
      all.map((own, c) => {
        const square = dot(own, weights) - dot(means[side][c], means[side][c]);
        return Math.sqrt(Math.max(0, square));
      }),
    );
    return Float64Array.from({ length: a.length * b.length }, (_, at) => {
      const [i, j] = [Math.floor(at / b.length), at % b.length];
      if (spreads[0][i] <= rounding || spreads[1][j] <= rounding) return 0;
      const product = dot(products.subarray(at * n, (at + 1) * n), weights);
      const correlation =
        (product - dot(means[0][i], means[1][j])) / (spreads[0][i] * spreads[1][j]);
      return Math.max(-1, Math.min(1, correlation));
    });
  };
}

/** The same components with their pairs in another order. */
export function reordered(moves: Moves, order: readonly number[]): Moves {
  return moves.map((own) => {
    const K = own.length / order.length;
    return own.map((_, at) => own[order[Math.floor(at / K)] * K + (at % K)]);
  });
}

/** [n] */
function pairProducts(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const K = a.length / n;
  return Float64Array.from({ length: n }, (_, i) =>
    dot(a.subarray(i * K, (i + 1) * K), b.subarray(i * K, (i + 1) * K)),
  );
}

/** [K] */
function meansOf(each: Float64Array, weights: Float64Array): Float64Array {
  const K = each.length / weights.length;
  const out = new Float64Array(K);
  for (const [i, weight] of weights.entries()) {
    for (let k = 0; k < K; k++) out[k] += weight * each[i * K + k];
  }
  return out;
}

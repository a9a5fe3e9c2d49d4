// Which component of one model does what a component of another does: an assignment by how alike their effects are.
import type { Job } from '../core/job.ts';
import { random, shuffled } from '../core/random.ts';
import { assigner } from '../numeric/assignment.ts';
import { equalWeights } from '../numeric/resample.ts';
import { quantile } from '../numeric/statistics.ts';
import { likenessOf, type Moves, reordered } from './likeness.ts';

/** Components by their places in the two lists. */
export type Match = { readonly a: number; readonly b: number; readonly correlation: number };

/** Less is no likeness, however little chance gives. */
export const leastCorrelation = 0.5;

/**
 * The matches whose correlations are together furthest above `least`; what has no partner above it stays without. Each
 * component is in one at most.
 */
export function matched(correlations: Float64Array, rows: number, least: number): Match[] {
  const columns = rows === 0 ? 0 : correlations.length / rows;
  const size = Math.max(rows, columns);
  const cost = new Float64Array(size * size);
  for (const [at, value] of correlations.entries()) {
    const place = Math.floor(at / columns) * size + (at % columns);
    cost[place] = Math.min(0, least - value);
  }
  const partners = assigner(size).solve(cost, size);
  return Array.from({ length: rows }, (_, a) => ({ a, b: partners[a] }))
    .filter(({ a, b }) => b < columns && correlations[a * columns + b] >= least)
    .map(({ a, b }) => ({ a, b, correlation: correlations[a * columns + b] }));
}

/** Correlations with the pairs of the second model permuted: [permutations][m of A, m of B]. */
export async function permuted(
  job: Job,
  a: Moves,
  b: Moves,
  n: number,
  { permutations, seed }: { readonly permutations: number; readonly seed: number },
): Promise<Float64Array[]> {
  const rng = random(`pairs of circuits ${seed}`);
  const plain = [...Array(n).keys()];
  const all: Float64Array[] = [];
  for (let k = 0; k < permutations; k++) {
    job.progress(k / permutations, 'components matched with the pairs permuted');
    const likeness = await likenessOf(job, a, reordered(b, shuffled(plain, rng)), n);
    all.push(likeness(equalWeights(n)));
  }
  return all;
}

/** What counts as alike: at least .5, and more than any two components reach in all permutations but one in twenty. */
export function leastOf(permutations: readonly Float64Array[]): number {
  const most = permutations.map((each) => each.reduce((x, y) => Math.max(x, y), 0));
  return Math.max(
    leastCorrelation,
    most.length > 0
      ? quantile(
          most.sort((x, y) => x - y),
          0.95,
        )
      : 0,
  );
}

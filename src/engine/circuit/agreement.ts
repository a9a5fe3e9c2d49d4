// How far two circuits are made of the same components: the share of their effects that is matched, with its interval over
// the pairs, and what chance gives.
import type { Job } from '../core/job.ts';
import { random } from '../core/random.ts';
import { dot } from '../numeric/linear.ts';
import { equalWeights, resampleWeights } from '../numeric/resample.ts';
import { type Interval, percentiles, quantile } from '../numeric/statistics.ts';
import type { Circuit } from './discovery.ts';
import { likenessOf, type Moves } from './likeness.ts';
import { leastOf, type Match, matched, permuted } from './matching.ts';

/** One model's components, those of its circuit among them. */
export type Wired = {
  readonly moves: Moves;
  /** Places in `moves` of what is in its circuit. */
  readonly circuit: Circuit;
};

export type Agreement = {
  readonly matches: readonly Match[];
  /** The least correlation of a match. */
  readonly least: number;
  /** Of each circuit's effects as much is matched with a component of the other's: the mean of the two. */
  readonly shared: Interval;
  /** Matched components of all that are in either circuit, two that are matched being one. */
  readonly overlap: Interval;
  /** The shared part with the pairs of B permuted: what one permutation in twenty reaches, and the share that reach it. */
  readonly chance: { readonly permutations: number; readonly shared: number; readonly p: number };
};

type Options = { readonly resamples: number; readonly seed: number; readonly level: number };

/** p is a multiple of 1/200. */
const permutations = 199;

export async function agreementOf(
  job: Job,
  a: Wired,
  b: Wired,
  n: number,
  { resamples, seed, level }: Options,
): Promise<Agreement> {
  const likeness = await likenessOf(job, a.moves, b.moves, n);
  const shuffles = await permuted(job, a.moves, b.moves, n, { permutations, seed });
  const least = leastOf(shuffles);
  const rows = a.moves.length;
  const sizes = [a, b].map(({ moves }) => moves.map((own) => sizesOf(own, n)));
  const by = (correlations: Float64Array, weights: Float64Array) => {
    const matches = matched(correlations, rows, least);
    return { matches, ...sharesOf(matches, [a.circuit, b.circuit], sizes, weights) };
  };
  const equal = equalWeights(n);
  const { matches, shared, overlap } = by(likeness(equal), equal);
  const drawn = { shared: new Float64Array(resamples), overlap: new Float64Array(resamples) };
  const rng = random(`circuits ${seed}`);
  for (let draw = 0; draw < resamples; draw++) {
    await job.pause();
    const weights = resampleWeights(1, n, rng);
    const found = by(likeness(weights), weights);
    drawn.shared[draw] = found.shared;
    drawn.overlap[draw] = found.overlap;
  }
  const ends = { n, level };
  const nulls = shuffles.map((each) => by(each, equal).shared).sort((x, y) => x - y);
  const asGood = nulls.filter((each) => each >= shared).length;
  return {
    ...{ matches, least },
    shared: percentiles(shared, drawn.shared, ends),
    overlap: percentiles(overlap, drawn.overlap, ends),
    chance: {
      permutations,
      shared: quantile(nulls, 0.95),
      p: (1 + asGood) / (1 + permutations),
    },
  };
}

function sharesOf(
  matches: readonly Match[],
  circuits: readonly [Circuit, Circuit],
  sizes: readonly (readonly Float64Array[])[], // [model][component][n]
  weights: Float64Array,
) {
  const [ofA, ofB] = circuits.map((circuit) => new Set(circuit));
  const both = matches.filter(({ a, b }) => ofA.has(a) && ofB.has(b));
  const shares = circuits.map((circuit, side) => {
    const sum = (of: readonly number[]) =>
      of.reduce((total, component) => total + dot(sizes[side][component], weights), 0);
    const all = sum(circuit);
    return all > 0 ? sum(both.map(({ a, b }) => (side === 0 ? a : b))) / all : 0;
  });
  const either = circuits[0].length + circuits[1].length - both.length;
  return {
    shared: (shares[0] + shares[1]) / 2,
    overlap: either > 0 ? both.length / either : 0,
  };
}

/** How far the answer of each pair is moved, in total variation, 0..1. */
export function sizesOf(moves: Float64Array, n: number): Float64Array {
  const K = moves.length / n;
  return Float64Array.from({ length: n }, (_, i) => {
    const own = moves.subarray(i * K, (i + 1) * K);
    return own.reduce((sum, value) => sum + Math.abs(value), 0) / 2;
  });
}

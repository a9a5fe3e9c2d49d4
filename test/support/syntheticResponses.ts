// Random responses with the shape of the real thing, for property tests: distributions over K
// outcomes that depend on the pair, with sites that carry mixtures exactly, partly or not at all.
import { type Random, random } from '../../src/engine/core/random.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { everything, nothing, occurrenceSet, type PartSet } from '../../src/engine/task/partSet.ts';
import { plainReadings } from './answeredOnly.ts';
import { gridWith } from './plans.ts';

export type Shape = {
  readonly cuts: number;
  readonly spans: number;
  readonly pairs: number;
  readonly outcomes: number;
  readonly parts: number;
};

/** Each site answers as the mixture of a random set of parts on most pairs, at random on the rest. */
export function randomResponses(shape: Shape, seed: string): Responses {
  const { cuts, spans, pairs: n, outcomes: K, parts } = shape;
  const rng = random(seed);
  const at = gridWith(
    cuts,
    Array.from({ length: spans }, (_, s) => (s < parts ? s : -1)),
  );
  const readings = plainReadings(parts);
  const masks = Array.from({ length: 1 << parts }, (_, mask) => mask);
  const sets = [...new Set([...masks.map((mask) => occurrenceSet(mask, readings)), everything])];
  const mixed = new Map<PartSet, Float32Array>();
  for (const set of sets) mixed.set(set, distributions(n, K, rng));
  const site = new Float32Array(cuts * spans * n * K);
  for (let s = 0; s < cuts * spans; s++) {
    const carried = mixed.get(sets[rng.below(sets.length)])!;
    const fidelity = rng.next();
    const noise = distributions(n, K, rng);
    for (let i = 0; i < n; i++) {
      const from = rng.next() < fidelity ? carried : noise;
      site.set(from.subarray(i * K, (i + 1) * K), (s * n + i) * K);
    }
  }
  const shares = Array.from({ length: parts * cuts * spans }, () => rng.next());
  return {
    ...at,
    ...{ readings, pairs: n, outcomes: K, parts, sets },
    clean: mixed.get(nothing)!,
    site,
    mixed,
    passed: Float32Array.from({ length: shares.length * n }, (_, at) => {
      return shares[Math.floor(at / n)] * rng.next();
    }),
    whole: Float32Array.from({ length: parts * n }, () => 0.5 + rng.next() / 2),
    effect: Float32Array.from({ length: parts * n }, () => rng.next()),
  };
}

/** n distributions over K outcomes, mostly certain: [n, K]. */
function distributions(n: number, K: number, rng: Random): Float32Array {
  const out = new Float32Array(n * K);
  for (let i = 0; i < n; i++) {
    const weights = Array.from({ length: K }, () => rng.next() ** 6);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (let k = 0; k < K; k++) out[i * K + k] = weights[k] / sum;
  }
  return out;
}

// Rates over pairs of models whose unit is the model: pairs that share one are not independent, so models are resampled.
import { random } from '../core/random.ts';
import { type Interval, percentiles } from './statistics.ts';

/** A pair of models by their place in the list of models. */
export type Edge = { readonly a: number; readonly b: number };

/** How often a pair counts. */
export type Weight = (edge: Edge) => number;

export type Resampling = { readonly resamples: number; readonly seed: string };

/** A statistic in 0..1 of weighted pairs, with its 95 % interval over models drawn anew within each class. */
export function overModels(
  classOf: readonly string[], // [models]
  { resamples, seed }: Resampling,
  statistic: (weight: Weight) => number | undefined,
): Interval | undefined {
  const by = (counts: Float64Array) => statistic(({ a, b }) => counts[a] * counts[b]);
  const value = by(new Float64Array(classOf.length).fill(1));
  if (value === undefined) return undefined;
  const rng = random(seed);
  const classes = [...new Set(classOf)].map((name) =>
    classOf.flatMap((each, i) => (each === name ? [i] : [])),
  );
  const drawn: number[] = [];
  for (let r = 0; r < resamples; r++) {
    const counts = new Float64Array(classOf.length); // how many there are of each model
    for (const of of classes) for (const _ of of) counts[of[rng.below(of.length)]]++;
    const again = by(counts);
    if (again !== undefined) drawn.push(again);
  }
  return percentiles(value, drawn, { n: classOf.length, level: 0.95 });
}

export type Scored = Edge & { readonly value: number; readonly across: boolean };

/** P(a pair across lies farther than one within) + P(equal) / 2 (AUROC), of weighted pairs in the order of their values. */
export function separation(sorted: readonly Scored[], weight: Weight): number | undefined {
  let [below, won, within, across] = [0, 0, 0, 0];
  for (let i = 0; i < sorted.length; ) {
    let [nearHere, farHere] = [0, 0]; // of equal value
    const { value } = sorted[i];
    for (; i < sorted.length && sorted[i].value === value; i++) {
      if (sorted[i].across) farHere += weight(sorted[i]);
      else nearHere += weight(sorted[i]);
    }
    won += farHere * (below + nearHere / 2);
    below += nearHere;
    within += nearHere;
    across += farHere;
  }
  return within > 0 && across > 0 ? won / (within * across) : undefined;
}

export function byValue(pairs: readonly Scored[]): readonly Scored[] {
  return [...pairs].sort((x, y) => x.value - y.value);
}

/** The share of weighted pairs of which something holds. */
export function shareOf<T extends Edge>(
  pairs: readonly T[],
  holds: (pair: T) => boolean,
  weight: Weight,
): number | undefined {
  let [all, held] = [0, 0];
  for (const pair of pairs) {
    all += weight(pair);
    if (holds(pair)) held += weight(pair);
  }
  return all > 0 ? held / all : undefined;
}

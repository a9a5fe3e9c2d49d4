// Rates over pairs of models whose unit is the model: pairs that share one are not independent, so models are resampled.
import { random } from '../../src/engine/core/random.ts';
import { type Interval, quantile } from '../../src/engine/numeric/statistics.ts';
import type { Rule } from './models.ts';

/** A pair of models by their place in the list of models. */
export type Edge = { readonly a: number; readonly b: number };

/** Of how many models there are more of each in a resample: [models]. */
type Counts = Float64Array;

const resamples = 2000;

/** A statistic of weighted pairs, with its 95 % interval over models drawn anew within each class. */
export function overModels(
  rules: readonly Rule[],
  statistic: (weight: (edge: Edge) => number) => number | undefined,
): Interval | undefined {
  const by = (counts: Counts) => statistic(({ a, b }) => counts[a] * counts[b]);
  const value = by(new Float64Array(rules.length).fill(1));
  if (value === undefined) return undefined;
  const rng = random('natural models');
  const classes = [...new Set(rules)].map((rule) =>
    rules.flatMap((each, i) => (each === rule ? [i] : [])),
  );
  const drawn: number[] = [];
  for (let r = 0; r < resamples; r++) {
    const counts: Counts = new Float64Array(rules.length);
    for (const of of classes) for (const _ of of) counts[of[rng.below(of.length)]]++;
    const again = by(counts);
    if (again !== undefined) drawn.push(again);
  }
  drawn.sort((x, y) => x - y);
  return { value, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}

export type Scored = Edge & { readonly value: number; readonly across: boolean };

/** P(a pair across lies farther than one within) + P(equal) / 2, of weighted pairs. */
export function separation(pairs: readonly Scored[], weight: (edge: Edge) => number) {
  const sorted = [...pairs].sort((x, y) => x.value - y.value);
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

/** The share of weighted pairs of which something holds. */
export function shareOf<T extends Edge>(
  pairs: readonly T[],
  holds: (pair: T) => boolean,
  weight: (edge: Edge) => number,
) {
  let [all, held] = [0, 0];
  for (const pair of pairs) {
    all += weight(pair);
    if (holds(pair)) held += weight(pair);
  }
  return all > 0 ? held / all : undefined;
}

/** Pearson's correlation of ranks (C. Spearman, 1904). */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [ranks(x), ranks(y)];
  const mean = (a.length - 1) / 2;
  const sum = (u: readonly number[], v: readonly number[]) =>
    u.reduce((all, each, i) => all + (each - mean) * (v[i] - mean), 0);
  return sum(a, b) / Math.sqrt(sum(a, a) * sum(b, b));
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    return below + (values.filter((other) => other === value).length - 1) / 2;
  });
}

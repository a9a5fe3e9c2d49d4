// Classes of sets that a model's answers do not tell apart (method.md 4.1): a weight is a class's, not a set's.

import type { Job } from '../core/job.ts';
import { equalWeights } from '../numeric/resample.ts';
import { everything, nothing, type PartSet } from '../task/partSet.ts';
import { type Answers, tablesOf, variations } from './answers.ts';

/** Mean TV of their answers, in either model, under which two sets are one class. */
const sameClass = 0.05;

/** Fixed on the whole sample, also for its resamples. */
export type Classes = {
  /** The class of every set. */
  readonly of: Int32Array; // [S]
  /** The smallest member of every class. */
  readonly names: readonly PartSet[]; // [C]
  /** The class of the empty set, and of the full one. */
  readonly nothing: number;
  readonly everything: number;
};

/** Classes of `sets`, smallest first, for one model or for two that are compared; transitive. */
export async function classesOf(
  job: Job,
  models: readonly Answers[],
  sets: readonly PartSet[],
): Promise<Classes> {
  const S = sets.length;
  const first = Int32Array.from(sets.keys()); // the earliest set known to be of one class with each
  for (const answers of models) {
    const apart = await variations(job, tablesOf(answers, sets), equalWeights(answers.pairs));
    for (let g = 0; g < S; g++) {
      for (let h = 0; h < g; h++) if (apart[g * S + h] < sameClass) join(first, first[g], first[h]);
    }
  }
  const heads = [...new Set(first)].sort((a, b) => a - b);
  const of = first.map((head) => heads.indexOf(head));
  return {
    of,
    names: heads.map((head) => sets[head]),
    nothing: of[sets.indexOf(nothing)],
    everything: of[sets.indexOf(everything)],
  };
}

function join(first: Int32Array, a: number, b: number): void {
  const [earlier, later] = a < b ? [a, b] : [b, a];
  for (let g = 0; g < first.length; g++) if (first[g] === later) first[g] = earlier;
}

/** Sums of a site's weights by class, into `out`. */
export function classWeightsInto(
  out: Float64Array, // [C]
  { of }: Classes,
  weights: ArrayLike<number>, // [S]
): Float64Array {
  out.fill(0);
  for (let g = 0; g < of.length; g++) out[of[g]] += weights[g];
  return out;
}

/** The class of the largest weight, the first of equals. */
export function largest(held: Float64Array): number {
  return held.reduce((best, weight, c) => (weight > held[best] ? c : best), 0);
}

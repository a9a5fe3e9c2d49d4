// What a plan gives for n pairs, with K outcomes (outcomes.ts). Row-major.
import type { PartSet } from '../task/partSet.ts';
import type { Trial } from '../task/trial.ts';
import { outcomeCount } from './outcomes.ts';
import { type Plan, setsOf } from './plan.ts';

/**
 * The first so many pairs of a trial: on them alone it is seen how likely any answer is. It moves little from prompt to
 * prompt, and takes all of the vocabulary.
 */
const weighedPairs = 16;

/** Those of some pairs, ascending, on which the answers' mass is seen. */
export function weighed(pairs: readonly number[]): readonly number[] {
  return pairs.filter((pair) => pair < weighedPairs);
}

/** The mean of the mass, where it was seen. */
export function meanMass({ mass }: Pick<Measured, 'mass'>): number {
  const seen = mass.subarray(0, weighedPairs);
  // Of a classifier all that is said is an answer, and float32's rounding is beyond 1.
  return Math.min(
    1,
    seen.reduce((sum, one) => sum + one / seen.length, 0),
  );
}

export type Measured = {
  /** The model's own answers on mixed prompts, by set: [n, K] each; nothing: without intervention. */
  readonly answers: ReadonlyMap<PartSet, Float32Array>;
  /** Logits of the answers on the base prompts, [n, A]. */
  readonly logits: Float32Array;
  /** The answers' mass on the base prompts, [n]: how likely it is that one of them is said. 0 where it is not seen. */
  readonly mass: Float32Array;
  /**
   * How much the interchanges of the `weighed` series change it: the sum of the absolute changes, and of how many, [n, 2].
   * All but the first pair of each block are left 0, and blocks without mass.
   */
  readonly massChange: Float32Array;
  /** What each series keeps, by its name: [sites, n, size] each. A check leaves most pairs 0. */
  readonly series: ReadonlyMap<string, Float32Array>;
};

export function emptyMeasured(
  plan: Plan,
  n: number,
  { answers, outcomes }: Pick<Trial, 'answers' | 'outcomes'>,
): Measured {
  const K = outcomeCount(outcomes);
  const series = plan.series.map(({ name, sites, reducer }) => {
    return [name, new Float32Array(sites.length * n * reducer.size(K))] as const;
  });
  return {
    answers: new Map(setsOf(plan).map((set) => [set, new Float32Array(n * K)])),
    logits: new Float32Array(n * answers.length),
    mass: new Float32Array(n),
    massChange: new Float32Array(2 * n),
    series: new Map(series),
  };
}

/** Puts what was measured on some pairs where these stand among all n. */
export function place(
  plan: Plan,
  whole: Measured,
  part: Measured,
  pairs: readonly number[],
  n: number,
): void {
  const copy = (to: Float32Array, from: Float32Array, groups: number) => {
    const size = groups === 0 ? 0 : from.length / groups / pairs.length;
    for (let group = 0; group < groups; group++) {
      for (const [i, pair] of pairs.entries()) {
        const at = (group * pairs.length + i) * size;
        to.set(from.subarray(at, at + size), (group * n + pair) * size);
      }
    }
  };
  for (const of of ['logits', 'mass', 'massChange'] as const) copy(whole[of], part[of], 1);
  for (const [set, rows] of whole.answers) copy(rows, part.answers.get(set)!, 1);
  for (const { name, sites } of plan.series) {
    copy(whole.series.get(name)!, part.series.get(name)!, sites.length);
  }
}

// What the forward engine hands to the signature: how a model answers under every interchange.
// K = answers + 1: the probabilities of the task's answers, then the bucket "other". Row-major.
import { totalVariation } from '../numeric/totalVariation.ts';
import type { Trial } from '../task/trial.ts';
import type { Measured } from './measured.ts';
import { countOf, type Plan, type SitePlan, seriesNames } from './plan.ts';
import { dot } from './reducers.ts';

export type Responses = {
  /** Which sites there are, and how they lie in cuts. */
  readonly plan: SitePlan;
  readonly pairs: number; // n
  readonly outcomes: number; // K
  readonly parts: number; // P
  /** The parts at each site's own positions, as a bit mask. */
  readonly own: Int32Array; // [sites]
  /** Answers without intervention. */
  readonly clean: Float32Array; // [n, K]
  /** r: answers after interchanging one site from the source run. */
  readonly site: Float32Array; // [sites, n, K]
  /** F_G by bit mask of parts: the model's own answers on mixed prompts. 0 is clean. */
  readonly mixed: ReadonlyMap<number, Float32Array>; // each [n, K]
  /** <c - r, c - f> where the source differs in one part only: numerators of the shares. */
  readonly passed: Float32Array; // [P, sites, n]
  /** |c - f|^2: their denominators. */
  readonly whole: Float32Array; // [P, n]
  /** TV(c, f): a part's whole effect. */
  readonly effect: Float32Array; // [P, n]
};

export type Sweep = {
  readonly responses: Responses;
  /** Largest change of a probability by an interchange from a run into itself. */
  readonly noOp: number;
  /** Largest difference from the source's answer after interchanging a whole cut. */
  readonly wholeCut: number;
  readonly interchanges: number;
};

/** From what a comparisonPlan gave. Without shares `passed`, `whole` and `effect` are 0. */
export function sweepOf(sites: SitePlan, plan: Plan, trial: Trial, measured: Measured): Sweep {
  const { pairs: n, parts: P } = trial;
  const clean = measured.answers.get(0)!;
  const K = clean.length / n;
  const each = sites.sites.length * n;
  const passed = new Float32Array(P * each);
  const whole = new Float32Array(P * n);
  const effect = new Float32Array(P * n);
  for (let g = 0; g < P; g++) {
    const shares = measured.series.get(seriesNames.part(g));
    if (!shares) continue;
    passed.set(shares, g * each);
    const own = measured.answers.get(1 << g)!; // [n, K]
    for (let i = 0; i < n; i++) {
      const [c, f] = [clean, own].map((rows) => rows.subarray(i * K, (i + 1) * K));
      whole[g * n + i] = dot(c, f, c, f);
      effect[g * n + i] = totalVariation(c, 0, f, 0, K);
    }
  }
  const most = (name: string) => measured.series.get(name)!.reduce((a, b) => Math.max(a, b), 0);
  return {
    responses: {
      ...{ plan: sites, pairs: n, outcomes: K, parts: P, own: ownParts(sites, trial.own) },
      ...{ clean, site: measured.series.get(seriesNames.responses)!, passed, whole, effect },
      mixed: new Map(plan.masks.map((mask) => [mask, measured.answers.get(mask)!])),
    },
    noOp: most(seriesNames.noOp),
    wholeCut: most(seriesNames.wholeCut),
    interchanges: countOf(plan, n),
  };
}

/** A site of several spans owns the parts of all of them; one of all positions owns every part. */
export function ownParts({ sites }: SitePlan, partOf: Int32Array): Int32Array {
  const all = [...partOf.keys()];
  const bit = (span: number) => (partOf[span] < 0 ? 0 : 1 << partOf[span]);
  return Int32Array.from(sites, ({ region }) =>
    (region === 'all' ? all : region).reduce((mask, span) => mask | bit(span), 0),
  );
}

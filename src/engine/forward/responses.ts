// What the forward engine hands to the signature: how a model answers under every interchange.
// K outcomes: the task's answers by class, given that one of them is said (outcomes.ts). Row-major.
import { totalVariation } from '../numeric/totalVariation.ts';
import { nothing, occurrenceSet, type PartSet, type TwoReadings } from '../task/partSet.ts';
import type { Trial } from '../task/trial.ts';
import { type Measured, meanMass } from './measured.ts';
import { outcomeCount } from './outcomes.ts';
import { countOf, type Plan, type SitePlan, seriesNames, siteKey } from './plan.ts';
import { dot } from './reducers.ts';
import { ownParts } from './spans.ts';

export type Responses = {
  /** Which sites there are, and how they lie in cuts. */
  readonly plan: SitePlan;
  readonly pairs: number; // n
  readonly outcomes: number; // K
  readonly parts: number; // P
  /** How sets of occurrences and of variables hang together. */
  readonly readings: TwoReadings;
  /** The occurrences at each site's own positions, bits. */
  readonly own: Int32Array; // [sites]
  /** Answers without intervention. */
  readonly clean: Float32Array; // [n, K]
  /** The sets over which this model's coordinates are made. */
  readonly sets: readonly PartSet[];
  /** r: answers after interchanging one site from the source run. */
  readonly site: Float32Array; // [sites, n, K]
  /** F_G by set: the model's own answers on mixed prompts, of `sets` at least. That of nothing is clean. */
  readonly mixed: ReadonlyMap<PartSet, Float32Array>; // each [n, K]
  /** <c - r, c - f> where the source differs in one part only: numerators of the shares; 0 at joint sites. */
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
  /** Sites at which none was run, by siteKey: they answer as without one. */
  readonly silent: ReadonlySet<string>;
  /** How likely it is that one of the answers is said: the mean over the first base prompts. */
  readonly mass: number;
  /** The mean change of that by an interchange from the source, of the first pair of every block with such prompts. */
  readonly massChange: number;
};

/** What was wanted of a comparisonPlan (plan.ts), and what is known without running it. */
export type Asked = {
  /** Sites at which no interchange was run: the model answers as without it. */
  readonly silent?: ReadonlySet<number>;
  /** Sets that were not run, each with the one on which the model answers the same. */
  readonly same?: ReadonlyMap<PartSet, PartSet>;
};

/** From what a comparisonPlan gave. Without shares `passed`, `whole` and `effect` are 0. */
export function sweepOf(
  sites: SitePlan,
  plan: Plan,
  trial: Trial,
  measured: Measured,
  { silent = new Set(), same = new Map() }: Asked = {},
): Sweep {
  const { pairs: n, parts: P, readings } = trial;
  const clean = measured.answers.get(nothing)!;
  const K = outcomeCount(trial.outcomes);
  const each = sites.sites.length * n;
  const passed = new Float32Array(P * each);
  const whole = new Float32Array(P * n);
  const effect = new Float32Array(P * n);
  for (let g = 0; g < P; g++) {
    const shares = measured.series.get(seriesNames.part(g));
    if (!shares) continue;
    spread(passed.subarray(g * each, (g + 1) * each), shares, silent, n);
    const own = measured.answers.get(occurrenceSet(1 << g, readings))!; // [n, K]
    for (let i = 0; i < n; i++) {
      const [c, f] = [clean, own].map((rows) => rows.subarray(i * K, (i + 1) * K));
      whole[g * n + i] = dot(c, f, c, f);
      effect[g * n + i] = totalVariation(c, 0, f, 0, K);
    }
  }
  const site = new Float32Array(each * K);
  for (const s of silent) site.set(clean, s * n * K);
  spread(site, measured.series.get(seriesNames.responses)!, silent, n * K);
  const most = (name: string) => measured.series.get(name)!.reduce((a, b) => Math.max(a, b), 0);
  const sets = [...plan.sets, ...same.keys()];
  const answersOn = (set: PartSet) => measured.answers.get(same.get(set) ?? set)!;
  return {
    responses: {
      ...{ plan: sites, pairs: n, outcomes: K, parts: P, readings, own: ownParts(sites, trial) },
      ...{ clean, site, passed, whole, effect, sets },
      mixed: new Map(sets.map((set) => [set, answersOn(set)])),
    },
    noOp: most(seriesNames.noOp),
    wholeCut: most(seriesNames.wholeCut),
    interchanges: countOf(plan, n),
    silent: new Set([...silent].map((s) => siteKey(sites.sites[s]))),
    mass: meanMass(measured),
    massChange: massChangeOf(measured),
  };
}

/** Rows of the sites that were run to their places among all: those of the cuts come first in both lists. */
function spread(to: Float32Array, rows: Float32Array, silent: ReadonlySet<number>, size: number) {
  for (let s = 0, from = 0; from < rows.length; s++) {
    if (silent.has(s)) continue;
    to.set(rows.subarray(from, from + size), s * size);
    from += size;
  }
}

function massChangeOf({ massChange }: Measured): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < massChange.length; at += 2) {
    sum += massChange[at];
    count += massChange[at + 1];
  }
  return count > 0 ? sum / count : 0;
}

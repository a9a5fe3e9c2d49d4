// Causal coordinates (method.md 4.2): the response at a site as a mixture of the model's own answers on mixed
// prompts, r(i) ~ sum_G p[G] F_G(i), one p for all pairs.

import type { Job } from '../core/job.ts';
import { equalWeights } from '../numeric/resample.ts';
import { simplexFitter } from '../numeric/simplexFit.ts';
import { nothing, type PartSet } from '../task/partSet.ts';
import {
  type Answers,
  dot,
  gramOf,
  meanVariation,
  mixInto,
  responsesAt,
  tablesOf,
  variations,
  weightedTable,
} from './answers.ts';
import { weakest } from './pairStatistics.ts';
import { leastChance } from './signature.ts';

/**
 * Mean TV under which the answers on two sets can hardly be told apart, and the smaller has all the weight. Moving
 * all of it changes the fit by less than what makes coordinates determined (determined.ts).
 */
const hardlyApart = 0.01;

export type Coordinates = {
  /** G, smallest first (setOrder.ts). */
  readonly sets: readonly PartSet[]; // [S]
  /** p: how much of the time the site acts as if exactly G had been taken from the source. */
  readonly weights: Float64Array; // [sites, S]
  /** Mean TV of response and fit, in units of chance; may exceed 1. 0 at a site that holds nothing. */
  readonly unexplained: Float64Array; // [sites]
  /** Mean TV of response and clean answer. */
  readonly strength: Float64Array; // [sites]
  /** Mean TV of the responses of a pair and the next: what chance agreement costs (null in method.md). */
  readonly chance: Float64Array; // [sites]
};

/** Of what a site says as much counts as its coordinates explain. */
export function explained(unexplained: number): number {
  return 1 - Math.min(1, unexplained);
}

/**
 * Coordinates of every site: least squares over pairs and answers. `sets`, smallest first and `nothing` among
 * them, must have their answers in `mixed`. `pairWeights` sum to 1; without them all pairs count alike. Costs
 * (sites + sets) x sets x pairs x outcomes.
 */
export async function coordinatesOf(
  job: Job,
  answers: Answers,
  sets: readonly PartSet[],
  pairWeights: Float64Array = equalWeights(answers.pairs), // [n]
): Promise<Coordinates> {
  const sites = answers.plan.sites.length;
  const S = sets.length;
  const fitted = await fitter(job, tablesOf(answers, sets), pairWeights);
  const weights = new Float64Array(sites * S);
  const unexplained = new Float64Array(sites);
  const strength = new Float64Array(sites);
  const chance = new Float64Array(sites);
  for (let s = 0; s < sites; s++) {
    await job.pause();
    const r = responsesAt(answers, s);
    strength[s] = meanVariation(r, answers.clean, pairWeights);
    chance[s] = meanVariation(r, r, pairWeights, 1);
    const p = weights.subarray(s * S, (s + 1) * S);
    if (strength[s] < weakest) p[sets.indexOf(nothing)] = 1;
    else unexplained[s] = fitted(r, p) / Math.max(chance[s], leastChance);
  }
  return { sets, weights, unexplained, strength, chance };
}

/** What writes the weights of a response's fit into `p` and returns the mean TV that is left. */
async function fitter(job: Job, tables: readonly Float32Array[], pairWeights: Float64Array) {
  const told = await toldApart(job, tables, pairWeights);
  const F = told.map((g) => tables[g]);
  const weighted = F.map((table) => weightedTable(table, pairWeights));
  const gram = await gramOf(job, F, weighted);
  const solver = simplexFitter(F.length);
  const target = new Float64Array(F.length);
  const fit = new Float64Array(F[0].length);
  return (r: Float32Array, p: Float64Array): number => {
    for (let g = 0; g < F.length; g++) target[g] = dot(weighted[g], r);
    const found = solver.fit(gram, F.length, target);
    for (let g = 0; g < F.length; g++) p[told[g]] = found[g];
    mixInto(fit, F, found);
    return meanVariation(r, fit, pairWeights);
  };
}

/** The sets whose answers differ from those of every smaller one of them. */
export async function toldApart(
  job: Job,
  tables: readonly Float32Array[],
  pairWeights: Float64Array,
) {
  const S = tables.length;
  const apart = await variations(job, tables, pairWeights);
  const kept: number[] = [];
  for (let g = 0; g < S; g++) {
    if (kept.every((h) => apart[g * S + h] >= hardlyApart)) kept.push(g);
  }
  return kept;
}

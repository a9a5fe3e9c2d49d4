// Which sites' coordinates are determined (method.md 4.2): where other weights fit as well, none of them are told.
// Asked of the fit itself, not of what it misses: at a site of mixed content another mixture can come nearer in mean
// TV than the least squares do, and on the ground truth every such site would fall out.

import type { Job } from '../core/job.ts';
import { equalWeights } from '../numeric/resample.ts';
import { simplexFitter } from '../numeric/simplexFit.ts';
import {
  type Answers,
  gramOf,
  meanVariation,
  mixInto,
  tablesOf,
  variations,
  weightedTable,
} from './answers.ts';
import { type Classes, classWeightsInto } from './classes.ts';
import type { Coordinates } from './coordinates.ts';
import { weakest } from './pairStatistics.ts';

/** So much weight of a class is put elsewhere, as well as it can be. */
const moved = 0.1;
/** Mean TV that the fit must change by then. On the ground truth it is at least .015. */
const felt = 0.01;

/**
 * 1 for every site at which no class can give up a tenth to all others, of which each may rise or fall, without
 * the fit changing. A set can be a mixture of others without being like any of them: F_ab + F_0 = F_a + F_b where
 * answers are additive. Moves within a class do not count. A site that holds nothing is determined.
 */
export async function determinedSites(
  job: Job,
  answers: Answers,
  { sets, weights, strength }: Coordinates,
  classes: Classes,
): Promise<Uint8Array> {
  const S = sets.length;
  const tables = tablesOf(answers, sets);
  const pairWeights = equalWeights(answers.pairs);
  const toOne = await toOneSet(job, tables, pairWeights, classes);
  const toAll = await toAllSets(job, tables, pairWeights, classes);
  const held = new Float64Array(classes.names.length);
  const determined = new Uint8Array(strength.length).fill(1);
  if (held.length === 1) return determined;
  for (let s = 0; s < strength.length; s++) {
    if (strength[s] < weakest) continue;
    await job.pause();
    const p = weights.subarray(s * S, (s + 1) * S);
    classWeightsInto(held, classes, p);
    for (let c = 0; c < held.length && determined[s] === 1; c++) {
      if (held[c] < moved) continue;
      if (toOne(c, held[c], p) < felt || toAll(c, held[c], p) < felt) determined[s] = 0;
    }
  }
  return determined;
}

/** The least change of a fit p, in mean TV, by which class c of weight `held` gives up a tenth. */
type LeastChange = (c: number, held: number, p: Float64Array) => number;

/** To one set of another class. */
async function toOneSet(
  job: Job,
  F: readonly Float32Array[],
  pairWeights: Float64Array,
  { of }: Classes,
): Promise<LeastChange> {
  const S = F.length;
  const apart = await variations(job, F, pairWeights);
  return (c, held, p) => {
    let least = Number.POSITIVE_INFINITY;
    for (let h = 0; h < S; h++) {
      if (of[h] === c) continue;
      let change = 0;
      for (let g = 0; g < S; g++) if (of[g] === c) change += (p[g] / held) * apart[g * S + h];
      least = Math.min(least, moved * change);
    }
    return least;
  };
}

/** To all of them, fitted anew: the mixture nearest to the fit in least squares. */
async function toAllSets(
  job: Job,
  F: readonly Float32Array[],
  pairWeights: Float64Array,
  { of }: Classes,
): Promise<LeastChange> {
  const S = F.length;
  const weighted = F.map((table) => weightedTable(table, pairWeights));
  const gram = await gramOf(job, F, weighted);
  const solver = simplexFitter(S);
  const open = new Float64Array(S); // what is fitted anew: the tenth, and all that others hold
  const others = new Float64Array(S);
  const target = new Float64Array(S);
  const [before, after] = [new Float64Array(F[0].length), new Float64Array(F[0].length)];
  return (c, held, p) => {
    const share = 1 - held + moved;
    for (let g = 0; g < S; g++) {
      open[g] = (of[g] === c ? (p[g] * moved) / held : p[g]) / share;
      others[g] = of[g] === c ? 0 : p[g];
    }
    for (let h = 0; h < S; h++) {
      target[h] = of[h] === c ? Number.NEGATIVE_INFINITY : 0;
      for (let g = 0; g < S; g++) if (open[g] > 0) target[h] += open[g] * gram[g * S + h];
    }
    mixInto(before, F, open);
    mixInto(after, F, solver.fit(gram, S, target, others));
    return share * meanVariation(before, after, pairWeights);
  };
}

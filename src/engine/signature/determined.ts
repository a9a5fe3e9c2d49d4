// Which coordinates are determined (method.md 4.2): where other weights fit as well, none of them are told.
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
import { type Classes, classWeightsInto, largest } from './classes.ts';
import type { Coordinates } from './coordinates.ts';
import { weakest } from './pairStatistics.ts';

/** So much weight of a class is put elsewhere, as well as it can be. */
const moved = 0.1;
/** Mean TV that the fit must change by then. On the ground truth it is at least .015. */
const felt = 0.01;

/**
 * 1 where a class cannot give up a tenth to all others, of which each may rise or fall, without the fit changing:
 * its weight at the site is firm. A set can be a mixture of others without being like any of them: F_ab + F_0 =
 * F_a + F_b where answers are additive. Moves within a class do not count. Less than a tenth is firm, and so is a
 * site that holds nothing; but a class that may have the tenth of another is as little firm as that one: on other
 * pairs it has it, and all the rest (on a language model an own token, and the same with a token that hardly
 * matters). By class, for what little there is of two sets that are hard to tell apart says
 * nothing against the rest: on a language model the most part of a site may be firm, and a tenth of it not.
 */
export async function firmWeights(
  job: Job,
  answers: Answers,
  { sets, weights, strength }: Coordinates,
  classes: Classes,
): Promise<Uint8Array> {
  const [S, C] = [sets.length, classes.names.length];
  const tables = tablesOf(answers, sets);
  const pairWeights = equalWeights(answers.pairs);
  const toOne = await toOneSet(job, tables, pairWeights, classes);
  const toAll = await toAllSets(job, tables, pairWeights, classes);
  const held = new Float64Array(C);
  const firm = new Uint8Array(strength.length * C).fill(1);
  if (C === 1) return firm;
  for (let s = 0; s < strength.length; s++) {
    if (strength[s] < weakest) continue;
    await job.pause();
    const p = weights.subarray(s * S, (s + 1) * S);
    classWeightsInto(held, classes, p);
    for (let c = 0; c < C; c++) {
      if (held[c] < moved) continue;
      const takers = toOne(c, held[c], p);
      for (const taker of takers) firm[s * C + taker] = 0;
      if (takers.length > 0 || toAll(c, held[c], p) < felt) firm[s * C + c] = 0;
    }
  }
  return firm;
}

/** 1 for every site whose largest class is firm: elsewhere what the site is seen to hold may be something else. */
export function determinedSites(
  { sets, weights }: Coordinates,
  classes: Classes,
  firm: Uint8Array, // [sites, C]
): Uint8Array {
  const [S, C] = [sets.length, classes.names.length];
  const held = new Float64Array(C);
  return Uint8Array.from({ length: weights.length / S }, (_, s) => {
    classWeightsInto(held, classes, weights.subarray(s * S, (s + 1) * S));
    return firm[s * C + largest(held)];
  });
}

/** The least change of a fit p, in mean TV, by which class c of weight `held` gives up a tenth. */
type LeastChange = (c: number, held: number, p: Float64Array) => number;

/** The classes one of whose sets may have a tenth of another's weight without the fit changing. */
type Takers = (c: number, held: number, p: Float64Array) => readonly number[];

/** To one set of another class. */
async function toOneSet(
  job: Job,
  F: readonly Float32Array[],
  pairWeights: Float64Array,
  { of }: Classes,
): Promise<Takers> {
  const S = F.length;
  const apart = await variations(job, F, pairWeights);
  return (c, held, p) => {
    const takers: number[] = [];
    for (let h = 0; h < S; h++) {
      if (of[h] === c) continue;
      let change = 0;
      for (let g = 0; g < S; g++) if (of[g] === c) change += (p[g] / held) * apart[g * S + h];
      if (moved * change < felt) takers.push(of[h]);
    }
    return takers;
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

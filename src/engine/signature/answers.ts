// Arithmetic on tables of answers [n, K]: their mixtures, and how far apart they are in the mean over pairs.

import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import type { PartSet } from '../task/partSet.ts';

/** What coordinates are read off. */
export type Answers = Pick<Responses, 'plan' | 'pairs' | 'outcomes' | 'clean' | 'site' | 'mixed'>;

/** A distribution over K outcomes for every pair: [n, K]. */
export type Table = Float32Array | Float64Array;

/** F_G of every set. Throws RangeError where one was not run. */
export function tablesOf({ mixed }: Answers, sets: readonly PartSet[]): Float32Array[] {
  return sets.map((set) => {
    const table = mixed.get(set);
    if (table === undefined) throw new RangeError(`no answers on the mixed prompts of set ${set}`);
    return table;
  });
}

/** Responses at one site. */
export function responsesAt({ site, pairs, outcomes }: Answers, at: number): Float32Array {
  const size = pairs * outcomes;
  return site.subarray(at * size, (at + 1) * size);
}

/** sum over i of weights[i] TV(a(i), b(i + shift)), pairs going round. */
export function meanVariation(a: Table, b: Table, weights: Float64Array, shift = 0): number {
  const n = weights.length;
  const K = a.length / n;
  let mean = 0;
  for (let i = 0, at = 0; i < n; i++) {
    let sum = 0;
    let to = ((i + shift) % n) * K;
    for (const end = at + K; at < end; at++, to++) sum += Math.abs(a[at] - b[to]);
    mean += (weights[i] * sum) / 2;
  }
  return mean;
}

/** Mean TV of every two tables, [S, S]. */
export async function variations(
  job: Job,
  tables: readonly Table[],
  weights: Float64Array,
): Promise<Float64Array> {
  const S = tables.length;
  const out = new Float64Array(S * S);
  for (let g = 0; g < S; g++) {
    await job.pause();
    for (let h = 0; h < g; h++) {
      const apart = meanVariation(tables[g], tables[h], weights);
      out[g * S + h] = apart;
      out[h * S + g] = apart;
    }
  }
  return out;
}

/** sum over g of p[g] tables[g], into `out`. */
export function mixInto(out: Float64Array, tables: readonly Table[], p: ArrayLike<number>): void {
  out.fill(0);
  for (let g = 0; g < tables.length; g++) {
    const weight = p[g];
    if (weight === 0) continue;
    const table = tables[g];
    for (let k = 0; k < out.length; k++) out[k] += weight * table[k];
  }
}

/** Each pair's answers times its weight. */
export function weightedTable(table: Table, weights: Float64Array): Float64Array {
  const K = table.length / weights.length;
  return Float64Array.from(table, (x, at) => x * weights[Math.floor(at / K)]);
}

export function dot(a: Table, b: Table): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** <F_g, F_h>, weighted by pair: [S, S]. */
export async function gramOf(
  job: Job,
  tables: readonly Table[],
  weighted: readonly Float64Array[],
): Promise<Float64Array> {
  const S = tables.length;
  const gram = new Float64Array(S * S);
  for (let g = 0; g < S; g++) {
    await job.pause();
    for (let h = 0; h <= g; h++) {
      const product = dot(weighted[g], tables[h]);
      gram[g * S + h] = product;
      gram[h * S + g] = product;
    }
  }
  return gram;
}

// The causal distance in its first, crispness-weighted form: what causal coordinates have replaced. It is kept to be
// judged beside them, and decides nothing. A site is crisp as far as the one nearest set explains its answers.
import type { Mismatches } from '../congruity/distance.ts';
import type { Job } from '../core/job.ts';
import { equalWeights } from '../numeric/resample.ts';
import { clamp } from '../numeric/statistics.ts';
import { meanVariation, responsesAt } from '../signature/answers.ts';
import { weakest } from '../signature/pairStatistics.ts';
import { leastChance, type Readings } from '../signature/signature.ts';

export type Crispness = {
  /** Of its least crisp site. */
  readonly cuts: Float64Array;
  /** 0 at sites that change hardly an answer; in the order of the cuts. */
  readonly sites: Float64Array;
};

/** Costs sites x sets x pairs x outcomes. */
export async function crispnessOf(job: Job, { stats, cuts, chance }: Readings): Promise<Crispness> {
  const { responses } = stats;
  const { clean, mixed, pairs } = responses;
  const weights = equalWeights(pairs);
  const tables = [clean, ...mixed.values()];
  const found: { readonly crisp: number; readonly counts: boolean }[][] = [];
  for (const members of cuts) {
    await job.pause();
    found.push(
      members.map((s) => {
        const r = responsesAt(responses, s);
        const miss = Math.min(...tables.map((table) => meanVariation(r, table, weights)));
        const crisp = clamp(1 - (2 * miss) / Math.max(chance[s], leastChance), 0, 1);
        return { crisp, counts: meanVariation(r, clean, weights) >= weakest };
      }),
    );
  }
  return {
    cuts: Float64Array.from(found, (sites) => Math.min(...sites.map(({ crisp }) => crisp))),
    sites: Float64Array.from(found.flat(), ({ crisp, counts }) => (counts ? crisp : 0)),
  };
}

/** The larger of the Hausdorff distances of cuts and of sites, each weighted by how crisp it is. */
export function crispDistance(
  a: Readings,
  b: Readings,
  { mismatch, cutMismatch }: Mismatches,
  [ofA, ofB]: readonly [Crispness, Crispness],
): number {
  const [sitesA, sitesB] = [a.cuts.flat(), b.cuts.flat()];
  const between = Float64Array.from(
    sitesA.flatMap((s) => sitesB.map((t) => mismatch[s * b.stats.sites + t])),
  );
  return Math.max(
    weighted(cutMismatch, ofA.cuts, ofB.cuts),
    weighted(between, ofA.sites, ofB.sites),
  );
}

/** Of a matrix [rows, columns]. */
function weighted(matrix: Float64Array, ofRows: Float64Array, ofColumns: Float64Array): number {
  const [R, C] = [ofRows.length, ofColumns.length];
  const least = (count: number, at: (k: number) => number) =>
    Math.min(...Array.from({ length: count }, (_, k) => at(k)));
  const rows = ofRows.map((crisp, r) => crisp * least(C, (c) => matrix[r * C + c]));
  const columns = ofColumns.map((crisp, c) => crisp * least(R, (r) => matrix[r * C + c]));
  return Math.max(...rows, ...columns);
}

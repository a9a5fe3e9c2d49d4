// One site under many draws of the pairs: its coordinates and what they leave unexplained, at a cost that does
// not grow with the outcomes. A draw is fitted over few sets, the sample's own and those that could take weight
// from them; `unexplained`, a mean of total variation, is followed linearly from the sample's fit.
import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import { pausedMeans } from '../numeric/resample.ts';
import { simplexFitter } from '../numeric/simplexFit.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
import type { PartSet } from '../task/partSet.ts';

/** A set whose slope is beyond this many standard errors takes no weight in any draw. */
export const surely = 6;
/** Sets beside the sample's own that a draw may give weight to: those nearest to having some. */
const mostOthers = 8;
/** A difference of means of total variation below this is rounding. */
const rounding = 1e-9;

/** Under B draws. */
export type SiteDraws = {
  /** Indices of sets that have weight in some draw, ascending. */
  readonly sets: readonly number[]; // [m]
  readonly weights: Float64Array; // p, [m, B]
  readonly unexplained: Float64Array; // [B], in units of chance
  readonly strength: Float64Array; // [B]
};

/** What the sample's fit of a site says. */
export type SiteFit = {
  readonly site: number;
  readonly weights: ArrayLike<number>; // p, [S]
};

/** Numbers of <F_G, F_H> under draws that are kept: 64 MB. */
const mostKept = 2 ** 23;
/** No mean of total variation is divided by less. */
const leastChance = 1e-6;

export interface SiteDrawer {
  drawsOf(job: Job, fit: SiteFit): Promise<SiteDraws>;
}

/** A drawer of the sites of one model under the draws `weights`. */
export function siteDrawer(
  responses: Responses,
  sets: readonly PartSet[], // [S]
  weights: Float64Array, // [B, n], each row summing to 1
): SiteDrawer {
  const { pairs: n } = responses;
  const B = weights.length / n;
  const draws = [...Array(B).keys()];
  const answers = sets.map((set) => responses.mixed.get(set)!); // each [n, K]
  const gram = gramUnder(answers, weights, n);
  const fitter = simplexFitter(sets.length);

  async function drawsOf(job: Job, { site, weights: sample }: SiteFit): Promise<SiteDraws> {
    const here = siteRows(responses, site, answers, sample);
    const { chosen, rows } = here;
    const m = chosen.length;
    const means = await pausedMeans(job, rows, weights, n, draws); // [2 m + 3, B]
    const products: Float64Array[] = [];
    for (const g of chosen) for (const h of chosen) products.push(await gram(job, g, h));
    const out = new Float64Array(m * B);
    const unexplained = new Float64Array(B);
    const start = Float64Array.from(chosen, (g) => sample[g]);
    const Q = new Float64Array(m * m);
    const b = new Float64Array(m);
    const [missAt, chanceAt, strengthAt] = [2 * m * B, (2 * m + 1) * B, (2 * m + 2) * B];
    for (let k = 0; k < B; k++) {
      for (let at = 0; at < m * m; at++) Q[at] = products[at][k];
      for (let c = 0; c < m; c++) b[c] = means[c * B + k];
      const p = fitter.fit(Q, m, b, start);
      let miss = means[missAt + k];
      for (let c = 0; c < m; c++) {
        out[c * B + k] = p[c];
        miss += (p[c] - start[c]) * means[(m + c) * B + k];
      }
      unexplained[k] = Math.max(0, miss) / Math.max(means[chanceAt + k], leastChance);
    }
    return {
      ...{ sets: chosen, weights: out, unexplained },
      strength: means.subarray(strengthAt, strengthAt + B),
    };
  }
  return { drawsOf };
}

/** Means of <F_G, F_H> under the draws, made when they are asked for; the oldest are made again. */
function gramUnder(answers: readonly Float32Array[], weights: Float64Array, n: number) {
  const K = answers[0].length / n;
  const B = weights.length / n;
  const draws = [...Array(B).keys()];
  const most = Math.max(answers.length, Math.floor(mostKept / B));
  const kept = new Map<number, Float64Array>();
  return async (job: Job, g: number, h: number): Promise<Float64Array> => {
    const key = Math.min(g, h) * answers.length + Math.max(g, h);
    const known = kept.get(key);
    if (known) return known;
    const row = Float32Array.from({ length: n }, (_, i) => dotAt(answers[g], answers[h], i * K, K));
    const made = await pausedMeans(job, row, weights, n, draws);
    kept.set(key, made);
    const [oldest] = kept.keys();
    if (kept.size > most) kept.delete(oldest);
    return made;
  };
}

/**
 * The sets that a site may hold in some draw, and per pair what their fits are made of: <r, F> of each, half
 * the sum of F where the fit is above r less where it is below (the slope of the miss), TV(r, fit), TV(r, next
 * pair's r), TV(r, clean).
 */
function siteRows(
  { pairs: n, outcomes: K, site: all, clean }: Responses,
  site: number,
  answers: readonly Float32Array[],
  sample: ArrayLike<number>,
) {
  const r = all.subarray(site * n * K, (site + 1) * n * K);
  const fit = new Float64Array(n * K);
  for (const [g, rows] of answers.entries()) {
    if (sample[g] > 0) for (let at = 0; at < n * K; at++) fit[at] += sample[g] * rows[at];
  }
  const residual = fit.map((x, at) => x - r[at]);
  const chosen = chosenSets(answers, sample, fit, residual, n);
  const m = chosen.length;
  const sign = residual.map((x) => (Math.abs(x) < rounding ? 0 : Math.sign(x) / 2));
  const rows = new Float32Array((2 * m + 3) * n);
  for (let i = 0; i < n; i++) {
    for (const [c, g] of chosen.entries()) {
      rows[c * n + i] = dotAt(r, answers[g], i * K, K);
      rows[(m + c) * n + i] = dotAt(sign, answers[g], i * K, K);
    }
    let miss = 0;
    for (let at = i * K; at < (i + 1) * K; at++) miss += Math.abs(residual[at]);
    rows[2 * m * n + i] = miss / 2;
    rows[(2 * m + 1) * n + i] = totalVariation(r, i * K, r, ((i + 1) % n) * K, K);
    rows[(2 * m + 2) * n + i] = totalVariation(r, i * K, clean, i * K, K);
  }
  return { chosen, rows };
}

/** The sample's own sets, and of the others those whose slope is fewest standard errors from giving them weight. */
function chosenSets(
  answers: readonly Float32Array[],
  sample: ArrayLike<number>,
  fit: Float64Array, // [n, K]
  residual: Float64Array,
  n: number,
): number[] {
  const K = fit.length / n;
  const base = Float64Array.from({ length: n }, (_, i) => dotAt(residual, fit, i * K, K));
  const others: { readonly g: number; readonly errors: number }[] = [];
  for (const [g, rows] of answers.entries()) {
    if (sample[g] > 0) continue;
    let [sum, square] = [0, 0];
    for (let i = 0; i < n; i++) {
      const slope = dotAt(residual, rows, i * K, K) - base[i];
      sum += slope;
      square += slope ** 2;
    }
    const error = Math.sqrt(Math.max(0, square - sum ** 2 / n));
    const errors = sum / Math.max(error, rounding);
    if (errors < surely) others.push({ g, errors });
  }
  others.sort((x, y) => x.errors - y.errors || x.g - y.g);
  const own = [...answers.keys()].filter((g) => sample[g] > 0);
  return [...own, ...others.slice(0, mostOthers).map(({ g }) => g)].sort((x, y) => x - y);
}

function dotAt(a: ArrayLike<number>, b: ArrayLike<number>, from: number, K: number): number {
  let sum = 0;
  for (let at = from; at < from + K; at++) sum += a[at] * b[at];
  return sum;
}

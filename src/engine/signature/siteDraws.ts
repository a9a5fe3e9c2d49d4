// One site under many draws of the pairs: its coordinates and what they leave unexplained, at a cost that does
// not grow with the sets or the outcomes. A draw is fitted over few vertices: the sets that hold the site on the
// sample, those that could take weight from them, and, as one, whatever else has weight on the sample.
// `unexplained`, a mean of total variation, is followed linearly from the sample's fit.

import type { Job } from '../core/job.ts';
import { pausedMeans } from '../numeric/resample.ts';
import { type SimplexFitter, simplexFitter } from '../numeric/simplexFit.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
import { type Answers, mixInto, responsesAt, type Table } from './answers.ts';
import { leastChance } from './signature.ts';

/** Sets of the sample's fit that draws weigh one by one: any further one has less than a seventh of the weight. */
const mostOwn = 6;
/** Sets beside those to which draws may give weight: the nearest to having some. */
const mostOthers = 4;
/** A set whose slope is beyond this many standard errors takes no weight in any draw. */
const surely = 6;
/** A difference of probabilities below this is rounding. */
const rounding = 1e-7;
/** Draws whose matrices lie side by side: they fit the nearest cache. */
const atOnce = 32;
/** Numbers of <F, F> under draws that are kept: 64 MB. */
const mostKept = 2 ** 23;

/** Under B draws. */
export type SiteDraws = {
  /** Indices of the sets that may have weight. */
  readonly sets: readonly number[]; // [m]
  readonly weights: Float64Array; // p, [m, B]
  readonly unexplained: Float64Array; // [B], in units of chance
};

export interface SiteDrawer {
  /** Of a site whose fit on the sample has the weights `sample`, [S]. */
  drawsOf(job: Job, site: number, sample: Float64Array): Promise<SiteDraws>;
}

/** What a site's draws are mixtures of. */
type Vertices = {
  readonly sets: readonly number[];
  /** Sets that go together in the shares that the sample gives them, as one more vertex; or none. */
  readonly rest: readonly number[];
  readonly tables: readonly Table[]; // [m]
  readonly start: Float64Array; // the sample's weights, [m]
};

/** <F, F> of a vertex and those up to it, under the draws: [m][<= m][B]. */
type Gram = readonly (readonly Float64Array[])[];

/** Draws of the sites of one model. `told`: the sets that a fit may use, ascending. */
export function siteDrawer(
  answers: Answers,
  tables: readonly Float32Array[], // F_G, [S]
  told: readonly number[],
  weights: Float64Array, // [B, n], each row summing to 1
): SiteDrawer {
  const { pairs: n } = answers;
  const B = weights.length / n;
  const draws = [...Array(B).keys()];
  const means = (job: Job, rows: Float32Array) => pausedMeans(job, rows, weights, n, draws);
  const productOf = productsOf(tables, means, n, B);
  const solver = simplexFitter(mostOwn + mostOthers + 1);

  /** <F, F> of every two vertices; `ofRest`, its products with all, from the rows of the site. */
  async function gramOf(job: Job, { sets }: Vertices, ofRest: Float64Array): Promise<Gram> {
    const gram: Float64Array[][] = [];
    for (const [c, g] of sets.entries()) {
      gram[c] = [];
      for (let d = 0; d <= c; d++) gram[c][d] = await productOf(job, g, sets[d]);
    }
    if (ofRest.length > 0) gram.push(rowsOf(ofRest, B));
    return gram;
  }

  return {
    async drawsOf(job, site, sample) {
      const r = responsesAt(answers, site);
      const fit = new Float64Array(r.length);
      mixInto(fit, tables, sample);
      const vertices = verticesOf(r, fit, tables, told, sample, n);
      const mean = await means(job, siteRows(r, fit, vertices, n));
      const gram = await gramOf(job, vertices, mean.subarray((2 * vertices.tables.length + 2) * B));
      return spread(fitEach(solver, gram, mean, vertices, B), vertices, sample);
    },
  };
}

/** Means of <F_G, F_H> under the draws, made when they are asked for; the oldest are made again. */
function productsOf(
  tables: readonly Float32Array[],
  means: (job: Job, rows: Float32Array) => Promise<Float64Array>,
  n: number,
  B: number,
) {
  const kept = new Map<number, Float64Array>();
  return async (job: Job, g: number, h: number): Promise<Float64Array> => {
    const key = Math.min(g, h) * tables.length + Math.max(g, h);
    const known = kept.get(key);
    if (known) return known;
    const made = await means(job, products(tables[g], tables[h], n));
    kept.set(key, made);
    const [oldest] = kept.keys();
    if (kept.size * B > mostKept) kept.delete(oldest);
    return made;
  };
}

/** <a, b> of every pair. */
function products(a: Table, b: Table, n: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => dotAt(a, b, i * (a.length / n), a.length / n));
}

function dotAt(a: Table, b: Table, from: number, K: number): number {
  let sum = 0;
  for (let at = from; at < from + K; at++) sum += a[at] * b[at];
  return sum;
}

function verticesOf(
  r: Table,
  fit: Table,
  tables: readonly Table[],
  told: readonly number[],
  sample: Float64Array,
  n: number,
): Vertices {
  const own = told.filter((g) => sample[g] > 0).sort((g, h) => sample[h] - sample[g] || g - h);
  const others = nearest(r, fit, tables, told, sample, n);
  const sets = [...own.slice(0, mostOwn), ...others].sort((g, h) => g - h);
  const start = sets.map((g) => sample[g]);
  const rest = own.slice(mostOwn);
  if (rest.length === 0) {
    return { sets, rest, tables: sets.map((g) => tables[g]), start: Float64Array.from(start) };
  }
  const held = rest.reduce((sum, g) => sum + sample[g], 0);
  const together = new Float64Array(r.length);
  const shares = Float64Array.from(rest, (g) => sample[g] / held);
  mixInto(
    together,
    rest.map((g) => tables[g]),
    shares,
  );
  return {
    ...{ sets, rest, start: Float64Array.of(...start, held) },
    tables: [...sets.map((g) => tables[g]), together],
  };
}

/** Sets without weight on the sample whose slopes are fewest standard errors from giving them some. */
function nearest(
  r: Table,
  fit: Table,
  tables: readonly Table[],
  told: readonly number[],
  sample: Float64Array,
  n: number,
): number[] {
  const K = fit.length / n;
  const missed = Float64Array.from(fit, (x, at) => x - r[at]);
  const here = products(missed, fit, n);
  const found: { readonly g: number; readonly errors: number }[] = [];
  for (const g of told) {
    if (sample[g] > 0) continue;
    let [sum, square] = [0, 0];
    for (let i = 0; i < n; i++) {
      const slope = dotAt(missed, tables[g], i * K, K) - here[i];
      sum += slope;
      square += slope ** 2;
    }
    const error = Math.sqrt(Math.max(0, square - sum ** 2 / n));
    const errors = sum / Math.max(error, rounding);
    if (errors < surely) found.push({ g, errors });
  }
  found.sort((x, y) => x.errors - y.errors || x.g - y.g);
  return found.slice(0, mostOthers).map(({ g }) => g);
}

/**
 * By pair: <r, F> of every vertex; of every vertex the slope of what the fit misses; TV(r, fit); TV(r, the next
 * pair's r); and <rest, F> of every vertex, if there is a rest. [2 m + 2 or 3 m + 2, n]
 */
function siteRows(r: Table, fit: Table, { tables, rest }: Vertices, n: number): Float32Array {
  const m = tables.length;
  const K = r.length / n;
  const rows = new Float32Array(((rest.length > 0 ? 3 : 2) * m + 2) * n);
  const signs = Float64Array.from(fit, (x, at) => {
    return Math.abs(x - r[at]) < rounding ? 0 : Math.sign(x - r[at]) / 2;
  });
  for (const [c, table] of tables.entries()) {
    rows.set(products(r, table, n), c * n);
    rows.set(products(signs, table, n), (m + c) * n);
    if (rest.length > 0) rows.set(products(tables[m - 1], table, n), (2 * m + 2 + c) * n);
  }
  for (let i = 0; i < n; i++) {
    rows[2 * m * n + i] = totalVariation(r, i * K, fit, i * K, K);
    rows[(2 * m + 1) * n + i] = totalVariation(r, i * K, r, ((i + 1) % n) * K, K);
  }
  return rows;
}

/** Weights of the vertices and what they leave unexplained, under each draw. */
function fitEach(
  solver: SimplexFitter,
  gram: Gram,
  mean: Float64Array, // [2 m + 2 or more, B]
  { start }: Vertices,
  B: number,
) {
  const m = start.length;
  const rows = rowsOf(mean, B);
  const [miss, chance] = [rows[2 * m], rows[2 * m + 1]];
  const weights = new Float64Array(m * B);
  const unexplained = new Float64Array(B);
  const target = new Float64Array(m);
  const Q = new Float64Array(atOnce * m * m);
  for (let from = 0; from < B; from += atOnce) {
    const to = Math.min(B, from + atOnce);
    gather(gram, from, to, Q);
    for (let k = from; k < to; k++) {
      for (let c = 0; c < m; c++) target[c] = mean[c * B + k];
      const p = solver.fit(Q.subarray((k - from) * m * m), m, target, start);
      let missed = miss[k];
      for (let c = 0; c < m; c++) {
        weights[c * B + k] = p[c];
        missed += (p[c] - start[c]) * mean[(m + c) * B + k];
      }
      unexplained[k] = Math.max(0, missed) / Math.max(chance[k], leastChance);
    }
  }
  return { weights, unexplained };
}

/** The matrices of some draws, one after the other: [to - from, m, m]. */
function gather(gram: Gram, from: number, to: number, Q: Float64Array): void {
  const m = gram.length;
  for (let c = 0; c < m; c++) {
    for (let d = 0; d <= c; d++) {
      const row = gram[c][d];
      for (let k = from, at = 0; k < to; k++, at += m * m) {
        Q[at + c * m + d] = row[k];
        Q[at + d * m + c] = row[k];
      }
    }
  }
}

function rowsOf(means: Float64Array, B: number): Float64Array[] {
  return Array.from({ length: means.length / B }, (_, row) =>
    means.subarray(row * B, (row + 1) * B),
  );
}

/** Weights of sets: those that went together have their shares again. */
function spread(
  { weights, unexplained }: Omit<SiteDraws, 'sets'>,
  { sets, rest, start }: Vertices,
  sample: Float64Array,
): SiteDraws {
  if (rest.length === 0) return { sets, weights, unexplained };
  const B = unexplained.length;
  const together = weights.subarray(sets.length * B);
  const held = start[sets.length];
  const out = new Float64Array((sets.length + rest.length) * B);
  out.set(weights.subarray(0, sets.length * B));
  for (const [c, g] of rest.entries()) {
    const share = sample[g] / held;
    for (let k = 0; k < B; k++) out[(sets.length + c) * B + k] = share * together[k];
  }
  return { sets: [...sets, ...rest], weights: out, unexplained };
}

// How far the one stays from the other under the best linear map that lengthens nothing: the d_repr of Sun and
// Toneva. min over |A|_op <= 1 of |A H1 - H2|_F / |H2|_F, the larger of both directions; rows as they are. With
// H1 = U S V^T it is a problem in r x r: min |A S - M|, M = H2 V; what of H2 lies outside V is missed by any A. Convex:
// accelerated projected gradient, where the projection clips singular values at 1, until a dual bound meets it.
import { crossProduct, type Dense, singularValues, symmetricEigen } from '../numeric/linear.ts';
import type { Measure } from './measure.ts';
import { plainGram } from './representation.ts';
import { type Spectrum, shiftedSpectrum, spectrumOf } from './spectrum.ts';

/** How far above its lower bound a distance may be: of itself, and where it is nearly 0. */
const gapAllowed = { relative: 5e-5, absolute: 1e-6 } as const;
/** Steps take what the sizes of the directions are apart: hundreds are usual. */
const mostSteps = 20_000;
const stepsBetweenBounds = 20;

export const contraction: Measure<Spectrum> = {
  name: 'contraction',
  title: 'contraction distance',
  paper: 'Sun and Toneva 2026',
  direction: 'distance',
  range: [0, 1],
  symmetric: true,
  metric: false,
  invariances: ['permutation', 'orthogonal'],
  cost: 'iterated',
  needsRows: false,
  prepare: (of) => spectrumOf(plainGram(of), of.n),
  compare: (a, b) => Math.max(missedBy(a, b), missedBy(b, a)),
  shifted: shiftedSpectrum,
};

/** Of |H2|, what no map of H1 that lengthens nothing reaches: 0 to 1. */
export function missedBy(from: Spectrum, to: Spectrum): number {
  const whole = Math.sqrt(to.sizes.reduce((sum, x) => sum + x * x, 0));
  const s = from.sizes.map((x) => x / whole);
  const turned = crossProduct(to.vectors, from.vectors); // [r2, r1]
  const data = turned.data.map((x, k) => (x * to.sizes[Math.floor(k / turned.columns)]) / whole);
  const m = { ...turned, data };
  const outside = Math.max(0, 1 - squares(data));
  return Math.min(1, Math.sqrt(leastSquares(m, s, outside) + outside));
}

/** min over |A|_op <= 1 of |A diag(s) - M|^2. */
function leastSquares(m: Dense, s: Float64Array, outside: number): number {
  const step = 1 / s[0] ** 2;
  const residual = (a: Float64Array) => a.map((x, k) => x * s[k % m.columns] - m.data[k]);
  let best = clipped({ ...m, data: m.data.map((x, k) => x / s[k % m.columns]) });
  let least = squares(residual(best));
  let bound = 0;
  let [a, ahead, t] = [best, best, 1];
  for (let steps = 1; steps <= mostSteps; steps++) {
    const off = residual(ahead);
    const next = clipped({ ...m, data: ahead.map((x, k) => x - step * off[k] * s[k % m.columns]) });
    const found = squares(residual(next));
    if (found < least) [best, least] = [next, found];
    const overshot = turnsBack(ahead, next, a); // begin to accelerate anew
    const tNext = overshot ? 1 : (1 + Math.sqrt(1 + 4 * t * t)) / 2;
    const by = overshot ? 0 : (t - 1) / tNext;
    ahead = next.map((x, k) => x + by * (x - a[k]));
    [a, t] = [next, tNext];
    if (steps % stepsBetweenBounds !== 1) continue;
    bound = Math.max(bound, lowerBound(m, s, residual(best)), lowerBound(m, s, residual(ahead)));
    if (isNear(Math.sqrt(least + outside), Math.sqrt(bound + outside))) break;
  }
  return least;
}

function isNear(found: number, bound: number): boolean {
  return found - bound <= gapAllowed.relative * found + gapAllowed.absolute;
}

/** The dual at a residual Y: -|Y|^2 - 2 <Y, M> - 2 |Y diag(s)|_* is below the least. */
function lowerBound(m: Dense, s: Float64Array, y: Float64Array): number {
  const nuclear = singularValues({ ...m, data: y.map((x, k) => x * s[k % m.columns]) });
  const along = y.reduce((sum, x, k) => sum + x * m.data[k], 0);
  return -squares(y) - 2 * along - 2 * nuclear.reduce((sum, x) => sum + x, 0);
}

/** The nearest that lengthens nothing: singular values above 1 become 1. By the eigenvectors of A^T A, or of A A^T. */
function clipped(of: Dense): Float64Array {
  const isWide = of.columns > of.rows;
  const tall = isWide ? transposed(of) : of;
  const { rows: n, columns: r, data } = tall;
  const { values, vectors } = symmetricEigen(crossProduct(tall, tall).data, r);
  const out = Float64Array.from(data);
  for (let k = 0; k < r && values[k] > 1; k++) {
    const less = 1 - 1 / Math.sqrt(values[k]);
    for (let i = 0; i < n; i++) {
      let along = 0;
      for (let j = 0; j < r; j++) along += data[i * r + j] * vectors[j * r + k];
      for (let j = 0; j < r; j++) out[i * r + j] -= less * along * vectors[j * r + k];
    }
  }
  return isWide ? transposed({ rows: n, columns: r, data: out }).data : out;
}

function transposed({ rows, columns, data }: Dense): Dense {
  const turned = data.map((_, k) => data[(k % rows) * columns + Math.floor(k / rows)]);
  return { rows: columns, columns: rows, data: turned };
}

/** The last step leads away from where the point ahead of it was pulled. */
function turnsBack(ahead: Float64Array, next: Float64Array, a: Float64Array): boolean {
  return ahead.reduce((sum, x, k) => sum + (x - next[k]) * (next[k] - a[k]), 0) > 0;
}

const squares = (data: Float64Array) => data.reduce((sum, x) => sum + x * x, 0);

// Which directions of a site say a part, and which of these say it alone (method.md, limits of 4.4).
//
// V_g: the leading principal components of the site's means by the value of g (`effectsOf`). Where several parts are together, g is told
// apart from the others by what of V_g is orthogonal to all of theirs: a site that keeps a and b side by side has such
// directions, one that has only their sum does not. Oblique coordinates (V_a along V_b) would not do: adding the
// difference of a is exactly what changing a does, however it is encoded.
import type { Ports } from '../core/ports.ts';
import type { Random } from '../core/random.ts';
import { mostValues, type ValueMeans } from '../forward/classMeans.ts';
import { type Subspace, subspaceOf } from '../forward/subspace.ts';
import { type Dense, dot, svd, symmetricEigen } from '../numeric/linear.ts';

/** Components are leading until they hold this share of the means' variance: the rest is what few prompts leave. */
const leadingShare = 0.9;
/** A direction of V_g nearer than this to the others' (the sine of the angle) is one of theirs. */
const leastSine = 0.3;
/** Prompts of a value under which its mean says more of the prompts than of the value. */
const fewestPrompts = 8;
/** Effects are there from this many times what chance leaves: a + b modulo m has the same mean for every value of a. */
const beyondNoise = 2;

/** Orthonormal rows. */
export type Directions = { readonly width: number; readonly rows: readonly Float64Array[] };

/** A part's values with prompts enough: what each adds to what the site has, in the mean over others'; [] where none does. */
export type Effects = { readonly width: number; readonly rows: readonly Float64Array[] };

/**
 * By part; undefined: fewer than two of its values have prompts enough, or it has too many (then the others have no effects). Least squares of a sum of one
 * effect a part: plain means by the value of a hold of b what the prompts' chance gave each value of a, and where b moves
 * the site much that is a direction of its own.
 */
export function effectsOf(seen: ValueMeans): (Effects | undefined)[] {
  const { width, values, means, counts } = seen;
  if (values.some((size) => size > mostValues)) {
    return values.map((size) => (size > mostValues ? undefined : { width, rows: [] }));
  }
  const V = values.reduce((sum, each) => sum + each, 0);
  const count = (v: number) => counts[v * V + v];
  const sums = Float64Array.from(means, (mean, at) => mean * count(Math.floor(at / width)));
  const { solved, rank } = solvedBy(counts, sums, V, width);
  const left = seen.squares - solved.reduce((sum, x, at) => sum + x * sums[at], 0);
  const noise = Math.max(0, left) / Math.max(1, seen.prompts - rank); // a prompt's, beside all effects
  let first = 0;
  return values.map((size) => {
    const own = Array.from({ length: size }, (_, v) => first + v);
    first += size;
    const used = own.filter((v) => count(v) >= fewestPrompts);
    if (used.length < 2) return undefined;
    const rows = centred(used.map((v) => solved.subarray(v * width, (v + 1) * width)));
    const variance = rows.reduce((sum, row, k) => sum + count(used[k]) * dot(row, row), 0);
    return { width, rows: variance >= beyondNoise * noise * (used.length - 1) ? rows : [] };
  });
}

/** K^+ S, K symmetric and of lower rank: a constant may move from part to part. [V, width] */
function solvedBy(counts: Int32Array, sums: Float64Array, V: number, width: number) {
  const { values, vectors } = symmetricEigen(counts, V);
  const solved = new Float64Array(V * width);
  const kept = [...values].filter((value) => value > 1e-9 * values[0]);
  for (const [k, value] of kept.entries()) {
    for (let j = 0; j < width; j++) {
      let along = 0;
      for (let v = 0; v < V; v++) along += vectors[v * V + k] * sums[v * width + j];
      for (let v = 0; v < V; v++) solved[v * width + j] += (vectors[v * V + k] * along) / value;
    }
  }
  return { solved, rank: kept.length };
}

function centred(rows: readonly Float64Array[]): Float64Array[] {
  const centre = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  return rows.map((row) => row.map((x, j) => x - centre[j]));
}

/** V_g. */
export function leadingDirections({ width, rows }: Effects): Directions {
  if (rows.length === 0) return { width, rows };
  const { values, rows: components } = decomposed(rows, width);
  const all = values.reduce((sum, s) => sum + s * s, 0);
  let held = 0;
  let rank = 0;
  while (all > 0 && held < leadingShare * all) held += values[rank++] ** 2;
  return { width, rows: components.slice(0, rank) };
}

/** What of some directions is orthogonal to all of others. */
export function apartFrom(own: Directions, others: readonly Directions[]): Directions {
  const { width } = own;
  const taken = orthonormal(
    others.flatMap(({ rows }) => rows),
    width,
    1e-6,
  );
  const rest = own.rows.map((row) => {
    const left = row.slice();
    for (const other of taken) {
      const along = dot(row, other);
      for (let j = 0; j < width; j++) left[j] -= along * other[j];
    }
    return left;
  });
  return { width, rows: orthonormal(rest, width, leastSine) };
}

/** As many directions at random. */
export function randomDirections(rng: Random, rank: number, width: number): Directions {
  const normal = () => {
    const radius = Math.sqrt(-2 * Math.log(1 - rng.next()));
    return radius * Math.cos(2 * Math.PI * rng.next());
  };
  const rows = Array.from({ length: rank }, () => Float64Array.from({ length: width }, normal));
  return { width, rows: orthonormal(rows, width, 0) };
}

export function spanOf(ports: Pick<Ports, 'sha256'>, { width, rows }: Directions): Subspace {
  const basis = new Float32Array(rows.length * width);
  for (const [k, row] of rows.entries()) basis.set(row, k * width);
  return subspaceOf(ports, rows.length, basis);
}

/** What the rows span, but for what of it is no longer than `least`. */
function orthonormal(rows: readonly Float64Array[], width: number, least: number): Float64Array[] {
  if (rows.length === 0) return [];
  const { values, rows: components } = decomposed(rows, width);
  return components.filter((_, k) => values[k] > least);
}

/** The right singular vectors, the longest first. */
function decomposed(rows: readonly Float64Array[], width: number) {
  const data = new Float64Array(rows.length * width);
  for (const [k, row] of rows.entries()) data.set(row, k * width);
  const { values, v } = svd({ rows: rows.length, columns: width, data });
  return { values, rows: Array.from(values, (_, k) => columnOf(v, k)) };
}

function columnOf({ rows, columns, data }: Dense, k: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, j) => data[j * columns + k]);
}

// Which directions of a site say a part, and which of these say it alone (method.md, limits of 4.4).
//
// V_g: the leading principal components of the site's means by the value of g. Where several parts are together, g is told
// apart from the others by what of V_g is orthogonal to all of theirs: a site that keeps a and b side by side has such
// directions, one that has only their sum does not. Oblique coordinates (V_a along V_b) would not do: adding the
// difference of a is exactly what changing a does, however it is encoded.
import type { Random } from '../core/random.ts';
import type { ValueMeans } from '../forward/classMeans.ts';
import type { Subspace } from '../forward/subspace.ts';
import { type Dense, svd } from '../numeric/linear.ts';

/** Components are leading until they hold this share of the means' variance: the rest is what few prompts leave. */
const leadingShare = 0.9;
/** A direction of V_g nearer than this to the others' (the sine of the angle) is one of theirs. */
const leastSine = 0.3;
/** Prompts of a value under which its mean says more of the prompts than of the value. */
const fewestPrompts = 8;

/** Orthonormal rows. */
export type Directions = { readonly width: number; readonly rows: readonly Float64Array[] };

/** V_g; undefined: fewer than two values of the part have prompts enough. */
export function leadingDirections({ means, width, counts }: ValueMeans): Directions | undefined {
  const used = [...counts.keys()].filter((v) => counts[v] >= fewestPrompts);
  if (used.length < 2) return undefined;
  const rows = used.map((v) => Float64Array.from(means.subarray(v * width, (v + 1) * width)));
  const centre = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  for (const row of rows) for (let j = 0; j < width; j++) row[j] -= centre[j];
  const { values, rows: components } = decomposed(rows, width);
  const all = values.reduce((sum, s) => sum + s * s, 0);
  if (!(all > 0)) return { width, rows: [] };
  let held = 0;
  let rank = 0;
  while (held < leadingShare * all) held += values[rank++] ** 2;
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

export function subspaceOf({ width, rows }: Directions): Subspace {
  const basis = new Float32Array(rows.length * width);
  for (const [k, row] of rows.entries()) basis.set(row, k * width);
  return { rank: rows.length, basis };
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

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

// Seeded rows for tests of measures, and what can be done to them.
import { random } from '../../src/engine/core/random.ts';
import { svd } from '../../src/engine/numeric/linear.ts';
import type { Matrix } from './oracles.ts';

export type Rows = Matrix;

/** Standard normal numbers. */
export function normal(seed: string, rows: number, columns: number): Rows {
  const rng = random(seed);
  const one = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, one) };
}

export function times(a: Rows, b: Rows): Rows {
  const data = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      for (let j = 0; j < b.columns; j++) {
        data[i * b.columns + j] += a.data[i * a.columns + k] * b.data[k * b.columns + j];
      }
    }
  }
  return { rows: a.rows, columns: b.columns, data };
}

/** In `columns` mixtures of those of `of`, with noise. */
export function like(of: Rows, seed: string, columns: number, noise: number): Rows {
  const mixed = times(of, normal(`${seed} mixing`, of.columns, columns));
  const by = normal(`${seed} noise`, of.rows, columns);
  return { ...mixed, data: mixed.data.map((x, k) => x + noise * by.data[k]) };
}

export function rotated(of: Rows, seed: string): Rows {
  const { u, v } = svd(normal(seed, of.columns, of.columns));
  return times(of, times(u, { rows: v.columns, columns: v.rows, data: transposedData(v) }));
}

/** Stretches its directions by very different factors. */
export function invertible(seed: string, columns: number): Rows {
  const { u, v } = svd(normal(seed, columns, columns));
  const stretch = { ...u, data: u.data.map((x, k) => x * 10 ** ((k % columns) / columns)) };
  return times(stretch, { rows: v.columns, columns: v.rows, data: transposedData(v) });
}

export function scaled(of: Rows, by: number): Rows {
  return { ...of, data: of.data.map((x) => by * x) };
}

export function translated(of: Rows, seed: string, by: number): Rows {
  const to = normal(seed, 1, of.columns).data;
  return { ...of, data: of.data.map((x, k) => x + by * to[k % of.columns]) };
}

function transposedData({ rows, columns, data }: Rows): Float64Array {
  return Float64Array.from(data, (_, k) => data[(k % rows) * columns + Math.floor(k / rows)]);
}

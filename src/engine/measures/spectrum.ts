// A representation along its principal directions: the same rows, in as many coordinates as they span.
import { type Dense, symmetricEigen } from '../numeric/linear.ts';
import { type Numbers, shiftedRows } from './representation.ts';

/** Rows = vectors diag(sizes) up to a rotation. */
export type Spectrum = {
  readonly vectors: Dense; // [n, r], orthonormal columns
  readonly sizes: Float64Array; // singular values, [r], the largest first
};

/** Inner products in single precision have eigenvalues of this much of the largest by rounding; in double, of this. */
const rounding = { single: 2 ** -23, double: 2 ** -48 } as const;

/** Of inner products [n, n]; directions that rounding alone has made are left out. */
export function spectrumOf(gram: Numbers, n: number): Spectrum {
  const { values, vectors } = symmetricEigen(gram, n);
  const least = n * rounding[gram instanceof Float32Array ? 'single' : 'double'] * values[0];
  const r = values.filter((value) => value > least).length;
  return { vectors: firstColumns(vectors, n, r), sizes: values.subarray(0, r).map(Math.sqrt) };
}

/** The first so many directions. */
export function leading({ vectors, sizes }: Spectrum, r: number): Spectrum {
  return { vectors: firstColumns(vectors.data, vectors.rows, r), sizes: sizes.subarray(0, r) };
}

/** Row i is then what row (i + by) % n was. */
export function shiftedSpectrum({ vectors, sizes }: Spectrum, by: number): Spectrum {
  return { vectors: { ...vectors, data: shiftedRows(vectors.data, vectors.rows, by) }, sizes };
}

function firstColumns(data: Float64Array, n: number, r: number): Dense {
  const columns = data.length / n;
  const kept = new Float64Array(n * r);
  for (let i = 0; i < n; i++) {
    kept.set(data.subarray(i * columns, i * columns + r), i * r);
  }
  return { rows: n, columns: r, data: kept };
}

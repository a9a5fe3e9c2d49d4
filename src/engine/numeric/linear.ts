// Decompositions of dense matrices, in double precision: the one place that knows the library. Row-major.
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';

export type Dense = {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array; // [rows, columns]
};

/** Of a symmetric matrix, the largest value first: K = V diag(values) V^T, vectors [n, n] as columns. */
export type Eigen = { readonly values: Float64Array; readonly vectors: Float64Array };

/** M = U diag(values) V^T with r = min(rows, columns) values, the largest first. */
export type Svd = { readonly u: Dense; readonly values: Float64Array; readonly v: Dense };

export function symmetricEigen(data: ArrayLike<number>, n: number): Eigen {
  const found = new EigenvalueDecomposition(matrixOf({ rows: n, columns: n, data }), {
    assumeSymmetric: true,
  });
  const order = [...found.realEigenvalues.keys()].sort(
    (a, b) => found.realEigenvalues[b] - found.realEigenvalues[a],
  );
  const columns = found.eigenvectorMatrix;
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (const [k, from] of order.entries()) vectors[i * n + k] = columns.get(i, from);
  }
  return { values: Float64Array.from(order, (k) => found.realEigenvalues[k]), vectors };
}

export function singularValues(m: Dense): Float64Array {
  const found = new SingularValueDecomposition(matrixOf(m), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return Float64Array.from(found.diagonal);
}

export function svd(m: Dense): Svd {
  const found = new SingularValueDecomposition(matrixOf(m), { autoTranspose: true });
  return {
    u: denseOf(found.leftSingularVectors),
    values: Float64Array.from(found.diagonal),
    v: denseOf(found.rightSingularVectors),
  };
}

/** A^T B. */
export function crossProduct(a: Dense, b: Dense): Dense {
  const data = new Float64Array(a.columns * b.columns);
  for (let row = 0; row < a.rows; row++) {
    for (let i = 0; i < a.columns; i++) {
      const by = a.data[row * a.columns + i];
      const [to, from] = [i * b.columns, row * b.columns];
      for (let j = 0; j < b.columns; j++) data[to + j] += by * b.data[from + j];
    }
  }
  return { rows: a.columns, columns: b.columns, data };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

type Like = Pick<Dense, 'rows' | 'columns'> & { readonly data: ArrayLike<number> };

function matrixOf({ rows, columns, data }: Like): Matrix {
  const matrix = new Matrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) matrix.set(i, j, data[i * columns + j]);
  }
  return matrix;
}

function denseOf(matrix: Matrix): Dense {
  return {
    rows: matrix.rows,
    columns: matrix.columns,
    data: Float64Array.from(matrix.to1DArray()),
  };
}

// Representational similarity analysis: are the same two rows far apart in both? Cosine distances of the rows as they
// are, compared by rank.
import { ranksOf } from '../numeric/ranks.ts';
import type { Measure } from './measure.ts';
import { plainGram, type Representation } from './representation.ts';
import { above, ofUnitMatrices, type UnitMatrix, unitMatrix } from './unitMatrix.ts';

export const rsa: Measure<UnitMatrix> = {
  ...ofUnitMatrices,
  name: 'rsa',
  title: 'RSA',
  paper: 'Kriegeskorte et al. 2008; Spearman of cosine distances',
  direction: 'similarity',
  range: [-1, 1],
  symmetric: true,
  metric: false,
  invariances: ['permutation', 'orthogonal', 'scaling'],
  cost: 'square',
  needsRows: false,
  prepare,
};

function prepare(of: Representation): UnitMatrix {
  const { n } = of;
  const ranks = ranksOf(cosineDistances(of));
  const mean = (ranks.length - 1) / 2;
  return unitMatrix(n, false, (i, j) => ranks[(i * (2 * n - i - 1)) / 2 + j - i - 1] - mean);
}

/** 1 - cosine of every two rows, above the diagonal, row by row. */
function cosineDistances(of: Representation): Float64Array {
  const { n } = of;
  const plain = plainGram(of);
  const length = Float64Array.from({ length: n }, (_, i) => Math.sqrt(plain[i * n + i]));
  const distances = new Float64Array(above(n));
  let k = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const both = length[i] * length[j];
      distances[k++] = 1 - (both > 0 ? plain[i * n + j] / both : 0);
    }
  }
  return distances;
}

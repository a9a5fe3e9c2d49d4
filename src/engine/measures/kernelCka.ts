// Centred kernel alignment of Gaussian kernels, each as wide as the median distance between its own rows: what
// lies near what, rather than along which directions.
import { quantileIn } from '../numeric/statistics.ts';
import type { Measure } from './measure.ts';
import type { Representation } from './representation.ts';
import { above, ofUnitMatrices, type UnitMatrix, unitMatrix } from './unitMatrix.ts';

export const kernelCka: Measure<UnitMatrix> = {
  ...ofUnitMatrices,
  name: 'kernel-cka',
  title: 'CKA with a Gaussian kernel',
  paper: 'Kornblith et al. 2019; the width is the median distance',
  direction: 'similarity',
  range: [0, 1],
  symmetric: true,
  metric: false,
  invariances: ['permutation', 'orthogonal', 'scaling', 'translation'],
  cost: 'square',
  needsRows: false,
  prepare,
};

function prepare({ n, gram }: Representation): UnitMatrix {
  const squared = (i: number, j: number) =>
    Math.max(0, gram[i * n + i] + gram[j * n + j] - 2 * gram[i * n + j]);
  const distances = new Float64Array(above(n));
  let k = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) distances[k++] = Math.sqrt(squared(i, j));
  }
  const width = quantileIn(distances, 0.5);
  const kernel = new Float64Array(n * n);
  const means = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const at = Math.exp(-squared(i, j) / (2 * width * width));
      kernel[i * n + j] = at;
      means[i] += at / n;
    }
  }
  const whole = means.reduce((sum, x) => sum + x / n, 0);
  return unitMatrix(n, true, (i, j) => kernel[i * n + j] - means[i] - means[j] + whole);
}

// Centred kernel alignment of linear kernels. Of few rows the plain form is large for any two representations, for
// each row is like itself; the debiased form leaves that out, and is 0 in the mean where nothing is shared.
import type { Measure, MeasureFacts } from './measure.ts';
import type { Representation } from './representation.ts';
import { ofUnitMatrices, type UnitMatrix, unitMatrix } from './unitMatrix.ts';

const shared = {
  direction: 'similarity',
  symmetric: true,
  metric: false,
  invariances: ['permutation', 'orthogonal', 'scaling', 'translation'],
  cost: 'square',
  needsRows: false,
} as const satisfies Partial<MeasureFacts>;

export const cka: Measure<UnitMatrix> = {
  ...shared,
  ...ofUnitMatrices,
  name: 'cka',
  title: 'debiased CKA',
  paper: 'Kornblith et al. 2019, by the unbiased HSIC of Song et al. 2012',
  range: [-1, 1],
  prepare: uCentred,
};

export const biasedCka: Measure<UnitMatrix> = {
  ...shared,
  ...ofUnitMatrices,
  name: 'cka-biased',
  title: 'CKA',
  paper: 'Kornblith et al. 2019',
  range: [0, 1],
  prepare: ({ n, gram }) => unitMatrix(n, true, (i, j) => gram[i * n + j]),
};

/** Zeros on the diagonal, and rows that sum to 0 (Szekely and Rizzo 2014): inner products are then the unbiased HSIC. */
function uCentred({ n, gram }: Representation): UnitMatrix {
  const sums = new Float64Array(n); // of each row, without the diagonal
  for (let i = 0; i < n; i++) {
    let sum = -gram[i * n + i];
    for (let j = 0; j < n; j++) sum += gram[i * n + j];
    sums[i] = sum;
  }
  const whole = sums.reduce((sum, x) => sum + x, 0) / ((n - 1) * (n - 2));
  const off = sums.map((sum) => sum / (n - 2));
  return unitMatrix(n, false, (i, j) => gram[i * n + j] - off[i] - off[j] + whole);
}

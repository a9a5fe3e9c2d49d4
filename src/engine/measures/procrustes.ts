// Shape distances: how far two representations are once centred, scaled to length 1 and rotated onto each other as
// well as they can be. The chord and the angle of the same.
import { crossProduct, singularValues } from '../numeric/linear.ts';
import type { Measure, MeasureFacts } from './measure.ts';
import { type Spectrum, shiftedSpectrum, spectrumOf } from './spectrum.ts';

const shared = {
  direction: 'distance',
  symmetric: true,
  metric: true,
  invariances: ['permutation', 'orthogonal', 'scaling', 'translation'],
  cost: 'cube',
  needsRows: false,
} as const satisfies Partial<MeasureFacts>;

export const procrustes: Measure<Spectrum> = {
  ...shared,
  name: 'procrustes',
  title: 'Procrustes distance',
  paper: 'Williams et al. 2021; Ding et al. 2021',
  range: [0, Math.SQRT2],
  prepare: ({ gram, n }) => spectrumOf(gram, n),
  compare: (a, b) => Math.sqrt(2 - 2 * alignment(a, b)),
  shifted: shiftedSpectrum,
};

export const angularProcrustes: Measure<Spectrum> = {
  ...shared,
  name: 'procrustes-angle',
  title: 'Procrustes angle',
  paper: 'Williams et al. 2021',
  range: [0, Math.PI / 2],
  prepare: ({ gram, n }) => spectrumOf(gram, n),
  compare: (a, b) => Math.acos(alignment(a, b)),
  shifted: shiftedSpectrum,
};

/** The nuclear norm of A^T B, both of Frobenius norm 1: 0 to 1. */
function alignment(a: Spectrum, b: Spectrum): number {
  const product = crossProduct(a.vectors, b.vectors);
  const data = product.data.map((x, k) => {
    const [i, j] = [Math.floor(k / product.columns), k % product.columns];
    return x * a.sizes[i] * b.sizes[j];
  });
  const sum = singularValues({ ...product, data }).reduce((total, x) => total + x, 0);
  return Math.min(1, sum / (norm(a) * norm(b)));
}

const norm = ({ sizes }: Spectrum) => Math.sqrt(sizes.reduce((sum, x) => sum + x * x, 0));

// Canonical correlations: how well the directions of one are linear combinations of the other's, each direction
// counted alike however little of the variance it has. With as many directions as rows (less one) it is 1 of anything.
import { crossProduct, singularValues } from '../numeric/linear.ts';
import type { Measure } from './measure.ts';
import { type Spectrum, shiftedSpectrum, spectrumOf } from './spectrum.ts';

export const cca: Measure<Spectrum> = {
  name: 'cca',
  title: 'mean CCA',
  paper: 'Hotelling 1936; mean canonical correlation, Raghu et al. 2017',
  direction: 'similarity',
  range: [0, 1],
  symmetric: true,
  metric: false,
  invariances: ['permutation', 'orthogonal', 'scaling', 'translation', 'linear'],
  cost: 'cube',
  needsRows: false,
  prepare: ({ gram, n }) => spectrumOf(gram, n),
  compare: meanCorrelation,
  shifted: shiftedSpectrum,
};

/** Over as many correlations as the narrower has directions. */
export function meanCorrelation(a: Spectrum, b: Spectrum): number {
  const correlations = singularValues(crossProduct(a.vectors, b.vectors));
  const sum = correlations.reduce((total, x) => total + Math.min(1, x), 0);
  return sum / Math.min(a.sizes.length, b.sizes.length);
}

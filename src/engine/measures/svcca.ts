// Canonical correlations of the leading principal directions alone: of the fewest that have 99 % of the variance.
import { meanCorrelation } from './cca.ts';
import type { Measure } from './measure.ts';
import type { Representation } from './representation.ts';
import { leading, type Spectrum, shiftedSpectrum, spectrumOf } from './spectrum.ts';

const shareKept = 0.99;

export const svcca: Measure<Spectrum> = {
  name: 'svcca',
  title: 'SVCCA',
  paper: 'Raghu et al. 2017; of 99 % of the variance',
  direction: 'similarity',
  range: [0, 1],
  symmetric: true,
  metric: false,
  invariances: ['permutation', 'orthogonal', 'scaling', 'translation'],
  cost: 'cube',
  needsRows: false,
  prepare,
  compare: meanCorrelation,
  shifted: shiftedSpectrum,
};

function prepare({ gram, n }: Representation): Spectrum {
  const all = spectrumOf(gram, n);
  const whole = all.sizes.reduce((sum, x) => sum + x * x, 0);
  let kept = 0;
  let r = 0;
  while (r < all.sizes.length && kept < shareKept * whole) kept += all.sizes[r++] ** 2;
  return leading(all, r);
}

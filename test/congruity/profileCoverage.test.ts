// Do the 95 % intervals of profiles hold the truth? Here with few samples, to notice a fault of the method; with
// enough to know the level: npm run bench -- coverage.
import { expect, test } from 'vitest';
import { coverageApart, coverageCases, coverageOf } from '../support/profileCoverage.ts';
import { isLong, share } from '../support/share.ts';

const samples = isLong ? 120 : 40;
/** Three standard errors of a share near .95 from so many samples. */
const noise = 3 * Math.sqrt((0.95 * 0.05) / samples);

test.each(share(coverageCases, 3))(
  '$name: {a,b} held near $held, distance near $distance',
  async (row) => {
    const { truth, found } = await coverageOf(row, { pairs: 64, samples, resamples: 120 });
    expect(truth.held).toBeCloseTo(row.held, 1);
    expect(truth.distance).toBeCloseTo(row.distance, 1);
    for (const [what, { below, above }] of Object.entries(found)) {
      expect(1 - below - above, what).toBeGreaterThanOrEqual(0.95 - noise);
    }
  },
);

const few = coverageCases.filter(({ name }) => /more|rare/.test(name)); // of one site each: the others take long

test.each(share(few, 2))('$name, each on pairs of its own', async (row) => {
  const { below, above } = await coverageApart(row, { pairs: 48, samples, resamples: 120 });
  expect(1 - below - above).toBeGreaterThanOrEqual(0.95 - noise);
});

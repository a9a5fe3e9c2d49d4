// Resampled distances against the distances of one sample: weights that are all alike change nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distancesOf } from '../../src/engine/congruity/distance.ts';
import { intervalFrom } from '../../src/engine/congruity/interval.ts';
import { countedInBoth, mergeDistance } from '../../src/engine/congruity/mergeDistance.ts';
import { resampledDistances } from '../../src/engine/congruity/resampledDistances.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { resampleWeights, weightedMeans } from '../../src/engine/numeric/resample.ts';
import { pairStatistics } from '../../src/engine/signature/pairStatistics.ts';
import { signatureOf } from '../../src/engine/signature/signature.ts';
import { randomResponses } from '../support/syntheticResponses.ts';

const shape = { spans: 3, pairs: 16, outcomes: 3, parts: 3 };

test('every resample has the distances that its weights give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 1e6 }), async (seed) => {
      const a = randomResponses({ ...shape, cuts: 4 }, `a ${seed}`);
      const b = randomResponses({ ...shape, cuts: 3 }, `b ${seed}`);
      const [statsA, statsB] = [pairStatistics(a), pairStatistics(b)];
      const [sA, sB] = [signatureOf(statsA), signatureOf(statsB)];
      const parts = countedInBoth(sA, sB);
      const { cutMismatch } = distancesOf(a, sA, b, sB);
      const weights = resampleWeights(5, shape.pairs, random(seed));
      const found = await resampledDistances(quietJob, statsA, statsB, parts, cutMismatch, weights);
      for (let k = 0; k < 5; k++) {
        const own = weights.subarray(k * shape.pairs, (k + 1) * shape.pairs);
        const [oA, oB] = [signatureOf(statsA, own), signatureOf(statsB, own)];
        const wanted = distancesOf(a, oA, b, oB, own);
        expect(found.distance[k]).toBeCloseTo(wanted.value, 9);
        expect(found.full[k]).toBeCloseTo(wanted.full.value, 9);
        // Which parts count is settled on the whole sample.
        const counted = { counted: sA.counted };
        const merge = mergeDistance({ ...oA, ...counted }, { ...oB, counted: sB.counted });
        if (parts.every((part) => oA.counted[part] && oB.counted[part])) {
          expect(found.merge[k]).toBeCloseTo(merge ?? 0, 9);
        }
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('means of many rows under many weights are plain sums', () => {
  const rng = random(1);
  const [R, B, n] = [3, 7, 5];
  const rows = Float32Array.from({ length: R * n }, rng.next);
  const weights = Float64Array.from({ length: B * n }, rng.next);
  const found = weightedMeans(rows, weights, n);
  for (let b = 0; b < B; b++) {
    for (let row = 0; row < R; row++) {
      const wanted = [...Array(n).keys()].reduce((sum, i) => {
        return sum + rows[row * n + i] * weights[b * n + i];
      }, 0);
      expect(found[b * R + row]).toBeCloseTo(wanted, 12);
    }
  }
});

test('an interval holds its estimate and lies within 0 and 1', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 8, max: 300 }), (seed, n) => {
      const rng = random(seed);
      const value = rng.next();
      const draws = Float64Array.from(
        { length: 99 },
        () => value * rng.next() + (1 - value) * rng.next(),
      );
      const { low, high } = intervalFrom(value, draws, n, 0.95);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }),
    { seed: 1 },
  );
});

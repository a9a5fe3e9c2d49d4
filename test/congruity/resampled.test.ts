// Distances under draws against their definitions, whatever the draw and however many at once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distancesOf, fullUnder } from '../../src/engine/congruity/distance.ts';
import { intervalFrom } from '../../src/engine/congruity/interval.ts';
import { mergeDistances } from '../../src/engine/congruity/mergeDistance.ts';
import { variationOf } from '../../src/engine/congruity/mismatch.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { equalWeights, resampleWeights, weightedMeans } from '../../src/engine/numeric/resample.ts';
import { pairStatistics } from '../../src/engine/signature/pairStatistics.ts';
import { readingsOf, sampleReadings } from '../../src/engine/signature/signature.ts';
import { plainDistances } from '../support/plainDistances.ts';
import { randomResponses } from '../support/syntheticResponses.ts';

const shape = { spans: 3, pairs: 16, outcomes: 3, parts: 3 };
const B = 6;

test('the sample and every draw have the distances that their weights give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 1e6 }), async (seed) => {
      const a = randomResponses({ ...shape, cuts: 4 }, `a ${seed}`);
      const b = randomResponses({ ...shape, cuts: 3 }, `b ${seed}`);
      const [ofA, ofB] = [await pairStatistics(quietJob, a), await pairStatistics(quietJob, b)];
      const [sA, sB] = [await sampleReadings(quietJob, ofA), await sampleReadings(quietJob, ofB)];
      const variation = variationOf(ofA, ofB);
      const sample = await distancesOf(quietJob, sA, sB, variation);
      const resamples = resampleWeights(B - 1, shape.pairs, random(seed));
      const weights = Float64Array.of(...equalWeights(shape.pairs), ...resamples); // [B, n]
      const rA = await readingsOf(quietJob, ofA, weights);
      const rB = await readingsOf(quietJob, ofB, weights);
      const full = await fullUnder(quietJob, rA, rB, sample, variation);
      const merge = await mergeDistances(quietJob, rA, rB);
      for (let k = 0; k < B; k++) {
        const own = [...weights.subarray(k * shape.pairs, (k + 1) * shape.pairs)];
        const wanted = plainDistances(a, b, own, [ofA.counted, ofB.counted]);
        expect(full[k].value).toBeCloseTo(wanted.full, 9);
        expect(merge[k]).toBeCloseTo(wanted.merge, 9);
      }
      expect(sample.full, 'draw 0').toEqual(full[0]);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('draws in one block or each alone read the same, bit for bit', async () => {
  const responses = randomResponses({ ...shape, cuts: 4 }, 'blocks');
  const stats = await pairStatistics(quietJob, responses);
  const weights = resampleWeights(B, shape.pairs, random(2));
  const together = await readingsOf(quietJob, stats, weights);
  for (let k = 0; k < B; k++) {
    const own = weights.subarray(k * shape.pairs, (k + 1) * shape.pairs);
    const alone = await readingsOf(quietJob, stats, own);
    for (const what of ['chance', 'shares', 'merging'] as const) {
      const row = together[what].filter((_, at) => at % B === k);
      expect(row, `${what} of draw ${k}`).toEqual(alone[what]);
    }
  }
});

test.each([
  [3, 7, 5],
  [1, 1, 4],
  [2, 4, 3],
  [5, 9, 1],
])('means of %i rows under %i draws of %i pairs are plain sums', (R, B, n) => {
  const rng = random(1);
  const rows = Float32Array.from({ length: R * n }, rng.next);
  const weights = Float64Array.from({ length: B * n }, rng.next);
  const draws = [...Array(B).keys()].filter((b) => b !== 2).reverse();
  const found = weightedMeans(rows, weights, n, draws);
  for (let row = 0; row < R; row++) {
    for (const [k, b] of draws.entries()) {
      const wanted = [...Array(n).keys()].reduce((sum, i) => {
        return sum + rows[row * n + i] * weights[b * n + i];
      }, 0);
      expect(found[row * draws.length + k]).toBe(wanted);
    }
  }
});

test('an interval holds its estimate and lies within 0 and 1', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 8, max: 300 }), (seed, n) => {
      const rng = random(seed);
      const value = rng.next();
      const draws = Array.from({ length: 99 }, () => value * rng.next() + (1 - value) * rng.next());
      const { low, high } = intervalFrom(value, draws, n, 0.95);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }),
    { seed: 1 },
  );
});

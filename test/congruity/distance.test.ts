// What must hold of the distances whatever the responses.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { derangement } from '../../src/engine/congruity/controls.ts';
import { distancesOf } from '../../src/engine/congruity/distance.ts';
import { frechet, mergeDistances } from '../../src/engine/congruity/mergeDistance.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random, shuffled } from '../../src/engine/core/random.ts';
import { residual } from '../../src/engine/forward/plan.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { equalWeights } from '../../src/engine/numeric/resample.ts';
import { pairStatistics } from '../../src/engine/signature/pairStatistics.ts';
import { type Readings, readingsOf, sampleReadings } from '../../src/engine/signature/signature.ts';
import { randomResponses } from '../support/syntheticResponses.ts';

const shapes = fc.record({
  cutsA: fc.integer({ min: 1, max: 4 }),
  cutsB: fc.integer({ min: 1, max: 4 }),
  spans: fc.integer({ min: 1, max: 4 }),
  pairs: fc.integer({ min: 2, max: 12 }),
  outcomes: fc.integer({ min: 2, max: 4 }),
  parts: fc.integer({ min: 0, max: 3 }),
  seed: fc.nat({ max: 1e6 }),
});

/** Two models on the same random pairs. */
function checkModels(check: (a: Responses, b: Responses, seed: number) => Promise<void>) {
  return fc.assert(
    fc.asyncProperty(shapes, async ({ cutsA, cutsB, seed, ...shape }) => {
      const a = randomResponses({ ...shape, cuts: cutsA }, `a ${seed}`);
      await check(a, randomResponses({ ...shape, cuts: cutsB }, `b ${seed}`), seed);
    }),
    { seed: 1, numRuns: 150 },
  );
}

const readings = async (r: Responses) =>
  sampleReadings(quietJob, await pairStatistics(quietJob, r));
const between = async (a: Responses, b: Responses) =>
  (await distancesOf(quietJob, await readings(a), await readings(b))).full.value;
const mergingOf = async (a: Readings, b: Readings) => (await mergeDistances(quietJob, a, b))[0];
const merging = async (a: Responses, b: Responses) =>
  mergingOf(await readings(a), await readings(b));

describe('full and merge distance', () => {
  test('of a model from itself are 0', () =>
    checkModels(async (a) => {
      expect(await between(a, a)).toBe(0);
      expect(await merging(a, a)).toBe(0);
    }));

  test('are symmetric', () =>
    checkModels(async (a, b) => {
      expect(await between(a, b)).toBeCloseTo(await between(b, a), 12);
      expect(await merging(a, b)).toBe(await merging(b, a));
    }));

  test('lie between 0 and 1', () =>
    checkModels(async (a, b) => {
      for (const value of [await between(a, b), await merging(a, b)]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    }));

  test('do not change when the spans of one model are renamed', () =>
    checkModels(async (a, b, seed) => {
      const order = shuffled([...a.plan.cuts[0].keys()], random(seed));
      const renamed = withSpansInOrder(a, order);
      expect(await between(renamed, b)).toBeCloseTo(await between(a, b), 9);
      expect(await merging(renamed, b)).toBeCloseTo(await merging(a, b), 9);
    }));

  test('look at no site that is in no cut', () =>
    checkModels(async (a, b) => {
      const joint = withJointSites(a, b.site.subarray(0, a.pairs * a.outcomes));
      expect(await between(joint, b)).toBe(await between(a, b));
      expect(await between(b, joint)).toBe(await between(b, a));
      expect(await merging(joint, b)).toBe(await merging(a, b));
    }));

  test('take equal weights for the sample', () =>
    checkModels(async (a) => {
      const whole = await readings(a);
      expect(whole).toEqual(await readingsOf(quietJob, whole.stats, equalWeights(a.pairs)));
    }));
});

describe('merge distance', () => {
  test('does not change when a model stays at a cut for longer', () =>
    checkModels(async (a, b) => {
      const [sA, sB] = [await readings(a), await readings(b)];
      const P = sA.parts;
      const first = sA.merging.subarray(0, P * P);
      const merging = Float64Array.from([...first, ...sA.merging]);
      const longer = { ...sA, cuts: [...sA.cuts, []], merging };
      expect(await mergingOf(longer, sB)).toBe(await mergingOf(sA, sB));
    }));

  test('is the least, over all joint walks, of the worst moment', () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(size, size, fc.nat({ max: 1e6 }), (rows, columns, seed) => {
        const rng = random(seed);
        const matrix = Array.from({ length: rows }, () =>
          Array.from({ length: columns }, rng.next),
        );
        const between = (l: number, m: number) => matrix[l][m];
        expect(frechet(rows, columns, between)).toBe(bestWalk(rows - 1, columns - 1, between));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

test('a derangement moves every pair', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), (n, seed) => {
      const to = derangement(n, random(seed));
      expect([...to].sort((x, y) => x - y)).toEqual([...Array(n).keys()]);
      to.forEach((target, i) => {
        expect(target).not.toBe(i);
      });
    }),
    { seed: 1 },
  );
});

function bestWalk(l: number, m: number, between: (l: number, m: number) => number): number {
  if (l < 0 || m < 0) return Number.POSITIVE_INFINITY;
  if (l === 0 && m === 0) return between(0, 0);
  const before = [bestWalk(l - 1, m, between), bestWalk(l, m - 1, between)];
  return Math.max(between(l, m), Math.min(...before, bestWalk(l - 1, m - 1, between)));
}

/** The same model with its spans listed in another order. */
function withSpansInOrder(r: Responses, order: readonly number[]): Responses {
  const cuts = r.plan.cuts.map((members) => order.map((s) => members[s]));
  return { ...r, plan: { ...r.plan, cuts } };
}

/** With a joint site at every cut that answers like this, whatever the model. */
function withJointSites(r: Responses, answers: Float32Array): Responses {
  const { plan, parts, pairs: n } = r;
  const sites = plan.cuts.map((_, moment) => residual(moment, { from: 0 }));
  const all = plan.sites.length + sites.length;
  const passed = new Float32Array(parts * all * n);
  for (let g = 0; g < parts; g++) {
    passed.set(
      r.passed.subarray(g * plan.sites.length * n, (g + 1) * plan.sites.length * n),
      g * all * n,
    );
  }
  return {
    ...r,
    plan: { ...plan, sites: [...plan.sites, ...sites] },
    own: Int32Array.of(...r.own, ...sites.map(() => 0)),
    site: Float32Array.of(...r.site, ...sites.flatMap(() => [...answers])),
    passed,
  };
}

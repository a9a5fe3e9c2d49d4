// The numbers of circuits: faithfulness with its interval, the areas of its curve, orders, draws, logit differences.
import { describe, expect, test } from 'vitest';
import { areas, shares, sizesOf } from '../../src/engine/circuit/curve.ts';
import { faithfulnessOf, intervalOf, meanOf } from '../../src/engine/circuit/faithfulness.ts';
import { contrastOf, differenceOf } from '../../src/engine/circuit/measure.ts';
import {
  byMagnitude,
  bySign,
  randomCircuits,
  stability,
} from '../../src/engine/circuit/ranking.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { everything, nothing } from '../../src/engine/task/partSet.ts';
import type { TokenTask } from '../../src/engine/task/tokenised.ts';

/** About normal, by sums of twelve. */
function normals(count: number, seed: string): Float64Array {
  const rng = random(seed);
  const one = () => Array.from({ length: 12 }, () => rng.next()).reduce((a, b) => a + b, -6);
  return Float64Array.from({ length: count }, one);
}

describe('faithfulness', () => {
  const ends = { model: Float64Array.of(4, 6, 2), empty: Float64Array.of(0, -2, 2) };
  test.each([
    ['of the model 1', [4, 6, 2], 1],
    ['of nothing 0', [0, -2, 2], 0],
    ['halfway .5', [2, 2, 2], 0.5],
    ['above it more', [6, 10, 2], 1.5],
    ['below nothing less than none', [-4, -10, 2], -1],
  ])('%s, and without error where the pairs agree', (_, measured, wanted) => {
    const { value, error } = faithfulnessOf(Float64Array.from(measured), ends);
    expect(value).toBeCloseTo(wanted, 12);
    expect(error).toBeCloseTo(0, 12);
  });

  test('its interval covers the truth in 95 of 100 samples', () => {
    const [n, times, truth] = [16, 2000, 0.8];
    let covered = 0;
    for (let k = 0; k < times; k++) {
      const empty = normals(n, `empty ${k}`);
      const whole = normals(n, `whole ${k}`).map((x) => 5 + x);
      const noise = normals(n, `noise ${k}`);
      const model = empty.map((x, i) => x + whole[i]);
      const measured = empty.map((x, i) => x + truth * whole[i] + noise[i]);
      const found = faithfulnessOf(measured, { model, empty });
      const { low, high } = intervalOf(found, n, 0.95);
      if (low <= truth && truth <= high) covered++;
    }
    expect(covered / times).toBeGreaterThan(0.93);
    expect(covered / times).toBeLessThan(0.97);
  });

  test('a mean of one number has no error', () => {
    expect(meanOf(Float64Array.of(3))).toEqual({ value: 3, error: 0 });
  });
});

describe('CPR and CMD over the shares of MIB', () => {
  test.each([
    ['faithful from the start', shares.map(() => 1), 0.999, 0],
    ['never', shares.map(() => 0), 0, 0.999],
    ['in proportion', [...shares], (1 - 1e-6) / 2, (1 - 0.001) ** 2 / 2],
    ['twice as much as the model', shares.map(() => 2), 1.998, 0.999],
  ])('%s', (_, faithfulness, cpr, cmd) => {
    expect(areas(faithfulness).cpr).toBeCloseTo(cpr, 9);
    expect(areas(faithfulness).cmd).toBeCloseTo(cmd, 9);
  });

  test('sizes are rounded down', () => {
    expect(sizesOf(300)).toEqual([0, 0, 1, 3, 6, 15, 30, 60, 150, 300]);
  });
});

describe('orders', () => {
  const effects = [
    [0.1, 0.1],
    [-3, -1],
    [2, 0],
    [0, 0],
    [0.1, 0.1],
  ].map((x) => Float64Array.from(x));
  test('by magnitude, of equals the earlier first', () => {
    expect(byMagnitude(effects)).toEqual([1, 2, 0, 4, 3]);
  });
  test('by sign: what hinders comes last', () => {
    expect(bySign(effects)).toEqual([2, 0, 4, 3, 1]);
  });
  test('stability: certain, hopeless, and one that a draw in four misses', async () => {
    // The third is among the two of greatest effect unless the draw is twice its pair of no effect.
    const of = [
      [9, 9],
      [1, 1],
      [4, 0],
    ].map((x) => Float64Array.from(x));
    const found = await stability(quietJob, of, 2, { resamples: 4000, seed: 1 });
    expect(found[0]).toBeCloseTo(1, 9);
    expect(found[1]).toBeCloseTo(0.25, 1);
    expect(found[2]).toBeCloseTo(0.75, 1);
    expect(found).toEqual(await stability(quietJob, of, 2, { resamples: 4000, seed: 1 }));
  });
  test('random circuits: of one size, without repetition, every component as often', () => {
    const drawn = randomCircuits(12, 3, 4000, 7);
    const counts = new Float64Array(12);
    for (const circuit of drawn) {
      expect(new Set(circuit).size).toBe(3);
      for (const one of circuit) counts[one]++;
    }
    for (const count of counts) expect(count / 4000).toBeCloseTo(0.25, 1);
    expect(drawn).toEqual(randomCircuits(12, 3, 4000, 7));
  });
});

describe('the logit difference', () => {
  const task = (right: number[], other: number[]) =>
    ({
      answers: Int32Array.of(10, 11, 12, 13),
      outcomes: Int32Array.of(0, 1, 2, 2), // the last two are one class
      right: [right],
      rightOf: () => other,
    }) as unknown as TokenTask;
  const logits = Float32Array.of(0, 0, 0, 0, 1, 2, 4, 8);
  const both = 8 + Math.log(1 + Math.exp(-4)); // of the class
  test.each([
    ['what is right of one less what is right of the other', [0], [1], 1 - 2],
    ['a class by the sum of its answers', [0], [2], 1 - both],
    ['what is right of both is left out', [0, 1], [1, 2, 3], 1 - both],
    ['several by their mean', [0, 1], [2], 1.5 - both],
  ])('%s', (_, right, other, wanted) => {
    const of = task(right, other);
    const contrast = contrastOf(of, 0, everything, () => 0)!;
    expect(differenceOf(logits, 1, contrast, of)).toBeCloseTo(wanted, 6);
  });
  test('what is right of one alone may be none', () => {
    expect(contrastOf(task([0], [0]), 0, everything, () => 0)).toBeUndefined();
    expect(contrastOf(task([0], [0, 1]), 0, everything, () => 0)).toBeUndefined();
    expect(contrastOf(task([2], [3]), 0, everything, () => 0)).toBeUndefined(); // one class
  });
  test('where the task does not know, it is what the model says', () => {
    const says = (_: number, set: number) => (set === nothing ? 0 : 2);
    expect(contrastOf(task([], []), 0, everything, says)).toEqual({ right: [0], wrong: [2] });
    expect(contrastOf(task([1], []), 0, everything, says)).toEqual({ right: [1], wrong: [2] });
  });
});

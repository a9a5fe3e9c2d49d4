import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boundsOf,
  effectiveSize,
  type Families,
  scoreMonteCarlo,
  scoreOf,
} from '../../src/engine/congruity/score.ts';
import { random } from '../../src/engine/core/random.ts';

/** Points on a line as two families: distances are a metric. */
function onLine(one: readonly number[], other: readonly number[]): Families {
  const apart = (xs: readonly number[], ys: readonly number[]) =>
    Float64Array.from(xs.flatMap((x) => ys.map((y) => Math.abs(x - y))));
  return {
    within: [apart(one, one), apart(other, other)],
    between: apart(one, other),
    sizes: [one.length, other.length],
  };
}

describe('the score', () => {
  test.each([
    ['two families far apart', [0, 1], [10, 11], { p: [1, 1], congruity: 0, separability: 1 }],
    ['one family twice', [0, 1], [0, 1], { p: [0.25, 0.25], congruity: 0.5, separability: 0.5 }],
    ['all at one place', [0, 0], [0, 0], { p: [0.5, 0.5], congruity: 1, separability: 0 }],
    [
      'one side within the other: directions cancel, and separability says so',
      [0, 0],
      [-9, 9],
      { p: [1, 0], congruity: 1, separability: 1 },
    ],
    [
      'equal but for rounding, which a copy of a model has: not told apart',
      [0, 0, 3e-9],
      [2e-8, 2e-8, 5e-9],
      { p: [0.5, 0.5], congruity: 1, separability: 0 },
    ],
    [
      'a little more than rounding apart: told apart',
      [0, 1e-7],
      [1e-5, 1e-5],
      { p: [1, 1], congruity: 0, separability: 1 },
    ],
  ])('%s', (_, one, other, expected) => {
    expect(scoreOf(onLine(one, other))).toEqual(expected);
  });

  const points = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 6 });

  test('is that of all triples, counted one by one', () => {
    fc.assert(
      fc.property(points, points, (one, other) => {
        const lead = (xs: readonly number[], ys: readonly number[]) => {
          const wins: number[] = [];
          for (const [i, a] of xs.entries()) {
            for (const [j, a2] of xs.entries()) {
              if (i !== j)
                wins.push(
                  ...ys.map((b) => (1 - Math.sign(Math.abs(a - a2) - Math.abs(a - b))) / 2),
                );
            }
          }
          return wins.reduce((sum, x) => sum + x, 0) / wins.length;
        };
        const [p1, p2] = [lead(one, other), lead(other, one)];
        const { p, congruity, separability } = scoreOf(onLine(one, other));
        expect(p[0]).toBeCloseTo(p1, 12);
        expect(p[1]).toBeCloseTo(p2, 12);
        expect(congruity).toBeCloseTo(1 - Math.abs(p1 + p2 - 1), 12);
        expect(separability).toBeCloseTo(Math.max(Math.abs(2 * p1 - 1), Math.abs(2 * p2 - 1)), 12);
      }),
    );
  });

  test('is the same whichever family comes first', () => {
    fc.assert(
      fc.property(points, points, (one, other) => {
        const [a, b] = [scoreOf(onLine(one, other)), scoreOf(onLine(other, one))];
        expect([...b.p].reverse()).toEqual(a.p);
        expect([b.congruity, b.separability]).toEqual([a.congruity, a.separability]);
      }),
    );
  });

  test('needs two members to tell apart', () => {
    expect(() => scoreOf(onLine([1], [1, 2]))).toThrow(RangeError);
  });
});

describe('the Monte Carlo form', () => {
  /** Far and near alternate: each triple is won with probability a half. */
  const alike = onLine([0, 0, 0, 0], [0, 0, 0, 0]);
  const halves: Families = {
    ...alike,
    between: alike.between.map((_, k) => ((k + Math.floor(k / 4)) % 2 === 0 ? 1 : -1)),
  };

  test.each([
    [10, 0.82],
    [100, 0.94],
  ])('of %i draws is biased down under exact equivalence, to %f', (draws, expected) => {
    const rng = random('score');
    const all = Array.from({ length: 4000 }, () => scoreMonteCarlo(halves, draws, rng).congruity);
    expect(all.reduce((sum, x) => sum + x, 0) / all.length).toBeCloseTo(expected, 2);
  });

  test('of many draws is the exact one', () => {
    const families = onLine([0, 1, 4], [2, 5, 9, 3]);
    const { p } = scoreMonteCarlo(families, 40_000, random(1));
    const exact = scoreOf(families);
    for (const side of [0, 1]) expect(p[side]).toBeCloseTo(exact.p[side], 2);
  });
});

describe('bounds', () => {
  const points = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 6,
  });

  test('hold for every two families of a metric', () => {
    fc.assert(
      fc.property(points, points, (one, other) => {
        const { apart, most, mostOfModels } = boundsOf(onLine(one, other), 1);
        expect(apart).toBeLessThanOrEqual(most + 1e-12);
        expect(Math.abs(one[0] - other[0])).toBeLessThanOrEqual(mostOfModels + 1e-12);
      }),
    );
  });

  test('say when they say nothing', () => {
    expect(boundsOf(onLine([0, 1], [0, 0.1]), 1)).toMatchObject({
      kappa: [1, 0.1],
      isVacuous: [true, true],
    });
    expect(boundsOf(onLine([0, 0.1], [0, 0.1]), 1)).toMatchObject({
      apart: 0,
      isVacuous: [false, false],
    });
  });
});

test.each([
  ['all alike', [0, 0, 0], 1],
  ['all apart', [0, 1, 2], 3],
  ['two of a kind and one', [0, 0, 1], 9 / 5],
])('effective size of a family, %s', (_, points, size) => {
  expect(effectiveSize(onLine(points, []).within[0], points.length, 0.3)).toBeCloseTo(size, 12);
});

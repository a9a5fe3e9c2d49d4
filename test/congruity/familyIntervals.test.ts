// How sure the scores of two families are: intervals over the implementations hold what a whole population of them
// shows, also where congruity is 1 and cannot be larger, and where all that were drawn are told apart.
import { describe, expect, test } from 'vitest';
import {
  endsOfSizes,
  endsOverMembers,
  endsOverPairs,
} from '../../src/engine/congruity/familyIntervals.ts';
import { familiesBy } from '../../src/engine/congruity/familyProfiles.ts';
import { type Families, scoreOf } from '../../src/engine/congruity/score.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';

const rng = random('families');
const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
const largest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((x, i) => Math.abs(x - b[i])));

/** Profiles of `members` a side, the second family's first entry shifted. */
function drawn(members: number, shift: number): Families {
  const of = (by: number) =>
    Array.from({ length: members }, () => [normal() + by, normal(), normal()]);
  return familiesBy([...of(0), ...of(shift)], [members, members], largest);
}

describe('over the implementations', () => {
  test.each([
    ['the same', 12, 0],
    ['a little apart', 12, 0.7],
    ['apart', 8, 1.5],
    ['almost always told apart', 4, 3.5],
    ['almost always told apart', 8, 3.5],
  ])(
    'of families that are %s, %i a side: what the population shows is held in 93 of 100 or more',
    async (_, members, shift) => {
      const truth = scoreOf(drawn(120, shift));
      const times = 100;
      const held = { p1: 0, congruity: 0, separability: 0 };
      for (let k = 0; k < times; k++) {
        const ends = (await endsOverMembers(quietJob, drawn(members, shift), 80, rng, 0.95))!;
        const holds = (of: keyof typeof held, value: number) => {
          if (ends[of].low <= value && value <= ends[of].high) held[of]++;
        };
        holds('p1', truth.p[0]);
        holds('congruity', truth.congruity);
        holds('separability', truth.separability);
      }
      for (const count of Object.values(held)) expect(count / times).toBeGreaterThanOrEqual(0.93);
    },
  );

  test('there is none below 4 a side', async () => {
    expect(await endsOverMembers(quietJob, drawn(3, 1), 100, rng, 0.95)).toBeUndefined();
  });
});

test('over the pairs every interval holds the value of all pairs', async () => {
  const sample = drawn(4, 1);
  const draws = Array.from({ length: 50 }, () => drawn(4, 1));
  const ends = await endsOverPairs(quietJob, sample, draws, 64, 0.95);
  const { p, congruity, separability } = scoreOf(sample);
  const values = { p1: p[0], p2: p[1], congruity, separability };
  for (const [name, value] of Object.entries(values)) {
    const { low, high } = ends![name as keyof typeof values];
    expect(low).toBeLessThanOrEqual(value + 1e-12);
    expect(high).toBeGreaterThanOrEqual(value - 1e-12);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1 + 1e-12);
  }
});

test('of the sizes of families: the same of all lower and of all upper ends; one member has no size', () => {
  const all = [[0], [1], [3]];
  const by = (scale: number) => familiesBy(all, [1, 2], (a, b) => scale * largest(a, b));
  const { kappa, apart } = endsOfSizes({ low: by(0.1), high: by(0.2) });
  expect(kappa).toEqual([undefined, { low: 0.2, high: 0.4 }]);
  expect(apart).toEqual({ low: expect.closeTo(0.3, 12), high: expect.closeTo(0.6, 12) });
  expect(endsOfSizes(undefined)).toEqual({ kappa: [undefined, undefined], apart: undefined });
});

test('both say how far they are', async () => {
  const said: string[] = [];
  const job = { ...quietJob, progress: (_: number, doing: string) => said.push(doing) };
  const sample = drawn(4, 1);
  await endsOverPairs(job, sample, [sample, sample], 64, 0.95);
  await endsOverMembers(job, sample, 2, rng, 0.95);
  expect(said).toEqual([
    ...[1, 2].map((draw) => `scores of the families under draw ${draw} of the pairs`),
    ...[1, 2].map(() => 'scores of the families under draws of the members'),
  ]);
});

test('members are weighted, never paired with themselves: equal weights are none', () => {
  const families = drawn(5, 1);
  const twice = [new Float64Array(5).fill(2), new Float64Array(5).fill(2)] as const;
  expect(scoreOf(families, twice).congruity).toBeCloseTo(scoreOf(families).congruity, 12);
  const alone = [Float64Array.of(5, 0, 0, 0, 0), new Float64Array(5).fill(1)] as const;
  expect(scoreOf(families, alone).congruity).toBeNaN(); // of the first family one is left
});

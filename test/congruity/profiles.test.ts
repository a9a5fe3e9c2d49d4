// Models side by side: one list of sets, one division into classes, and every side made as seldom as can be.
import { describe, expect, test } from 'vitest';
import {
  drawnProfiles,
  entryClasses,
  type KeptDraws,
} from '../../src/engine/congruity/drawnProfiles.ts';
import { profileDistance } from '../../src/engine/congruity/profileDistance.ts';
import { profilesOf, sidesOf } from '../../src/engine/congruity/profiles.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import type { PartSet } from '../../src/engine/task/partSet.ts';
import { usual } from '../support/comparing.ts';
import { type Carried, idealResponses, population } from '../support/idealModels.ts';

const everyone = population([1, 1, -1, -1], 64, 'profiles');
const [A, B, C, D] = [1, 2, 4, 8];
const none: Carried = { mask: 0 };
const input: readonly Carried[] = [A, B, C, D].map((mask) => ({ mask }));
const end: readonly Carried[] = [none, none, none, { mask: A | B | C | D }];
const by = (slope: number, ...middle: readonly Carried[]) =>
  idealResponses({ slope, cuts: [input, middle, end] }, everyone, 'pure');
const sums = by(3, none, { mask: A | B }, none, { mask: C | D });
const diffs = by(3, none, none, { mask: A | C }, { mask: B | D });
/** So unsure that sets of one variable are hardly told from one another. */
const vague = by(0.1, none, { mask: A | B }, none, { mask: C | D });

const [setA, setAB, setCD] = [A, A | B, C | D].map((mask) => -1 - mask);

/** The model with the answers of fewer sets as its own; it has those of all. */
const visiting = (responses: Responses, without: readonly PartSet[]): Responses => ({
  ...responses,
  sets: responses.sets.filter((set) => !without.includes(set)),
});
const together = (...models: readonly Responses[]) =>
  profilesOf(
    quietJob,
    models.map((model) => sidesOf(model)),
  );

describe('sets of two', () => {
  type Row = readonly [what: string, a: Responses, b: Responses, sets: number];
  const rows: readonly Row[] = [
    // By the sets of A alone, what B holds has no entry, and both profiles read the same.
    ['those that only the other has', visiting(sums, [setAB]), diffs, 16],
    ['those that either has', visiting(sums, [setAB]), visiting(diffs, [setCD]), 16],
    ['those that neither has are not there', visiting(sums, [setA]), visiting(diffs, [setA]), 15],
  ];
  test.each(rows)('%s', async (_, a, b, count) => {
    const { sets, sides } = await together(a, b);
    expect(sets).toHaveLength(count);
    const [ofA, ofB] = sides.map(({ profile }) => profile.map(({ set }) => set));
    expect(ofA).toEqual(ofB);
    expect(profileDistance(sides[0].profile, sides[1].profile).value).toBeCloseTo(1, 6);
    const back = await together(b, a);
    expect(back.sets).toEqual(sets);
    expect(back.sides[0].profile).toEqual(sides[1].profile);
  });
});

test('classes are those of both models, and of all pairs whatever their weights', async () => {
  const alone = await together(sums);
  const beside = await together(sums, vague);
  expect(beside.classes.names.length).toBeLessThan(alone.classes.names.length);
  const first = new Float64Array(64).fill(0);
  first[0] = 1; // one pair tells hardly any two sets apart
  const weighed = await profilesOf(quietJob, [sidesOf(sums, first)]);
  expect(weighed.classes).toEqual(alone.classes);
  expect(weighed.sides[0].coordinates).not.toEqual(alone.sides[0].coordinates);
});

describe('a side is made once while sets and classes stay', () => {
  const same = by(2.5, none, { mask: A | B }, none, { mask: C | D });
  test.each([
    ['with the same model', sums, true],
    ['with one that has the same classes', same, true],
    ['with one that has others', vague, false],
    ['with one that visited fewer sets, which are there', visiting(same, [setA]), true],
  ])('%s', async (_, other, kept) => {
    const model = sidesOf(sums);
    const first = await profilesOf(quietJob, [model, sidesOf(diffs)]);
    const second = await profilesOf(quietJob, [model, sidesOf(other)]);
    expect(second.sides[0] === first.sides[0]).toBe(kept);
    if (kept) expect(second.classes).toEqual(first.classes);
  });

  test('and again when they come back, equal to the last bit', async () => {
    const model = sidesOf(sums);
    const first = await profilesOf(quietJob, [model, sidesOf(diffs)]);
    await profilesOf(quietJob, [model, sidesOf(vague)]);
    const third = await profilesOf(quietJob, [sidesOf(diffs), model]);
    expect(third.sides[1]).toEqual(first.sides[0]);
  });

  test('its draws too', async () => {
    const kept: KeptDraws = new WeakMap();
    const [a, b, c] = [sums, diffs, same].map((responses) => sidesOf(responses));
    const first = await profilesOf(quietJob, [a, b]);
    await drawnProfiles(quietJob, first, undefined, usual, kept);
    const drawn = first.sides.map((side) => kept.get(side));
    expect(drawn).not.toContain(undefined);
    const second = await profilesOf(quietJob, [a, c]);
    const found = await drawnProfiles(quietJob, second, undefined, usual, kept);
    expect(kept.get(second.sides[0])).toBe(drawn[0]);
    expect(found, 'what was kept changes nothing').toEqual(
      await drawnProfiles(quietJob, second, undefined, usual),
    );
  });
});

describe('intervals of profiles', () => {
  const drawn = (profiles: Awaited<ReturnType<typeof together>>, deciding?: number) =>
    drawnProfiles(quietJob, profiles, deciding, usual);

  test('hold the estimates, entry by entry', async () => {
    const profiles = await together(sums, diffs);
    const { models, distance } = await drawn(profiles);
    for (const [i, { entries, largest }] of models.entries()) {
      const { profile } = profiles.sides[i];
      expect(entries.map(({ value }) => value)).toEqual(
        profile.map(({ value }) => expect.closeTo(value, 9)),
      );
      for (const { low, value, high } of [...entries, largest!]) {
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }
      expect(largest!.value).toBe(Math.max(...entries.map(({ value }) => value)));
    }
    const [a, b] = profiles.sides.map(({ profile }) => profile);
    expect(distance!.value).toBeCloseTo(profileDistance(a, b).value, 9);
  });

  test('of one model have no distance, of no entry nothing', async () => {
    const one = await drawn(await together(sums));
    expect([one.models.length, one.distance]).toEqual([1, undefined]);
    const few = (of: Responses) =>
      visiting(
        of,
        of.sets.filter((set) => set !== 0 && set !== -1),
      );
    const bare = await drawn(await together(few(sums), few(diffs)));
    expect(bare).toEqual({
      models: [
        { entries: [], largest: undefined },
        { entries: [], largest: undefined },
      ],
      distance: undefined,
      decidingHigh: [[], []],
    });
  });

  test('of the deciding class at every site, of either model', async () => {
    const profiles = await together(sums, diffs);
    const deciding = entryClasses(profiles).find((c) => profiles.classes.names[c] === setAB)!;
    const { decidingHigh } = await drawn(profiles, deciding);
    const site = 5; // span b of the middle cut, where A holds the set
    expect(decidingHigh.map((by) => by.length)).toEqual([12, 12]);
    expect(decidingHigh[0][site]).toBeCloseTo(1, 6);
    expect(Math.max(...decidingHigh[1])).toBeLessThan(0.1);
    expect((await drawn(profiles)).decidingHigh, 'none decides').toEqual([[], []]);
  });
});

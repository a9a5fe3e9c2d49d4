// Which sets are run, and that those which sites hold are among them.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { Answers } from '../../src/engine/signature/answers.ts';
import { classesOf } from '../../src/engine/signature/classes.ts';
import { coordinatesOf } from '../../src/engine/signature/coordinates.ts';
import { firmWeights } from '../../src/engine/signature/determined.ts';
import { profileOf } from '../../src/engine/signature/profile.ts';
import {
  firstSets,
  isSearched,
  searched,
  setsOf,
  withSets,
} from '../../src/engine/signature/search.ts';
import {
  everything,
  membersOf,
  nothing,
  occurrenceSet,
  type PartSet,
  type TwoReadings,
  variableSet,
} from '../../src/engine/task/partSet.ts';
import { plainReadings } from '../support/answeredOnly.ts';
import { grid } from '../support/plans.ts';

const pairs = 48;
const outcomes = 6;
const none = new Int32Array();

/** Occurrence o is variable o as it stands, but the last, which derives from all variables. */
function derived(parts: number): TwoReadings {
  const { depends, plain } = plainReadings(parts);
  return {
    depends: [...depends.slice(0, -1), 2 ** parts - 1],
    plain: [...plain.slice(0, -1), -1],
    variables: parts,
  };
}

/** The sum of what a set takes from base and source, modulo `outcomes`: one part of a sum says nothing of it. */
function sums(parts: number, readings: TwoReadings, inert: readonly number[] = []) {
  const rng = random(`sums ${parts}`);
  const draw = () => Array.from({ length: parts * 2 }, () => rng.below(outcomes));
  const values = Array.from({ length: pairs }, () => ({ base: draw(), source: draw() }));
  return (set: PartSet) => {
    const { reading, mask } = membersOf(set, readings);
    const out = new Float32Array(pairs * outcomes);
    for (const [i, { base, source }] of values.entries()) {
      let sum = 0;
      for (let g = 0; g < parts; g++) {
        const place = reading === 'variables' || readings.plain[g] >= 0 ? g : parts + g;
        if (!inert.includes(g)) sum += ((mask >> g) & 1 ? source : base)[place];
      }
      out[i * outcomes + (sum % outcomes)] = 1;
    }
    return out;
  };
}

/** A model whose sites hold these sets, of which nothing has been run; and what a search asks for. */
function modelOf(answersOn: (set: PartSet) => Float32Array, held: readonly PartSet[]) {
  const answers: Answers & { readonly own: Int32Array } = {
    own: new Int32Array(held.length),
    ...{ plan: grid(1, held.length), pairs, outcomes, clean: answersOn(nothing) },
    site: Float32Array.from(held.flatMap((set) => [...answersOn(set)])),
    mixed: new Map([[nothing, answersOn(nothing)]]),
  };
  const asked: PartSet[] = [];
  const mix = (sets: readonly PartSet[]) => {
    asked.push(...sets);
    return Promise.resolve(new Map(sets.map((set) => [set, answersOn(set)])));
  };
  return { answers, asked, mix };
}

describe('the first sets', () => {
  const cases: readonly [what: string, readings: TwoReadings, count: number, searched: boolean][] = [
    ['both readings whole', derived(3), 8 + 8 - 2, false],
    ['a word that derives from one variable: sets that are in both readings are one', { depends: [1, 1, 2], plain: [0, -1, 1], variables: 2 }, 8 + 4 - 4, false],
    ['six parts whole', plainReadings(6), 64, false],
    ['seven: none, each, all', plainReadings(7), 9, true],
    ['few variables that stand at many places', { depends: [1, 1, 1, 2, 2, 2, 2], plain: [0, 0, 0, 1, 1, 1, 1], variables: 2 }, 4 + 7, true],
    ['occurrences alone', { depends: [0, 0, 0], plain: [-1, -1, -1], variables: 0 }, 8, false],
    ['no parts: base and source', { depends: [], plain: [], variables: 0 }, 2, false],
  ]; // biome-ignore format: a table

  test.each(cases)('%s', (_, readings, count, goesOn) => {
    const sets = firstSets(readings, none);
    expect(sets).toContain(nothing);
    expect(sets).toContain(everything);
    expect([sets.length, isSearched(readings)]).toEqual([count, goesOn]);
  });

  test('what lies at a site, of however many parts', () => {
    const own = Int32Array.from([0b1, 0b100000, 0b11111100, 0b11111111]); // "c and all after"
    const plain = plainReadings(8);
    const joint = variableSet(0b11111100, plain);
    expect(firstSets(plain, own)).toEqual([
      ...firstSets(plain, none).slice(0, -1),
      joint,
      everything,
    ]);
  });

  test('more parts than a number has bits are refused', () => {
    expect(() => firstSets(plainReadings(31), none)).toThrow('31 variables, at most 30 allowed');
    expect(() => firstSets({ ...plainReadings(31), variables: 1 }, none)).toThrow('31 places');
    expect(firstSets(plainReadings(30), none)).toHaveLength(32);
  });
});

test('up to six parts nothing is asked for twice', async () => {
  const readings = derived(4);
  const { answers, asked, mix } = modelOf(sums(4, readings), [nothing]);
  const complete = await searched(quietJob, answers, readings, mix);
  expect(setsOf([complete], readings)).toEqual(firstSets(readings, none));
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked).not.toContain(nothing);
});

describe('above six parts', () => {
  const plain = plainReadings(8);
  const variables = (...parts: number[]) =>
    variableSet(
      parts.reduce((mask, g) => mask | (1 << g), 0),
      plain,
    );
  const singles = [0, 1, 2, 3, 4, 5, 6, 7].map((g) => variables(g));

  test('a pair of a sum is found, of which no part alone says anything', async () => {
    const held = [...singles, variables(2, 5), variables(0, 3, 7)];
    const { answers, asked, mix } = modelOf(sums(8, plain), held);
    const complete = await searched(quietJob, answers, plain, mix);
    for (const set of held) expect(complete.mixed.has(set)).toBe(true);
    expect(asked).toHaveLength(8 + 28 + 56 + 1); // each, pairs, triples, all: `nothing` was known
  });

  test('parts that no site holds are in no pair', async () => {
    const { answers, asked, mix } = modelOf(sums(8, plain, [1, 4, 6]), [
      ...singles,
      variables(2, 5),
    ]);
    await searched(quietJob, answers, plain, mix);
    const idle = asked.filter(
      (set) => set !== everything && (membersOf(set, plain).mask & 0b01010010) !== 0,
    );
    expect(idle.sort()).toEqual([1, 4, 6].map((g) => variables(g)).sort());
    expect(asked).toHaveLength(9 + 10 + 10);
  });

  test('sets of either reading', async () => {
    const readings = derived(7);
    const again = occurrenceSet(1 << 6, readings);
    const both = occurrenceSet(0b1000001, readings);
    const held = [...Array(7).keys()].map((g) => occurrenceSet(1 << g, readings));
    const { answers, mix } = modelOf(sums(7, readings), [...held, again, both]);
    const complete = await searched(quietJob, answers, readings, mix);
    expect(membersOf(both, readings).reading).toBe('occurrences');
    expect(complete.mixed.has(both)).toBe(true);
  });

  test('no more than 256, pairs before triples, and of these what extends a pair that is held', async () => {
    const many = plainReadings(14);
    const set = (...parts: number[]) =>
      variableSet(
        parts.reduce((mask, g) => mask | (1 << g), 0),
        many,
      );
    const held = [...Array.from({ length: 14 }, (_, g) => set(g)), set(11, 13), set(9, 11, 13)];
    const { answers, asked, mix } = modelOf(sums(14, many), held);
    const complete = await searched(quietJob, answers, many, mix);
    expect(complete.mixed.size).toBe(256);
    expect(
      asked.filter((each) => membersOf(each, many).mask.toString(2).split('1').length === 3),
    ).toHaveLength(91);
    expect(complete.mixed.has(set(9, 11, 13))).toBe(true);
  });

  test('the same in every run', async () => {
    const held = [...singles, variables(1, 2), variables(3, 4, 5)];
    const runs = [1, 2].map(() => modelOf(sums(8, plain), held));
    for (const { answers, mix } of runs) await searched(quietJob, answers, plain, mix);
    expect(runs[0].asked).toEqual(runs[1].asked);
  });
});

test('what the input puts at a joint site of many parts is no evidence', async () => {
  const readings = derived(8);
  const own = Array.from({ length: 8 }, (_, from) => (0b11111111 << from) & 0b11111111); // "from here on"
  const held = own.map((mask) => occurrenceSet(mask, readings));
  const { answers, mix } = modelOf(sums(8, readings), held);
  const here = { ...answers, own: Int32Array.from(own) };
  const complete = await searched(quietJob, here, readings, mix);
  const sets = setsOf([complete], readings);
  const coordinates = await coordinatesOf(quietJob, complete, sets);
  const classes = await classesOf(quietJob, [complete], sets);
  const firm = await firmWeights(quietJob, complete, coordinates, classes);
  const profile = profileOf(coordinates, classes, { own: here.own, firm }, readings);
  expect(Math.max(...profile.map(({ value }) => value))).toBe(0);
  expect(Math.max(...coordinates.unexplained)).toBeLessThan(1e-9);
});

test('two models: the sets that either visited, and what one lacks is run', async () => {
  const plain = plainReadings(8);
  const answersOn = sums(8, plain);
  const held = (parts: readonly number[]) => parts.map((g) => variableSet(1 << g, plain));
  const [a, b] = [modelOf(answersOn, held([0, 1, 2])), modelOf(answersOn, held([2, 3]))];
  const [knownA, knownB] = [
    await searched(quietJob, a.answers, plain, a.mix),
    await searched(quietJob, b.answers, plain, b.mix),
  ];
  const sets = setsOf([knownA, knownB], plain);
  a.asked.length = 0;
  const completed = await withSets(knownA, sets, a.mix);
  expect(a.asked).toEqual([variableSet(0b1100, plain)]); // {c, d}
  expect(setsOf([completed], plain)).toEqual(sets);
  expect(await withSets(completed, sets, a.mix)).toBe(completed);
});

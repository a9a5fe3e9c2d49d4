// Whole comparisons: of dumped ground-truth models, and of ideal ones for what real ones do not show.
import { describe, expect, test } from 'vitest';
import { comparePair } from '../../src/engine/congruity/compare.ts';
import { knownOf } from '../../src/engine/congruity/known.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import { answeredOnly, plainReadings } from '../support/answeredOnly.ts';
import { comparedBy, knownBy, usual } from '../support/comparing.ts';
import { type Carried, idealResponses, population } from '../support/idealModels.ts';
import { readDumped } from '../support/responses.ts';
import { randomResponses } from '../support/syntheticResponses.ts';

const { expected, responses } = readDumped(new URL('../fixture/responses/', import.meta.url));

function compare(a: string, b: string, options: Partial<typeof usual> = {}) {
  const [ofA, ofB] = [a, b].map((name) => answeredOnly(responses.get(name)!));
  return comparedBy(ofA, ofB, { ...usual, ...options });
}

const setOf = (...parts: string[]) =>
  variableSet(
    parts.reduce((mask, part) => mask | (1 << expected.parts.indexOf(part)), 0),
    plainReadings(expected.parts.length),
  );
const seen = (...parts: string[]) => expect.objectContaining({ set: setOf(...parts) });

describe('two placements of one algorithm, in two families', async () => {
  const found = await compare('sums-gpt2-1a', 'sums-llama-2a');
  const { controls, evidence, finding, intervals, matches, merge } = found;
  test('hold one set', () => {
    expect(evidence).toEqual(['seen', 'seen']);
    for (const model of finding.seen) expect(model).toContainEqual(seen('a', 'b'));
  });
  test('have a small distance', () => {
    expect(intervals.distance!.value).toBeLessThan(0.25);
  });
  test('pass every negative control', () => {
    const rows = ['negative profile', 'negative profile', 'negative full'];
    const negative = controls.filter(({ kind }) => kind === 'negative');
    expect(negative.map(({ kind, of, passed }) => `${kind} ${of} ${passed}`)).toEqual(
      ['a', 'b'].flatMap(() => rows.map((row) => `${row} true`)),
    );
  });
  test('match input with input and output with output', () => {
    expect(matches).toContainEqual({ a: 0, b: 0, mismatch: expect.closeTo(0, 2) });
    expect(matches).toContainEqual({ a: 3, b: 3, mismatch: expect.closeTo(0, 2) });
  });
  test('have a merge distance with its reading', () => {
    expect(merge?.reading).toMatch(/alike|unclear/);
  });
});

describe('two algorithms', async () => {
  const found = await compare('sums-gpt2-1a', 'diffs-gpt2-1a');
  const { deciding } = found.finding;
  test('are told apart by a set that one of them holds', () => {
    expect(found.intervals.distance!.low).toBeGreaterThan(0.3);
    expect(found.finding.seen[0]).toContainEqual(seen('a', 'b'));
    expect(found.finding.seen[1]).toContainEqual(seen('a', 'c'));
    const values = deciding!.map(({ value }) => value);
    expect(Math.max(...values)).toBeGreaterThan(0.9);
    expect(Math.min(...values)).toBeLessThan(0.1);
    expect(Math.abs(values[0] - values[1])).toBe(found.intervals.distance!.value);
  });
  test('differ most on the examples', () => {
    expect(found.examples).toHaveLength(4);
    for (const { difference } of found.examples) expect(difference).toBeGreaterThan(0.9);
  });
});

test('a model cannot be told from itself', async () => {
  const found = await compare('cross-gpt2-3a', 'cross-gpt2-3a');
  expect(found.verdict).toBe('indistinguishable');
  expect(found.distances.full.value).toBe(0);
  expect(found.intervals.full.high, 'what 64 pairs cannot exclude').toBeGreaterThan(0.01);
  expect(found.examples).toEqual([]);
});

test('a model that goes straight to the answer holds nothing, and that is read of it', async () => {
  const found = await compare('sums-gpt2-1a', 'direct-gpt2-1a');
  expect([found.evidence, found.unread]).toEqual([['seen', 'none'], undefined]);
  expect(found.finding.seen[1]).toEqual([]);
});

describe('verdicts on ideal models', () => {
  const everyone = population([1, 1, -1, -1], 256, 'verdicts');
  const [A, B, C, D] = [1, 2, 4, 8];
  const none: Carried = { mask: 0 };
  const input: readonly Carried[] = [A, B, C, D].map((mask) => ({ mask }));
  const end: readonly Carried[] = [none, none, none, { mask: A | B | C | D }];
  const by = (...middle: readonly (readonly Carried[])[]) =>
    idealResponses({ slope: 3, cuts: [input, ...middle, end] }, everyone, 'pure');
  const vague = (mask: number, share: number): Carried => ({ mask, instead: 0, share });
  const sums = by([none, { mask: A | B }, none, { mask: C | D }]);
  const moved = by(
    [none, vague(A | B, 0.5), none, { mask: C | D }],
    [none, none, { mask: A | B }, { mask: C | D }],
  );
  const diffs = by([none, none, { mask: A | C }, { mask: B | D }]);
  const direct = by();
  /** Holds one sum on some pairs and the other on the others, which no mixture for all pairs explains. */
  const both: Carried = { mask: A | B, instead: C | D, share: 0.5 };
  const murky = by([none, both, none, both]);

  type Row = readonly [
    what: string,
    a: typeof sums,
    b: typeof sums,
    verdict: string,
    reason: string,
  ];
  const rows: readonly Row[] = [
    // At every cut the full distance is as large as between two algorithms.
    ['one algorithm at other places and depths', sums, moved, 'same interpretation', 'same variables'],
    ['two algorithms', sums, diffs, 'different', 'apart'],
    ['a variable against none', sums, direct, 'different', 'apart'],
    ['none against a variable', direct, sums, 'different', 'apart'],
    ['copies', sums, sums, 'indistinguishable', 'no interchange tells'],
    ['copies that hold nothing', direct, direct, 'inconclusive', 'no evidence'],
  ]; // biome-ignore format: a table

  test.each(rows)('%s', async (_, a, b, verdict, reason) => {
    const found = await comparedBy(a, b, { ...usual, differentPairs: 256 });
    expect([found.verdict, found.reason]).toEqual([verdict, reason]);
    expect(found.controls.filter(({ passed }) => !passed)).toEqual([]);
  });

  test('what cannot be read of a model is said to be so, and of which', async () => {
    const found = await comparedBy(sums, murky, usual);
    expect([found.verdict, found.reason, found.unread]).toEqual(['inconclusive', 'unreadable', 1]);
    const back = await comparedBy(murky, sums, usual);
    expect([back.reason, back.unread]).toEqual(['unreadable', 0]);
  });

  test('too few different pairs, though the sample has enough', async () => {
    const found = await comparedBy(sums, diffs, { ...usual, differentPairs: 11 });
    expect([found.pairs, found.differentPairs]).toEqual([256, 11]);
    expect([found.verdict, found.reason]).toEqual(['inconclusive', 'too few pairs']);
    expect(found.intervals.distance!.low).toBeGreaterThan(0.3);
  });

  test('a twin that holds what the model holds caps what rests on profiles alone', async () => {
    const holding = (name: string, responses: typeof sums) =>
      knownOf(quietJob, { name, responses, twin: responses }, usual);
    const [a, b] = [await knownBy('a', sums), await holding('b', diffs)];
    const capped = await comparePair(quietJob, a, b, usual);
    expect([capped.reason, capped.capped]).toEqual(['controls', 'different']);
    const copies = await comparePair(quietJob, b, await holding('c', diffs), usual);
    expect([copies.verdict, copies.capped]).toEqual(['indistinguishable', undefined]);
  });
});

test('the same seed gives the same numbers, another seed other ends', async () => {
  const [one, again, other] = await Promise.all(
    [0, 0, 1].map(async (seed) => {
      const { sides: _, ...found } = await compare('sums-gpt2-1a', 'natural-llama-2b', { seed });
      return found;
    }),
  );
  expect(again).toEqual(one);
  const [of, ofOther] = [one, other].map(({ intervals }) => intervals.models[1].largest!);
  expect(ofOther.value).toBe(of.value);
  expect(ofOther.low).not.toBe(of.low);
});

describe('what the task can tell', () => {
  const shape = { cuts: 3, spans: 2, pairs: 16, outcomes: 3 };
  test.each([
    // A single variable is a variable, though there is no set between nothing and everything.
    ['one variable', 1, true, 'no evidence'],
    ['no part at all', 0, true, 'name variables'],
    ['a prompt as a whole', 1, false, 'name variables'],
  ])('%s', async (_, parts, named, reason) => {
    const [a, b] = ['a', 'b'].map((name) => {
      const made = randomResponses({ ...shape, parts }, name);
      return named ? made : { ...made, readings: { ...made.readings, variables: 0 } };
    });
    const found = await comparedBy(a, b);
    expect([found.reason, found.intervals.distance]).toEqual([reason, undefined]);
    expect(found.finding.deciding).toBeUndefined();
  });
});

// Regions where two models part, on made units of which it is known: they are found, what is said of them holds as often
// as it should, and where there are none hardly any is found.
import { describe, expect, test } from 'vitest';
import {
  findingHalf,
  outcomeOf,
  type SearchOptions,
  soughtIn,
  type Units,
} from '../../src/engine/congruity/distinguish.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';

const names = ['a', 'b', 'c'];
/** `own`: a number of the pair. */
type Apart = (words: readonly string[], rng: () => number, own: number) => number;

/** Prompts of `pairs` pairs, each with a few of its words changed. */
function unitsOf(seed: number, apart: Apart, pairs = 64, size = 6): Units {
  const rng = random(`units ${seed}`);
  const values: string[][] = [];
  const owns: number[] = [];
  for (let i = 0; i < pairs; i++) {
    const base = names.map(() => String(rng.below(size)));
    for (const name of names.keys()) {
      owns.push(name === 0 ? random(`own ${seed} ${i}`).next() : owns.at(-1)!);
      values.push(base.map((word, v) => (v === name ? String(rng.below(size)) : word)));
    }
  }
  const of = values.map((words, i) => apart(words, rng.next, owns[i]));
  const counted = [...values.keys()];
  return { names, values, apart: Float64Array.from(of), each: names.length, counted };
}

const options: SearchOptions = { level: 0.95, resamples: 200, seed: 0, permutations: 99 };

const sought = (units: Units, seed = 0) =>
  soughtIn(quietJob, units, findingHalf(64, seed), { ...options, seed });

const textOf = ({ region }: Awaited<ReturnType<typeof sought>>) =>
  region.map(({ variable, values }) => `${names[variable]} ${values.join('')}`).sort();

test.each<readonly [string, Apart, readonly string[]]>([
  ['a value', ([a]) => (a === '5' ? 1 : 0), ['a 5']],
  ['some values', ([, b]) => ('14'.includes(b) ? 0.9 : 0.1), ['b 14']],
  [
    'values of two variables',
    ([a, , c]) => ('01'.includes(a) && '345'.includes(c) ? 1 : 0),
    ['a 01', 'c 345'],
  ],
  ['most values', ([, , c]) => (c === '2' ? 0 : 0.8), ['c 01345']],
  ['everything alike', () => 0.7, []],
  ['nothing at all', () => 0, []],
])('%s', async (_, apart, region) => {
  const units = unitsOf(1, apart);
  const found = await sought(units);
  expect(textOf(found)).toEqual(region);
  const inside = found.units.map((i) => units.apart[i]);
  expect(found.held!.value).toBeCloseTo(inside.reduce((x, y) => x + y, 0) / inside.length, 9);
  if (region.length > 0) expect(found.p).toBe(0.01);
  else expect(found.outside).toBeUndefined();
});

const sumOf = (words: readonly string[]) => words.reduce((sum, word) => sum + Number(word), 0) % 6;

test.each<readonly [string, Apart, number, 'part' | 'alike' | 'open']>([
  ['nothing apart', () => 0, 0.3, 'alike'],
  ['everything a little', () => 0.2, 0.3, 'alike'],
  ['a sixth of the prompts, of which no value says which', (of) => +(sumOf(of) === 0), 0.4, 'open'],
  ['hardly one prompt', (_, rng) => +(rng() < 0.02), 0.3, 'alike'],
  [
    'a region a little, and elsewhere some far',
    ([a], rng) => (a === '5' ? 0.4 : +(rng() < 0.1)),
    0.6,
    'open',
  ],
  ['nearly all prompts', (_, rng) => +(rng() < 0.9), 0.3, 'part'],
])('alike is said of single prompts: %s', async (_, apart, margin, outcome) => {
  expect(outcomeOf(await sought(unitsOf(3, apart)), margin)).toBe(outcome);
});

test('too small a region is not measured', async () => {
  const units = unitsOf(2, ([a, b, c]) => (a === '0' && b === '0' && c === '0' ? 1 : 0));
  const found = await sought(units);
  expect(found.held === undefined || found.region.length === 0 || found.held.low < 0.3).toBe(true);
});

describe('over many drawings', () => {
  const seeds = [...Array(240).keys()];

  test.each<readonly [string, Apart]>([
    ['prompts by themselves', (_, rng) => rng()],
    ['pairs, whose prompts are alike', (_, __, own) => own],
    ['pairs, of which some are far apart', (_, rng, own) => (own < 0.2 ? 0.8 + 0.2 * rng() : 0)],
  ])(
    'where nothing depends on the words, about one in twenty finds a region: %s',
    async (_, apart) => {
      const runs = await Promise.all(seeds.map((seed) => sought(unitsOf(seed, apart), seed)));
      const found = runs.filter(({ region }) => region.length > 0).length;
      expect(found / seeds.length).toBeLessThan(0.1);
    },
  );

  test('having searched makes nothing larger: the interval holds the truth of its region', async () => {
    const truth = (words: readonly string[]) => (words[0] === '5' ? 0.6 : 0.2);
    let [held, bias, split] = [0, 0, 0];
    for (const seed of seeds) {
      const units = unitsOf(seed, (words, rng) => (rng() < truth(words) ? 1 : 0));
      const found = await sought(units, seed);
      const meant = found.units.map((i) => truth(units.values[i]));
      const mean = meant.reduce((x, y) => x + y, 0) / meant.length;
      const { value, low, high } = found.held!;
      bias += (value - mean) / seeds.length;
      if (low <= mean && mean <= high) held++;
      if (found.region.length > 1) split++;
    }
    expect(held / seeds.length).toBeGreaterThanOrEqual(0.92);
    expect(Math.abs(bias)).toBeLessThan(0.02);
    expect(split / seeds.length).toBeLessThan(0.1); // where a second condition would say nothing
  });
});

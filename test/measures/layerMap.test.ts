// A map of layers, and what chance gives beside each number.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { biasedCka, cka } from '../../src/engine/measures/cka.ts';
import {
  type Chance,
  type LayerPair,
  layerMap,
  type Products,
} from '../../src/engine/measures/layerMap.ts';
import type { Measure } from '../../src/engine/measures/measure.ts';
import { measures } from '../../src/engine/measures/measures.ts';
import { representationOf } from '../../src/engine/measures/representation.ts';
import { like, normal, type Rows } from '../support/rows.ts';

const plain: Products = async (a, b, size) => {
  const [m, k] = [a.length / size, b.length / size];
  return Float32Array.from({ length: m * k }, (_, at) => {
    const [i, j] = [Math.floor(at / k), at % k];
    let sum = 0;
    for (let x = 0; x < size; x++) sum += a[i * size + x] * b[j * size + x];
    return sum;
  });
};

function mapOf(
  measure: Measure,
  a: readonly (Rows | undefined)[],
  b: readonly (Rows | undefined)[],
  chance: Partial<Chance> = {},
) {
  const [ofA, ofB] = [a, b].map((side) =>
    side.map((rows) => rows && measure.prepare(representationOf(rows.data, rows.rows))),
  );
  const n = a.find((rows) => rows !== undefined)!.rows;
  const usual = { prompts: n / (chance.rowsEach ?? 1), rowsEach: 1, permutations: 19, seed: 1 };
  return layerMap(quietJob, measure, ofA, ofB, { ...usual, ...chance }, plain);
}

const shared = normal('shared', 40, 3);
const models = ['a', 'b'].map((model) => [
  like(shared, `${model} 0`, 6, 0.3),
  normal(`${model} 1`, 40, 6),
]);

describe.each(measures.map((measure) => [measure.name, measure] as const))('%s', (_, measure) => {
  const isLike = ({ value, chance }: NonNullable<LayerPair>) =>
    measure.direction === 'similarity' ? value > chance! : value < chance!;

  test('what is shared is more alike than chance makes it, and nothing else much', async () => {
    const map = await mapOf(measure, models[0], models[1]);
    const [first, ...others] = map.flat().map((pair) => pair!);
    expect(isLike(first)).toBe(true);
    expect(first.p).toBe(1 / 20);
    const sign = measure.direction === 'similarity' ? 1 : -1;
    for (const other of others) expect(sign * other.value).toBeLessThan(sign * first.value);
  });
});

test('at once and one by one: the same chance', async () => {
  const { vectorSize: _, writeVector: __, ...slow } = cka;
  const [fast, alone] = [cka, slow as Measure].map((measure) => mapOf(measure, ...models2()));
  const [x, y] = [(await fast).flat(), (await alone).flat()];
  for (const [k, pair] of x.entries()) {
    expect(pair?.p).toBe(y[k]?.p);
    expect(Math.abs(pair!.chance! - y[k]!.chance!)).toBeLessThan(1e-6);
  }
});

const models2 = () => [models[0], models[1]] as const;

test('nothing shared: a p of 1 in 20 comes once in 20 times, and the mean of debiased CKA is 0', async () => {
  const runs = 300;
  let surprised = 0;
  const sums = { debiased: 0, biased: 0 };
  for (let seed = 0; seed < runs; seed++) {
    const [a, b] = [normal(`a ${seed}`, 20, 5), normal(`b ${seed}`, 20, 5)];
    const [[pair]] = await mapOf(cka, [a], [b], { seed });
    if (pair!.p! <= 1 / 20) surprised++;
    sums.debiased += pair!.value / runs;
    sums.biased += (await mapOf(biasedCka, [a], [b], { permutations: 0 }))[0][0]!.value / runs;
  }
  expect(surprised / runs).toBeGreaterThan(0.02);
  expect(surprised / runs).toBeLessThan(0.09);
  expect(Math.abs(sums.debiased)).toBeLessThan(0.02);
  expect(sums.biased).toBeGreaterThan(0.15);
});

test('rows of one prompt stay together: what spans share is chance', async () => {
  const places = normal('places', 4, 8); // of four spans, the same in every prompt
  const rowsOf = (seed: string): Rows => {
    const own = normal(seed, 80, 8);
    return { ...own, data: own.data.map((x, k) => 0.5 * x + 2 * places.data[k % 32]) };
  };
  const map = await mapOf(cka, [rowsOf('a')], [rowsOf('b')], { rowsEach: 4 });
  expect(map[0][0]!.value).toBeGreaterThan(0.8);
  expect(map[0][0]!.p).toBeGreaterThan(0.05);
});

test('a layer that does not vary has no numbers; the others have theirs', async () => {
  const whole = await mapOf(cka, ...models2());
  const map = await mapOf(cka, [undefined, models[0][1]], [models[1][0], undefined, models[1][1]]);
  expect(map[0]).toEqual([undefined, undefined, undefined]);
  expect(map[1]).toEqual([whole[1][0], undefined, whole[1][1]]);
});

test.each([
  ['without permutations there is no chance', { permutations: 0 }, undefined],
  ['the same seed, the same chance', { seed: 1 }, 'same'],
  ['another seed, another chance', { seed: 2 }, 'other'],
] as const)('%s', async (_, chance, expected) => {
  const usual = (await mapOf(cka, ...models2()))[0][1]!;
  const found = (await mapOf(cka, ...models2(), chance))[0][1]!;
  expect(found.value).toBe(usual.value);
  if (expected === undefined) expect(found).toEqual({ value: usual.value });
  else expect(found.chance === usual.chance).toBe(expected === 'same');
});

// Which directions say a part: found where they are, by few prompts in which parts come together by chance; none where there
// are none.
import { describe, expect, test } from 'vitest';
import { type Random, random } from '../../src/engine/core/random.ts';
import { mostValues, Tally, type ValueMeans } from '../../src/engine/forward/classMeans.ts';
import {
  apartFrom,
  type Directions,
  effectsOf,
  leadingDirections,
  randomDirections,
} from '../../src/engine/signature/subspaces.ts';

const width = 8;
const m = 4; // values of a and of b

/** What a place has by the values of a and b. */
type Code = (a: number, b: number) => readonly number[];

const at = (...entries: readonly (readonly [number, number])[]) => {
  const row = Array<number>(width).fill(0);
  for (const [axis, value] of entries) row[axis] = value;
  return row;
};
const copies: Code = (a, b) => at([0, a], [1, 8 * b]);
const sums: Code = (a, b) => at([2, a + b], [3, (a + b) ** 2 / 4]);
const wheel: Code = (a, b) => {
  const turn = (2 * Math.PI * (a + b)) / m;
  return at([4, Math.cos(turn)], [5, Math.sin(turn)]);
};

/** Tallied as classMeans does. */
function seen(code: Code, prompts: number, rng: Random): ValueMeans {
  const V = 2 * m;
  const sums = new Float64Array(V * width);
  const counts = new Int32Array(V * V);
  let squares = 0;
  for (let i = 0; i < prompts; i++) {
    const [a, b] = [rng.below(m), rng.below(m)];
    const row = code(a, b).map((x) => x + 0.05 * (rng.next() - 0.5));
    squares += row.reduce((sum, x) => sum + x * x, 0);
    for (const v of [a, m + b]) {
      for (const [j, x] of row.entries()) sums[v * width + j] += x;
      for (const w of [a, m + b]) counts[v * V + w]++;
    }
  }
  const means = Float32Array.from(sums, (sum, k) => sum / counts[Math.floor(k / width) * (V + 1)]);
  return { width, values: [m, m], means, counts, prompts, squares };
}

function directionsOf(code: Code, prompts = 96) {
  return effectsOf(seen(code, prompts, random(`${prompts}`))).map((own) => leadingDirections(own!));
}

/** The share of a direction's length that lies along an axis. */
function along({ rows }: Directions, axis: number): number {
  return Math.hypot(...rows.map((row) => row[axis]));
}

describe('side by side', () => {
  test('a is told along its own axis, though b moves the place eight times as much', () => {
    const [a, b] = directionsOf(copies);
    const own = apartFrom(a, [b]);
    expect(own.rows).toHaveLength(1);
    expect(along(own, 0)).toBeGreaterThan(0.99);
    expect(along(own, 1)).toBeLessThan(0.05);
  });

  test('and plain means would not do: they hold of b what chance gave', () => {
    const { means } = seen(copies, 96, random('96'));
    const ofB = Array.from({ length: m }, (_, v) => means[v * width + 1]);
    expect(Math.max(...ofB) - Math.min(...ofB)).toBeGreaterThan(1);
  });
});

test('of a sum nothing is left of a beside b', () => {
  const [a, b] = directionsOf(sums, 400);
  expect(apartFrom(a, [b]).rows).toHaveLength(0);
});

test('of a sum modulo m, which has the same mean for every a, no direction is told', () => {
  for (const of of directionsOf(wheel, 400)) expect(of.rows).toHaveLength(0);
});

test('too few prompts a value: it is not known', () => {
  expect(effectsOf(seen(copies, 12, random('few')))).toEqual([undefined, undefined]);
});

test('directions at random are orthonormal, and as many', () => {
  const { rows } = randomDirections(random('any'), 3, width);
  const products = rows.map((x) =>
    rows.map((y) => x.reduce((sum, each, j) => sum + each * y[j], 0)),
  );
  for (const [i, row] of products.entries()) {
    for (const [j, product] of row.entries()) expect(product).toBeCloseTo(Number(i === j), 10);
  }
});

test.each([
  ['a thousand words of a', 1000, 1],
  ['one more than is allowed', mostValues + 1, 1],
  ['of both', 200, 150],
])('of %s nothing is told, nor tallied', (_, a, b) => {
  const tally = new Tally(2);
  for (let i = 0; i < 2000; i++) tally.add([`${i % a}`, `${i % b}`], Float64Array.of(i, 1));
  const means = tally.means();
  expect(Math.max(...means.values)).toBe(mostValues + 1);
  expect(means.counts.length).toBeLessThanOrEqual((2 * (mostValues + 1)) ** 2);
  const known = means.values.map((size) =>
    size > mostValues ? undefined : { width: 2, rows: [] },
  );
  expect(effectsOf(means)).toEqual(known);
  // Without a decomposition: there is nothing in it to decompose.
  const bare = { ...means, means: new Float32Array(0), counts: new Int32Array(0) };
  expect(effectsOf(bare)).toEqual(known);
});

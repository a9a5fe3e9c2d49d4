// Which components do the same: correlations as they are defined, the assignment against all assignments, and how much two
// circuits share where that is known.
import { describe, expect, test } from 'vitest';
import { agreementOf, sizesOf } from '../../src/engine/circuit/agreement.ts';
import { likenessOf, type Moves, reordered } from '../../src/engine/circuit/likeness.ts';
import { matched, permuted } from '../../src/engine/circuit/matching.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random, shuffled } from '../../src/engine/core/random.ts';
import { equalWeights, resampleWeights } from '../../src/engine/numeric/resample.ts';
import { wilson } from '../../src/engine/numeric/statistics.ts';

const [n, K] = [24, 3];

/** Changes of K probabilities, which add up to 0. */
function moves(seed: string, components: number): Moves {
  const rng = random(seed);
  return Array.from({ length: components }, (_, c) => {
    const out = new Float64Array(n * K);
    for (let i = 0; i < n; i++) {
      const own = Array.from({ length: K }, () => rng.next() * 0.1 * (c + 1));
      const mean = own.reduce((sum, x) => sum + x, 0) / K;
      out.set(
        own.map((x) => x - mean),
        i * K,
      );
    }
    return out;
  });
}

/** Pearson's, of numbers whose means over the pairs are taken off outcome by outcome. */
function plainCorrelation(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  const off = (x: Float64Array) =>
    x.map((value, at) => {
      let mean = 0;
      for (let i = 0; i < n; i++) mean += weights[i] * x[i * K + (at % K)];
      return value - mean;
    });
  const [p, q] = [off(a), off(b)];
  const sum = (x: Float64Array, y: Float64Array) =>
    x.reduce((total, value, at) => total + weights[Math.floor(at / K)] * value * y[at], 0);
  return sum(p, q) / Math.sqrt(sum(p, p) * sum(q, q));
}

describe('likeness', () => {
  const [a, b] = [moves('a', 4), moves('b', 5)];
  test.each([
    ['all pairs alike', equalWeights(n)],
    ['pairs drawn anew', resampleWeights(1, n, random(7))],
  ])('is the correlation, with %s', async (_, weights) => {
    const found = (await likenessOf(quietJob, a, b, n))(weights);
    for (const [i, own] of a.entries()) {
      for (const [j, other] of b.entries()) {
        expect(found[i * b.length + j]).toBeCloseTo(plainCorrelation(own, other, weights), 10);
      }
    }
  });
  test('what does nothing, or the same to every pair, is like nothing', async () => {
    const same = Float64Array.from({ length: n * K }, (_, at) => (at % K) - 1);
    const still: Moves = [new Float64Array(n * K), same, same.map((x) => x * 1e-9)];
    const found = (await likenessOf(quietJob, still, a, n))(equalWeights(n));
    expect([...found]).toEqual(Array(still.length * a.length).fill(0));
  });
  test('sizes are total variations', () => {
    const one = Float64Array.of(0.5, -0.5, 0, 0, 0.25, -0.25);
    expect([...sizesOf(one, 2)]).toEqual([0.5, 0.25]);
  });
});

/** The most that any assignment reaches: each row to a free column, or to none. */
function best(correlations: Float64Array, rows: number, least: number): number {
  const columns = correlations.length / rows;
  const from = (row: number, free: ReadonlySet<number>): number => {
    if (row === rows) return 0;
    let most = from(row + 1, free);
    for (const column of free) {
      const gain = correlations[row * columns + column] - least;
      if (gain < 0) continue;
      const left = new Set([...free].filter((one) => one !== column));
      most = Math.max(most, gain + from(row + 1, left));
    }
    return most;
  };
  return from(0, new Set(Array(columns).keys()));
}

describe('matches', () => {
  test.each([
    [3, 3],
    [4, 6],
    [6, 4],
    [1, 5],
    [5, 1],
  ])('%i to %i: as good as any assignment with some left out', (rows, columns) => {
    const rng = random(`${rows} ${columns}`);
    for (let k = 0; k < 40; k++) {
      const correlations = Float64Array.from({ length: rows * columns }, () => 2 * rng.next() - 1);
      for (const least of [0.2, 0.5, 0.9]) {
        const found = matched(correlations, rows, least);
        const gain = found.reduce((sum, { correlation }) => sum + correlation - least, 0);
        expect(gain).toBeCloseTo(best(correlations, rows, least), 10);
        expect(new Set(found.map(({ a }) => a)).size).toBe(found.length);
        expect(new Set(found.map(({ b }) => b)).size).toBe(found.length);
        for (const { correlation } of found) expect(correlation).toBeGreaterThanOrEqual(least);
      }
    }
  });
  test('none of nothing', () => {
    expect(matched(new Float64Array(0), 0, 0.5)).toEqual([]);
    expect(matched(new Float64Array(0), 3, 0.5)).toEqual([]);
  });
});

test('permutations say how far they are', async () => {
  const fractions: number[] = [];
  const job = { ...quietJob, progress: (fraction: number) => fractions.push(fraction) };
  await permuted(job, moves('a', 2), moves('b', 2), n, { permutations: 4, seed: 1 });
  expect(fractions).toEqual([0, 0.25, 0.5, 0.75]);
});

describe('agreement', () => {
  const options = { resamples: 200, seed: 1, level: 0.95 };
  const agree = (a: Moves, b: Moves, circuits: readonly [readonly number[], readonly number[]]) =>
    agreementOf(
      quietJob,
      { moves: a, circuit: circuits[0] },
      { moves: b, circuit: circuits[1] },
      n,
      options,
    );
  const own = moves('own', 6);

  test('of components with themselves in another order: every one, whole', async () => {
    const order = shuffled([...own.keys()], random(3));
    const placed = order.map((c) => own[c]);
    const found = await agree(own, placed, [[0, 2, 4], [0, 2, 4].map((c) => order.indexOf(c))]);
    expect(found.matches.map(({ a, b }) => [a, order[b]])).toEqual(own.map((_, c) => [c, c]));
    for (const { value, low, high } of [found.shared, found.overlap]) {
      expect([value, high]).toEqual([1, 1]);
      expect(low).toBeCloseTo(wilson(1, n, 0.95)[0], 12); // 24 pairs cannot show that no other pair parts them
    }
    expect(found.chance).toEqual({ permutations: 199, shared: 0, p: 1 / 200 });
  });
  test('of others: nothing, and chance gives as much', async () => {
    const found = await agree(own, moves('others', 5), [
      [0, 1],
      [0, 1],
    ]);
    expect(found.matches).toEqual([]);
    expect(found.shared.value).toBe(0);
    expect(found.chance.p).toBe(1);
  });
  test('the same effects on other pairs are not the same', async () => {
    const order = [...Array(n).keys()].map((i) => (i + 1) % n);
    const found = await agree(own, reordered(own, order), [
      [0, 1],
      [0, 1],
    ]);
    expect(found.matches).toEqual([]);
  });
  test('half: what only one has counts against it, and a partner outside of the circuit too', async () => {
    const found = await agree(own, own, [
      [3, 4],
      [3, 5],
    ]);
    const [three, four, five] = [3, 4, 5].map(
      (c) => sizesOf(own[c], n).reduce((sum, x) => sum + x, 0) / n,
    );
    const shared = (three / (three + four) + three / (three + five)) / 2;
    expect(found.shared.value).toBeCloseTo(shared, 10);
    expect(found.overlap.value).toBeCloseTo(1 / 3, 10);
    expect(found.shared.low).toBeLessThan(shared);
    expect(found.shared.high).toBeGreaterThan(shared);
  });
});

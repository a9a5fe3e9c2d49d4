// Merged adapters of planted ranks in several formats are told with their rank, and drifts of all sizes as drifts, whatever
// rounding left of them: what a format rounds to is no rank. Of a base in float32, and of one in the format itself.
import { describe, expect, test } from 'vitest';
import { lowRankOf, spectrumOf } from '../../src/engine/analysis/change/rank.ts';
import { Sampling } from '../../src/engine/analysis/change/sample.ts';
import { kind, partsOf } from '../support/kindOf.ts';
import {
  adapter,
  bf16,
  type Change,
  cast,
  f16,
  f32,
  falling,
  inTurn,
  tuned,
  weights,
} from '../support/plantedChanges.ts';

const formats = [f32, bf16, f16];
type Shape = readonly [rows: number, columns: number];
const shapes: readonly Shape[] = [
  [24, 48],
  [48, 160],
  [96, 60],
];
const bases = new Map(shapes.map((shape): [Shape, Float64Array] => [shape, weights(...shape)]));

/** The rank that is told of a change, by the formats of base and result; 0: none. */
function ranks(shape: Shape, change: Change): Readonly<Record<string, number>> {
  const ways = formats.flatMap((to) => [...new Set([f32, to])].map((from) => [from, to] as const));
  return Object.fromEntries(
    ways.map(([from, to]) => {
      const a = cast(from)(bases.get(shape)!, ...shape);
      const sampling = new Sampling(shape);
      sampling.take(0, a, inTurn(change, cast(to))(a, ...shape));
      const part = lowRankOf(spectrumOf(sampling.sample)!);
      return [`${from.name} to ${to.name}`, part?.kind === 'low rank' ? part.rank : 0];
    }),
  );
}

const all = (rank: number) =>
  Object.fromEntries(
    ['F32 to F32', 'F32 to BF16', 'BF16 to BF16', 'F32 to F16', 'F16 to F16'].map((way) => [
      way,
      rank,
    ]),
  );

describe.each(shapes.map((shape) => [shape]))('%j', (of) => {
  const lowest = Math.floor(Math.min(...of) / 3);

  test.each([1, 4, 16, 64])('an adapter of rank %i', (rank) => {
    expect(ranks(of, adapter(rank))).toEqual(all(rank <= lowest ? rank : 0));
  });

  test.each(
    [0.5, 1, 1.5].flatMap((power) => [2e-4, 5e-4, 1e-3, 2e-3, 4e-3].map((size) => [power, size])),
  )('a drift whose directions fall as %f, of %f', (power, size) => {
    expect(ranks(of, falling(power, size))).toEqual(all(0));
  });

  test.each([1e-4, 1e-3, 2e-3, 3e-3, 5e-3, 0.01, 0.05, 0.5])('a drift of %f', (size) => {
    expect(ranks(of, tuned(size))).toEqual(all(0));
  });
});

test('an adapter of rank 64, of a matrix of which not every row is looked at', () => {
  const shape = [208, 208] as const;
  const a = cast(bf16)(weights(...shape), ...shape);
  const { parts } = partsOf(shape, a, inTurn(adapter(64), cast(bf16))(a, ...shape));
  expect(parts).toMatchObject([kind('low rank', { rank: 64, of: 208 })]);
});

test('the merged one first, or a drift beside an adapter', () => {
  const shape = [48, 160] as const;
  const a = weights(...shape);
  const b = inTurn(adapter(4), cast(bf16))(a, ...shape);
  expect(partsOf(shape, b, a).parts).toMatchObject([kind('low rank', { rank: 4 })]);
  const more = inTurn(adapter(4), tuned(0.05), cast(bf16))(a, ...shape);
  expect(partsOf(shape, a, more).parts).toMatchObject([kind('drift')]);
});

test.each<readonly [format: typeof bf16, shape: Shape, size: number]>([
  [bf16, [32, 128], 1e-3],
  [f16, [64, 128], 1e-4],
])('a drift smaller than a step but for a few rows: %o', (format, shape, size) => {
  const a = cast(format)(weights(...shape, `w${shape[0]}`), ...shape);
  const b = inTurn(tuned(size), cast(format))(a, ...shape);
  expect(partsOf(shape, a, b).parts).toMatchObject([kind('drift')]);
});

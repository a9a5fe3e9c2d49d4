// Changes that hold for a part of a tensor alone, which lies as a layout repeats itself: what is said of the whole is true of all of it.
import { describe, expect, test } from 'vitest';
import { drawn } from '../../src/engine/analysis/change/draw.ts';
import { kind, partsOf, type Row } from '../support/kindOf.ts';
import {
  adapter,
  bf16,
  blocksOf,
  byRow,
  byTensor,
  type Change,
  cast,
  codebook,
  each,
  f16,
  f32,
  grid,
  inTurn,
  nf4,
  sideways,
  tuned,
  weights,
  where,
} from '../support/plantedChanges.ts';

const drift = kind('drift');
const moved = tuned(0.003);
const int4 = grid(4, blocksOf(32));
const int8 = grid(8, byRow);
/** Of the values where it holds this change, of the others a drift. */
const only = (change: Change, holds: (row: number, column: number) => boolean) =>
  where(holds, change, moved);

describe('levels of a part', () => {
  const usual = [256, 192] as const;
  const rows: readonly (readonly [string, Change, shape?: readonly [number, number]])[] = [
    ['int4 in 32 columns of every 4th row', only(int4, (r, c) => r % 4 === 0 && c < 32)],
    ['int4 in the first half of the columns', only(int4, (_, c) => c < 96)],
    ['int4 in every second block', only(int4, (_, c) => (c >> 5) % 2 === 0)],
    ['int4 in all blocks but one', only(int4, (r, c) => r !== 131 || c >= 32)],
    ['int8 on every 4th row', only(int8, (r) => r % 4 === 0)],
    ...[76, 77, 0, 255].map((row): [string, Change] => [
      `int8 on every row but ${row}`,
      only(int8, (r) => r !== row),
    ]),
    ['int8 on every column but 99', only(sideways(int8), (_, c) => c !== 99)],
    ['int4 down the columns but of 3 of them', only(sideways(int4), (_, c) => c % 64 !== 5)],
    [
      'int4 but for every 16th input of the right half',
      only(int4, (_, c) => c < 384 || c % 16 !== 3),
      [256, 768],
    ],
    ['8 values in the first 64 columns', only(codebook, (_, c) => c < 64)],
    ['8 values on every 4th row', only(codebook, (r) => r % 4 === 0)],
    ['NF4 on all rows but one', only(nf4, (r) => r !== 77)],
  ];
  const whole = rows.map(([what, change, shape = usual]) => [what, change, shape] as const);
  test.each(whole)('%s', (_, change, shape) => {
    const a = weights(...shape);
    const { parts } = partsOf(shape, a, change(a, ...shape));
    const more = parts.length > 1 ? [kind('pruning')] : []; // what was rounded to 0 on the part
    expect(parts).toMatchObject([...more, drift]);
  });

  test.each<Row>([
    ['8 values', codebook, [kind('few values', { by: 'tensor', most: 8 })]],
    ['3 bits by tensor', grid(3, byTensor), [kind('grid', { by: 'tensor', bits: 3 })]],
    [
      '3 bits by tensor, kept in bf16',
      inTurn(grid(3, byTensor), cast(bf16)),
      [kind('grid', { by: 'tensor', bits: 3 })],
    ],
    [
      '3 bits by blocks of 16, kept in bf16',
      inTurn(grid(3, blocksOf(16)), cast(bf16)),
      [kind('grid', { by: 'block', block: 16, bits: 3 })],
    ],
    [
      'int8 by blocks of 32, kept in bf16',
      inTurn(grid(8, blocksOf(32)), cast(bf16)),
      [kind('grid', { by: 'block', block: 32, bits: 8 })],
    ],
    ['int8 on every row', int8, [kind('grid', { by: 'row', bits: 8, onGrid: 1, nearest: 1 })]],
    ['int4 by 32', int4, [kind('grid', { by: 'block', block: 32, bits: 4, onGrid: 1 })]],
  ])('%s', (_, change, parts) => {
    const shape = [256, 192] as const;
    const a = weights(...shape);
    const found = partsOf(shape, a, change(a, ...shape));
    expect(found.parts).toMatchObject(parts);
    expect(found.parts.length).toBe(parts.length);
  });
});

describe('a rank of a part', () => {
  const shape = [512, 96] as const;
  const a = weights(...shape);
  test.each<readonly [what: string, holds: (row: number) => boolean]>([
    ...[2, 4, 8, 16].map((n) => [`every ${n}th row`, (r: number) => r % n === 0] as const),
    ['all but every 4th row', (r) => r % 4 !== 0],
    ['all but every 16th row', (r) => r % 16 !== 5],
    ['the first half', (r) => r < 256],
  ])('rank 1 on %s, the others drifted', (_, holds) => {
    for (const size of [0.01, 0.05]) {
      const b = where(holds, adapter(1), tuned(size))(a, ...shape);
      expect(partsOf(shape, a, b).parts).toMatchObject([drift]);
    }
  });

  test.each([1, 4, 16])('rank %i on every row', (rank) => {
    for (const [from, to] of [
      [f32, f32],
      [f32, bf16],
      [bf16, bf16],
      [f16, f16],
    ]) {
      const base = cast(from)(a, ...shape);
      const b = inTurn(adapter(rank), cast(to))(base, ...shape);
      expect(partsOf(shape, base, b).parts).toMatchObject([kind('low rank', { rank })]);
    }
  });
});

describe('of a large tensor rows that did not change, but would have', () => {
  const shape = [9000, 128] as const; // 8,192 of them are looked at
  const looked = new Set(Array.from({ length: 8192 }, (_, i) => drawn(i, 8192, 9000)));
  const isUnseen = (row: number) => !looked.has(row);
  const first = Array.from({ length: 9000 }, (_, row) => row).find(isUnseen);
  const a = weights(...shape);
  const half = each((x) => 0.5 * x);
  const padded = where(
    (row) => row < 8000,
    (x) => x,
    each(() => 0),
  )(a, ...shape);
  const coarse = where((row) => isUnseen(row) && row !== first, cast(bf16))(a, ...shape);
  const toBf16 = kind('cast', { to: 'BF16' });
  test.each<readonly [what: string, change: Change, parts: readonly object[], base: Float64Array]>([
    ['none of the unseen cast', where((row) => !isUnseen(row), cast(bf16)), [drift], a],
    ['one row not cast', where((row) => row !== first, cast(bf16)), [drift], a],
    ['one row not multiplied', where((row) => row !== first, half), [drift], a],
    [
      'one row not multiplied, of some that are 0',
      where((r) => r !== first, half),
      [drift],
      padded,
    ],
    ['all cast', cast(bf16), [toBf16], a],
    ['all cast, of which some are 0', cast(bf16), [toBf16], padded],
    ['all cast, of which some were before', cast(bf16), [toBf16], coarse],
    ['one row not cast, others before', where((r) => r !== first, cast(bf16)), [drift], coarse],
    ['all multiplied', half, [kind('scaling', { by: 'tensor' })], a],
    ['all multiplied, of which some are 0', half, [kind('scaling', { by: 'tensor' })], padded],
  ])(
    '%s',
    (_, change, parts, base) => {
      expect(partsOf(shape, base, change(base, ...shape)).parts).toMatchObject(parts);
    },
    30_000,
  );
});

describe('of few rows the same is said, however many there are beside them', () => {
  const few = (change: Change, ...rows: readonly number[]) =>
    where((row) => rows.includes(row), change);
  const zeros = each(() => 0);
  const some = (changed: number) => kind('some', { of: 'rows', changed });
  test.each<Row>([
    ['one of zeros', few(zeros, 1), [kind('pruning', { pattern: 'rows' })]],
    ['some of zeros', few(zeros, 1, 2, 7, 500, 501), [kind('pruning', { pattern: 'rows' })]],
    [
      'some multiplied',
      few(
        each((x) => 2 * x),
        1,
        3,
      ),
      [kind('scaling', { by: 'row', factors: [1, 2] })],
    ],
    ['some trained', few(tuned(0.1), 1, 3), [some(2), drift]],
    ['some rounded', few(cast(bf16), 1, 3), [some(2), drift]],
    ['some on a grid', few(int8, 1, 3), [some(2), drift]],
    ['one of zeros, one trained', inTurn(few(zeros, 1), few(tuned(0.1), 3)), [some(2), drift]],
  ])('%s', (what, change, parts) => {
    for (const rows of [1000, 18_000]) {
      const a = weights(rows, 64);
      const found = partsOf([rows, 64], a, change(a, rows, 64));
      expect(found.parts).toMatchObject(parts);
      expect(found.parts.length).toBe(parts.length);
      const [first] = found.parts;
      if (first.kind === 'pruning')
        expect(first.share * rows).toBeCloseTo(what === 'one of zeros' ? 1 : 5);
      if (first.kind === 'some') expect(first.all).toBe(rows);
    }
  });
});

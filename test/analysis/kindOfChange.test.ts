// Planted changes, alone and one after the other, and near misses: what is said of each.
import { describe, expect, test } from 'vitest';
import { spacing, truncated } from '../../src/engine/analysis/change/formats.ts';
import { random } from '../../src/engine/core/random.ts';
import { kind, partsOf, type Row } from '../support/kindOf.ts';
import {
  adapter,
  bf16,
  blocksOf,
  byColumnFactor,
  byRow,
  byRowFactor,
  byTensor,
  cast,
  e4m3,
  each,
  emptied,
  f16,
  grid,
  inTurn,
  nf4,
  ofFour,
  scattered,
  sideways,
  smallest,
  someRows,
  tuned,
  weights,
} from '../support/plantedChanges.ts';

const [R, C] = [64, 256];
const A = weights(R, C);

describe('a matrix', () => {
  const rows: readonly Row[] = [
    ['nothing', (x) => x, [kind('identical')]],
    ['bf16', cast(bf16), [kind('cast', { to: 'BF16', truncated: false, towards: 'B' })]],
    ['f16', cast(f16), [kind('cast', { to: 'F16' })]],
    ['f8', cast(e4m3), [kind('cast', { to: 'F8_E4M3' })]],
    [
      'bf16 by cutting',
      each((x) => truncated(x, bf16)),
      [kind('cast', { to: 'BF16', truncated: true })],
    ],
    ['a factor', each((x) => 1.7 * x), [kind('scaling', { by: 'tensor' })]],
    ['a sign', each((x) => -x), [kind('scaling', { by: 'tensor', factors: [-1, -1] })]],
    ['a factor a row', byRowFactor, [kind('scaling', { by: 'row' })]],
    ['a factor a column, as a folded norm', byColumnFactor, [kind('scaling', { by: 'column' })]],
    [
      'a factor, then bf16',
      inTurn(
        each((x) => 1.7 * x),
        cast(bf16),
      ),
      [kind('scaling', { by: 'tensor' })],
    ],
    ...(
      [
        ['bf16, then f16: the least values lose digits', bf16, f16],
        ['f16, then bf16: rounded twice', f16, bf16],
        ['bf16, then f8', bf16, e4m3],
      ] as const
    ).map<Row>(([what, through, to]) => [
      what,
      inTurn(cast(through), cast(to)),
      [kind('cast', { to: to.name, through: through.name, truncated: false, towards: 'B' })],
    ]),
    [
      'bf16 by cutting, then f16',
      inTurn(
        each((x) => truncated(x, bf16)),
        cast(f16),
      ),
      [kind('cast', { to: 'F16', through: 'BF16', truncated: true })],
    ],
    [
      'a factor, then f16: the least values lose digits',
      inTurn(
        each((x) => 0.013 * x),
        cast(f16),
      ),
      [kind('scaling', { by: 'tensor' })],
    ],
    [
      'a factor, then int8 by row',
      inTurn(
        each((x) => 1.7 * x),
        grid(8, byRow),
      ),
      [kind('scaling', { by: 'tensor' }), kind('grid', { by: 'row', bits: 8 })],
    ],
    [
      'a factor a column, then int4 by blocks of 32',
      inTurn(byColumnFactor, grid(4, blocksOf(32))),
      [kind('scaling', { by: 'column' }), kind('grid', { by: 'block', block: 32, bits: 4 })],
    ],
    [
      'a factor a row, then int8 by column',
      inTurn(byRowFactor, sideways(grid(8, byRow))),
      [kind('scaling', { by: 'row' }), kind('grid', { by: 'column', bits: 8 })],
    ],
    ['every value to the next', each((x) => x + 2 ** -23 * Math.abs(x)), [kind('drift')]],
    [
      'every value to the next of f16',
      inTurn(cast(f16), (x) => x.map((v) => v + spacing(v, f16))),
      [kind('drift')],
    ],
    [
      'trained a little less, then int8 by row',
      inTurn(tuned(0.03), grid(8, byRow)),
      [kind('grid', { by: 'row', bits: 8 }), kind('drift')],
    ],
    [
      'int8 by tensor',
      grid(8, byTensor),
      [kind('grid', { by: 'tensor', bits: 8, onGrid: 1, nearest: 1, towards: 'B' })],
    ],
    ['int8 by row', grid(8, byRow), [kind('grid', { by: 'row', bits: 8 })]],
    ['int8 by column', sideways(grid(8, byRow)), [kind('grid', { by: 'column', bits: 8 })]],
    [
      'int8 by row, from least to most',
      grid(8, byRow, 'range'),
      [kind('grid', { by: 'row', bits: 8 })],
    ],
    [
      'int8 by blocks of 32, as Q8_0',
      grid(8, blocksOf(32)),
      [kind('grid', { by: 'block', block: 32, bits: 8 })],
    ],
    [
      'int4 by blocks of 32',
      grid(4, blocksOf(32)),
      [kind('grid', { by: 'block', block: 32, bits: 4 })],
    ],
    [
      'int4 by blocks of 128, from least to most',
      grid(4, blocksOf(128), 'range'),
      [kind('grid', { by: 'block', block: 128, bits: 4 })],
    ],
    [
      'int4 by blocks of 32 down the columns, as inputs lie in [in, out]',
      sideways(grid(4, blocksOf(32))),
      [kind('grid', { by: 'column block', block: 32, bits: 4, nearest: 1 })],
    ],
    ...[16, 32, 64].map<Row>((block) => [
      `2 bits by blocks of ${block}: most are 0`,
      grid(2, blocksOf(block)),
      [kind('grid', { by: 'block', block, bits: 2 })],
    ]),
    [
      '2 bits by blocks of 32 down the columns',
      sideways(grid(2, blocksOf(32))),
      [kind('grid', { by: 'column block', block: 32, bits: 2 })],
    ],
    [
      'nearly all anywhere, then trained: what is left is on no grid',
      inTurn(tuned(0.05), scattered(0.95)),
      [kind('pruning', { pattern: 'scattered' }), kind('drift')],
    ],
    ['int4 by row', grid(4, byRow), [kind('grid', { by: 'row', bits: 4 })]],
    ['2 bits by row', grid(2, byRow), [kind('grid', { by: 'row', bits: 2 })]],
    [
      'int8 by row, kept in f16',
      inTurn(grid(8, byRow), cast(f16)),
      [kind('grid', { by: 'row', bits: 8 })],
    ],
    [
      'int4 by row, kept in bf16',
      inTurn(grid(4, byRow), cast(bf16)),
      [kind('grid', { by: 'row', bits: 4 })],
    ],
    [
      'int8 by row, kept in bf16',
      inTurn(grid(8, byRow), cast(bf16)),
      [kind('grid', { by: 'row', bits: 8 })],
    ],
    [
      'bf16, then int8 by row',
      inTurn(cast(bf16), grid(8, byRow)),
      [kind('grid', { by: 'row', bits: 8 })],
    ],
    ['NF4', nf4, [kind('few values', { by: 'block', block: 64, most: 16 })]],
    [
      'a scaled 8-bit float',
      inTurn(
        each((x) => Math.max(-448, Math.min(448, x * 300))),
        cast(e4m3),
        each((x) => x / 300),
      ),
      [kind('few values', { by: 'tensor' })],
    ],
    ['the smallest half', smallest(0.5), [kind('pruning', { pattern: 'smallest' })]],
    ['a tenth anywhere', scattered(0.1), [kind('pruning', { pattern: 'scattered' })]],
    ['2 of 4', ofFour, [kind('pruning', { pattern: 'n:m', n: 2, m: 4 })]],
    ['every eighth row', emptied('rows', 8), [kind('pruning', { pattern: 'rows' })]],
    ['every eighth column', emptied('columns', 8), [kind('pruning', { pattern: 'columns' })]],
    ['all of it', each(() => 0), [kind('pruning', { share: 1 })]],
    [
      '2 of 4, then bf16',
      inTurn(ofFour, cast(bf16)),
      [kind('pruning', { n: 2, m: 4 }), kind('cast', { to: 'BF16' })],
    ],
    [
      'half, then a factor',
      inTurn(
        smallest(0.5),
        each((x) => 2.5 * x),
      ),
      [kind('pruning', { pattern: 'smallest' }), kind('scaling')],
    ],
    [
      'half anywhere, then int8 by row',
      inTurn(scattered(0.5), grid(8, byRow)),
      [kind('pruning'), kind('grid', { by: 'row', bits: 8 })],
    ],
    [
      'half anywhere, then trained',
      inTurn(tuned(0.05), scattered(0.5)),
      [kind('pruning'), kind('drift')],
    ],
    ['an adapter of rank 1', adapter(1), [kind('low rank', { rank: 1 })]],
    ['an adapter of rank 4', adapter(4), [kind('low rank', { rank: 4 })]],
    ['an adapter of rank 16', adapter(16), [kind('low rank', { rank: 16 })]],
    [
      'an adapter of rank 4 on bf16, kept in bf16',
      inTurn(adapter(4, 1), cast(bf16)),
      [kind('low rank', { rank: 4 })],
    ],
    [
      'a few rows',
      someRows(8),
      [kind('some', { of: 'rows', changed: R / 8, all: R }), kind('drift')],
    ],
    ['trained much', tuned(0.5), [kind('drift')]],
    ['trained little', tuned(0.01), [kind('drift')]],
    ['trained hardly', tuned(0.0003), [kind('drift')]],
    ['trained, then bf16', inTurn(tuned(0.05), cast(bf16)), [kind('drift')]],
    [
      'trained, then int8 by row',
      inTurn(tuned(0.3), grid(8, byRow)),
      [kind('grid', { by: 'row', bits: 8 }), kind('drift')],
    ],
    ['an adapter of rank 60: too many to be low', adapter(60), [kind('drift')]],
    ['int8, then trained: no grid', inTurn(grid(8, byRow), tuned(0.01)), [kind('drift')]],
    [
      'int8 with a value off in a hundred',
      inTurn(grid(8, byRow), (x) => x.map((v, i) => (i % 100 === 0 ? v * 1.013 : v))),
      [kind('drift')],
    ],
    [
      'noise of the size of rounding to int8',
      (x, r, c) => {
        const q = grid(8, byRow)(x, r, c);
        const rng = random('n');
        return x.map((v, i) => Math.fround(v + Math.abs(q[i] - v) * (rng.next() - 0.5)));
      },
      [kind('drift')],
    ],
    [
      'a value that is not finite',
      (x) => x.map((v, i) => (i === 7 ? Number.NaN : v)),
      [kind('not finite')],
    ],
  ];
  test.each(rows)('%s', (_, change, parts) => {
    const found = partsOf([R, C], A, change(A.slice(), R, C));
    expect(found.parts).toMatchObject(parts);
    expect(found.parts.length).toBe(parts.length);
    expect(found.sampled).toBeNull();
  });

  test.each<Row>([
    ['the f32 of a bf16', cast(bf16), [kind('cast', { towards: 'A' })]],
    ['the weights of an int8', grid(8, byRow), [kind('grid', { towards: 'A', by: 'row' })]],
    ['what was pruned', ofFour, [kind('pruning', { towards: 'A', n: 2, m: 4 })]],
  ])('the other way round: %s', (_, change, parts) => {
    expect(partsOf([R, C], change(A.slice(), R, C), A).parts).toMatchObject(parts);
  });

  test('int8 to int4, and bf16 to int4', () => {
    const from8 = partsOf([R, C], grid(8, byRow)(A, R, C), grid(4, byRow)(A, R, C));
    expect(from8.parts[0]).toMatchObject({ kind: 'grid', bits: 4, towards: 'B' });
    const bf = cast(bf16)(A, R, C);
    expect(partsOf([R, C], bf, grid(4, byRow)(bf, R, C)).parts).toMatchObject([
      { kind: 'grid', bits: 4 },
    ]);
  });

  test('of a drift how far, in which direction, and in how many', () => {
    const { relative, cosine, effectiveRank } = partsOf([R, C], A, tuned(0.5)(A, R, C));
    expect(relative).toBeCloseTo(0.5, 1);
    expect(cosine).toBeCloseTo(1 / Math.hypot(1, 0.5), 1);
    expect(effectiveRank!.value).toBeGreaterThan(30);
    expect(effectiveRank!.of).toBe(R);
  });
});

// Planted changes in vectors, odd shapes, square matrices and tensors of which not every row is looked at.
import { describe, expect, test } from 'vitest';
import { drawn } from '../../src/engine/analysis/change/draw.ts';
import { Sampling } from '../../src/engine/analysis/change/sample.ts';
import { kind, partsOf, type Row } from '../support/kindOf.ts';
import {
  adapter,
  bf16,
  blocksOf,
  byTensor,
  type Change,
  cast,
  each,
  f32,
  grid,
  inTurn,
  sideways,
  tuned,
  turned,
  weights,
} from '../support/plantedChanges.ts';
import { share } from '../support/share.ts';

describe('vectors and odd shapes', () => {
  const norm = Float64Array.from(weights(1, 512, 'norm'), (x) => Math.fround(1 + x));
  const vectors: readonly Row[] = [
    ['bf16', cast(bf16), [kind('cast', { to: 'BF16' })]],
    ['trained', tuned(0.5), [kind('drift')]],
    [
      'trained, then bf16: its levels are of the format',
      inTurn(tuned(0.9), cast(bf16)),
      [kind('drift')],
    ],
    ['bf16, trained, bf16', inTurn(cast(bf16), tuned(0.9), cast(bf16)), [kind('drift')]],
    ['int8', grid(8, byTensor, 'range'), [kind('grid', { by: 'tensor', bits: 8 })]],
    ['a factor', each((x) => 3 * x), [kind('scaling')]],
    ['f32 of f64', cast(f32), [kind('identical')]],
  ];
  test.each(vectors)('gains of a norm: %s', (_, change, parts) => {
    expect(partsOf([512], norm, change(norm.slice(), 1, 512)).parts).toMatchObject(parts);
  });

  test.each([[[0]], [[1]], [[2]], [[3, 1]], [[1, 5]], [[2, 2, 2]], [[]]])('%j', (shape) => {
    const n = shape.reduce((a: number, b: number) => a * b, 1);
    const a = weights(1, n, 'odd');
    const found = partsOf(shape, a, tuned(0.3)(a, 1, n));
    expect(['identical', 'drift', 'scaling', 'some']).toContain(found.parts[0].kind);
  });
});

describe('a square matrix', () => {
  test.each<Row>([
    ['turned', turned, [kind('transposed')]],
    [
      'turned, then bf16',
      inTurn(turned, cast(bf16)),
      [kind('transposed'), kind('cast', { to: 'BF16' })],
    ],
    ['turned, then trained', inTurn(turned, tuned(0.05)), [kind('drift')]],
  ])(
    '%s',
    (what, change, parts) => {
      for (const n of what === 'turned' ? [48, 1100] : [48]) {
        const a = weights(n, n);
        const found = partsOf([n, n], a, change(a, n, n));
        expect(found.parts).toMatchObject(parts);
        expect(found.parts.length).toBe(parts.length);
        expect(found.sampled !== null).toBe(n > 1024);
      }
    },
    30_000,
  );
});

describe('a tensor that is one number', () => {
  const drift = kind('drift');
  const constant = (value: number, side = 'A') => kind('constant', { value, in: side });
  const bit = inTurn(tuned(2), cast(bf16));
  test.each<[what: string, init: number, ...Row]>([
    ['zeros', 0, 'trained', tuned(0.3), [constant(0), drift]],
    ['zeros', 0, 'trained, then bf16', bit, [constant(0), drift]],
    ['zeros', 0, 'ones', each(() => 1), [constant(0), kind('low rank', { rank: 1 })]],
    ['zeros', 0, 'an adapter', adapter(2), [constant(0), kind('low rank', { rank: 2 })]],
    ['ones', 1, 'trained', tuned(0.3), [constant(1), drift]],
    ['ones', 1, 'trained, then bf16', bit, [constant(1), drift]],
    ['twos', 2, 'threes', each(() => 3), [kind('scaling', { factors: [1.5, 1.5] })]],
  ])('%s (%d), then %s', (_, init, _what, change, parts) => {
    const a = new Float64Array(24 * 48).fill(init);
    expect(partsOf([24, 48], a, change(a.slice(), 24, 48)).parts).toMatchObject(parts);
  });

  test.each([
    ['a gain', 1, [constant(1), drift]],
    ['a bias', 0, [constant(0), drift]],
  ] as const)('%s as it began, and trained', (_, init, parts) => {
    const a = new Float64Array(384).fill(init);
    const b = tuned(0.5)(a, 1, 384);
    expect(partsOf([384], a, b).parts).toMatchObject(parts);
    const back = init === 0 ? [kind('pruning', { share: 1 })] : [constant(init, 'B'), drift];
    expect(partsOf([384], b, a).parts).toMatchObject(back);
  });
});

test.each([
  ['blocks of 32 down the columns', sideways(grid(4, blocksOf(32))), 'column block', 32],
  ['blocks of 128 down the columns', sideways(grid(4, blocksOf(128))), 'column block', 128],
] as const)(
  'of a tensor of which not every row is looked at: %s',
  (_, change, by, block) => {
    const [rows, columns] = [512, 2112];
    const a = weights(rows, columns);
    const { parts, sampled } = partsOf([rows, columns], a, change(a, rows, columns));
    expect(parts).toMatchObject([{ kind: 'grid', by, block, bits: 4 }]);
    expect(sampled).not.toBeNull();
  },
  30_000,
);

describe('a change between the rows that are looked at', () => {
  const drift = kind('drift');
  const shape = [2400, 512] as const; // 2,048 of them
  const a = weights(...shape);
  const looked = new Set(Array.from({ length: 2048 }, (_, i) => drawn(i, 2048, 2400)));
  const unseen = Array.from({ length: 2400 }, (_, row) => row).filter((row) => !looked.has(row));
  const inRows =
    (rows: readonly number[], by: (x: number) => number): Change =>
    (values) => {
      const out = values.slice();
      for (const row of rows) {
        for (let i = row * 512; i < (row + 1) * 512; i++) out[i] = Math.fround(by(out[i]));
      }
      return out;
    };
  const trained = inRows(unseen.slice(0, 6), (x) => 1.3 * x + 0.01);
  const gone = inRows(unseen.slice(7, 9), () => 0);
  const seenToo = inRows([unseen[0], 0, 1, 2], (x) => 1.3 * x + 0.01);
  const some = (changed: number) => kind('some', { of: 'rows', changed, all: 2400 });

  test.each<Row>(
    share(
      [
        ['some trained rows', trained, [some(6), drift]],
        ['of which some are looked at', seenToo, [some(4), drift]],
        [
          'rows of zeros',
          gone,
          [kind('pruning', { pattern: 'rows', share: expect.closeTo(2 / 2400, 12) })],
        ],
        ['some trained rows, then rounded', inTurn(trained, cast(bf16)), [drift]],
        ['rounded, then some rows trained', inTurn(cast(bf16), trained), [drift]],
        ['rounded, all of them', cast(bf16), [kind('cast', { to: 'BF16' })]],
        ['multiplied, all of them', each((x) => 1.5 * x), [kind('scaling', { by: 'tensor' })]],
      ],
      4,
    ),
  )('%s', (_, change, parts) => {
    expect(partsOf(shape, a, change(a, ...shape)).parts).toMatchObject(parts);
  });
});

test('a large tensor is looked at in rows, evenly spread, piece by piece', () => {
  const [rows, columns] = [5000, 1000];
  const sampling = new Sampling([rows, columns]);
  const a = Float64Array.from({ length: rows * columns }, (_, i) => i);
  for (let from = 0; from < a.length; from += 262_144) {
    const piece = a.subarray(from, from + 262_144);
    sampling.take(from, piece, piece);
  }
  const { sample } = sampling;
  expect([sample.rows, sample.columns, sample.ofRows]).toEqual([1048, columns, rows]);
  const first = Array.from({ length: sample.rows }, (_, r) => sample.a[r * columns]);
  expect(first.every((x, r) => x === drawn(r, 1048, rows) * columns)).toBe(true);
  expect(sample.a[sample.a.length - 1] % columns).toBe(columns - 1);
});

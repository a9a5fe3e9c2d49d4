// Changes that hold for a part of a tensor alone, which lies as a layout repeats itself: what is said of the whole is true of all of it.
import { describe, expect, test } from 'vitest';
import { kind, partsOf, type Row } from '../support/kindOf.ts';
import {
  adapter,
  blocksOf,
  byRow,
  type Change,
  codebook,
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
  test.each<readonly [what: string, change: Change, shape?: readonly [number, number]]>([
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
  ])('%s', (_, change, shape = [256, 192]) => {
    const a = weights(...shape);
    const { parts } = partsOf(shape, a, change(a, ...shape));
    const more = parts.length > 1 ? [kind('pruning')] : []; // what was rounded to 0 on the part
    expect(parts).toMatchObject([...more, drift]);
  });

  test.each<Row>([
    ['8 values', codebook, [kind('few values', { by: 'tensor', most: 8 })]],
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
  test.each([2, 4, 8, 16])('rank 1 on every %ith row, the others drifted', (every) => {
    const shape = [512, 64] as const;
    const a = weights(...shape);
    const b = where((r) => r % every === 0, adapter(1), tuned(0.05))(a, ...shape);
    expect(partsOf(shape, a, b).parts).toMatchObject([drift]);
    const whole = inTurn(adapter(1))(a, ...shape);
    expect(partsOf(shape, a, whole).parts).toMatchObject([kind('low rank', { rank: 1 })]);
  });
});

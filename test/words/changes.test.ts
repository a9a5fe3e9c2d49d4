// What is said of a change: of every value only where every value was looked at.
import { expect, test } from 'vitest';
import type { ChangePart } from '../../src/protocol/kindOfChange.ts';
import { kindSentences } from '../../src/words/changes.ts';

const cast: ChangePart = {
  ...{ kind: 'cast', to: 'BF16', through: null },
  ...{ truncated: false, towards: 'B' },
};
const scaling: ChangePart = { kind: 'scaling', by: 'tensor', factors: [0.5, 0.5] };
const grid: ChangePart = {
  ...{ kind: 'grid', by: 'row', block: null, bits: 8, onGrid: 1, nearest: 1 },
  ...{ steps: [0.1, 0.1], towards: 'B' },
};
const few: ChangePart = { kind: 'few values', by: 'tensor', block: null, most: 8, towards: 'B' };

test.each<readonly [part: ChangePart, whole: string, sampled: string]>([
  [
    cast,
    ": every value is the other's, rounded",
    ": every value of 16 of 40,000 rows is the other's",
  ],
  [scaling, 'one factor: 0.5', 'one factor: 0.5, in 16 of 40,000 rows'],
  [grid, '100 % of the values are on it', '100 % of the values that were looked at are on it'],
  [few, 'at most 8 different ones', 'at most 8 different ones, in 16 of 40,000 rows'],
])('%j', (part, whole, some) => {
  const said = (sampled: { readonly rows: number; readonly of: number } | null) =>
    kindSentences({ parts: [part], sampled, relative: null, cosine: null, effectiveRank: null });
  expect(said(null)).toEqual([expect.stringContaining(whole)]);
  expect(said({ rows: 16, of: 40_000 })).toEqual([
    expect.stringContaining(some),
    'the kind is told by 16 of 40,000 rows, evenly spread',
  ]);
});

test('a small share is not nothing', () => {
  const pruning: ChangePart = {
    ...{ kind: 'pruning', share: 1 / 40_000, pattern: 'rows', n: null, m: null },
    ...{ threshold: null, towards: 'B' },
  };
  const none = { sampled: null, relative: null, cosine: null, effectiveRank: null };
  expect(kindSentences({ parts: [pruning], ...none })[0]).toContain(': 0.0025 % of the values');
});

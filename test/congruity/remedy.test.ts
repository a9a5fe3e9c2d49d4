// What would settle a verdict: numbers that one can act on.
import { describe, expect, test } from 'vitest';
import { remedyOf } from '../../src/engine/congruity/remedy.ts';
import type { Reason } from '../../src/engine/congruity/verdict.ts';

const interval = (value: number, low: number, high: number) => ({ value, low, high });
const straddling = { distance: interval(0.35, 0.2, 0.5), margin: 0.3, pairs: 64 };

function remedy(reason: Reason, measured = straddling) {
  return remedyOf({ verdict: 'inconclusive', reason }, measured);
}

describe('pairs needed are a whole number, more than there are', () => {
  test.each([
    [12, interval(0.4, 0.25, 0.6), 32],
    [12, interval(0.4, 0.34, 0.6), 13],
    [13, interval(0.41, 0.2, 0.6), 57],
    [15, interval(0.29, 0.1, 0.295), 16], // straddles in name only
    [64, interval(0.4, 0.29, 0.5), 93],
    [64, interval(0.35, 0.2, 0.5), 690],
    [1000, interval(0.32, 0.29, 0.4), 2700],
  ])('%i pairs, %j: %i', (pairs, distance, needed) => {
    const found = remedy('straddles', { ...straddling, pairs, distance });
    expect(found).toEqual({ code: 'more pairs', needed });
  });
});

test.each([
  [interval(0.301, 0.1, 0.5)],
  [interval(0.3, 0.1, 0.5)], // on the margin itself
])('%j lies so near the margin that pairs will not do', (distance) => {
  expect(remedy('straddles', { ...straddling, distance })).toEqual({ code: 'more than pairs' });
});

test.each<readonly [Reason, object]>([
  ['too few pairs', { code: 'more values', needed: 12 }],
  ['controls', { code: 'steadier task' }],
  ['one-sided evidence', { code: 'finer or more seeds' }],
  ['no evidence', { code: 'finer or another task' }],
])('%s: %j', (reason, wanted) => {
  expect(remedy(reason)).toEqual(wanted);
});

test('other verdicts are settled', () => {
  expect(remedyOf({ verdict: 'different', reason: 'apart' }, straddling)).toBeUndefined();
});

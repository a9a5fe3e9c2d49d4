// What would settle a verdict: numbers that one can act on.
import { describe, expect, test } from 'vitest';
import { type Grounds, settle } from '../../src/engine/congruity/explain.ts';
import type { Reason } from '../../src/engine/congruity/verdict.ts';

/** `settle` looks at no more of the grounds than this. */
function settled(reason: Reason, grounds: Partial<Grounds>): string | undefined {
  const some = { margin: 0.3, pairs: 64, differentPairs: 64, ...grounds };
  return settle({ verdict: 'inconclusive', reason }, some as Grounds);
}

const interval = (value: number, low: number, high: number) => ({ value, low, high });

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
    const sentence = settled('straddles', { pairs, distance });
    expect(sentence).toContain(`about ${needed.toLocaleString('en')} should`);
  });
});

test.each<readonly [string, Reason, Partial<Grounds>, RegExp]>([
  ['too few', 'too few pairs', {}, /^At least 12 different pairs; a few hundred are usual\.$/],
  ['too few, and enough to be had', 'too few pairs', { mostPairs: 12 }, /usual\.$/],
  [
    'too few in the task',
    'too few pairs',
    { mostPairs: 11 },
    /no more than 11: add values or pairs/,
  ],
  [
    'more are needed than there are',
    'straddles',
    { distance: interval(0.35, 0.2, 0.5), mostPairs: 100 },
    /about 690 should .* The task has no more than 100: add values or pairs to it\.$/,
  ],
  [
    'so near that pairs will not do',
    'straddles',
    { distance: interval(0.301, 0.1, 0.5) },
    /more pairs will hardly settle it/,
  ],
])('%s', (_, reason, grounds, sentence) => {
  expect(settled(reason, grounds)).toMatch(sentence);
});

test('other verdicts are settled', () => {
  expect(settle({ verdict: 'different', reason: 'apart' }, {} as Grounds)).toBeUndefined();
});

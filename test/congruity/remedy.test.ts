// What would settle a verdict: numbers that one can act on.
import { describe, expect, test } from 'vitest';
import type { Control } from '../../src/engine/congruity/controls.ts';
import { type Remedy, remedyOf } from '../../src/engine/congruity/remedy.ts';
import type { Reason } from '../../src/engine/congruity/verdict.ts';

const interval = (value: number, low: number, high: number) => ({ value, low, high });
const straddling = {
  distance: interval(0.35, 0.2, 0.5),
  largest: [interval(0.9, 0.8, 1), interval(0.9, 0.8, 1)],
  controls: [] as readonly Control[],
  margin: 0.3,
  pairs: 64,
};

function remedy(reason: Reason, measured: Partial<Parameters<typeof remedyOf>[1]> = {}) {
  const ruling = { verdict: 'inconclusive', reason, capped: undefined } as const;
  return remedyOf(ruling, { ...straddling, ...measured });
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
    const found = remedy('straddles', { pairs, distance });
    expect(found).toEqual({ code: 'more pairs', needed, margin: 0.3 });
  });
});

test.each([
  [interval(0.301, 0.1, 0.5)],
  [interval(0.3, 0.1, 0.5)], // on the margin itself
])('%j lies so near the margin that pairs will not do', (distance) => {
  expect(remedy('straddles', { distance })).toEqual({ code: 'more than pairs', margin: 0.3 });
});

describe('undecided evidence', () => {
  const finer: Remedy = { code: 'finer or more seeds' };
  const more = (needed: number): Remedy => ({ code: 'more pairs', needed, margin: 0.5 });
  const seen = interval(0.9, 0.8, 1);
  const none = interval(0.1, 0, 0.3);
  const cases: readonly [string, readonly (ReturnType<typeof interval> | undefined)[], Remedy][] = [
    // The distance straddles its margin too, and what is open is whether B holds anything.
    ['is asked of evidence, not of the distance', [seen, interval(0.6, 0.4, 0.7)], more(310)],
    ['of whichever model is open', [interval(0.4, 0.3, 0.6), none], more(310)],
    ['too near a half', [interval(0.5, 0.3, 0.7), seen], { code: 'more than pairs', margin: 0.5 }],
    ['seen in one and not in the other: pairs change nothing', [seen, none], finer],
    ['a model without an entry is not open', [seen, undefined], finer],
  ];
  test.each(cases)('%s', (_, largest, wanted) => {
    expect(remedy('evidence undecided', { largest })).toEqual(wanted);
  });
});

describe('controls', () => {
  const control = (kind: Control['kind'], value: number, passed = false): Control => {
    return { kind, of: 'profile', name: kind, value, wanted: 'below', bound: 0.3, passed };
  };
  const steadier: Remedy = { code: 'steadier task' };
  const cases: readonly [what: string, controls: readonly Control[], wanted: Remedy][] = [
    // Both halves are apart, and a twin that computes nothing holds a set: more pairs of such a task do not help.
    ['negative and positive', [control('positive', 0.9), control('negative', 0.4)], steadier],
    ['negative', [control('positive', 0.1, true), control('negative', 0.4)], steadier],
    ['halves alone', [control('positive', 0.6), control('negative', 0, true)], { code: 'more pairs', needed: 310, margin: 0.3 }],
    ['the farther of two halves', [control('positive', 0.36), control('positive', 0.6)], { code: 'more pairs', needed: 310, margin: 0.3 }],
    ['halves just on the margin', [control('positive', 0.3)], { code: 'more pairs', needed: 77, margin: 0.3 }],
  ]; // biome-ignore format: a table
  test.each(cases)('%s', (_, controls, wanted) => {
    expect(remedy('controls', { controls })).toEqual(wanted);
  });
});

test.each<readonly [Reason, object]>([
  ['too few pairs', { code: 'more values', needed: 12 }],
  ['name variables', { code: 'name variables' }],
  ['unreadable', { code: 'finer or more seeds' }],
  ['no evidence', { code: 'finer or another task' }],
])('%s: %j', (reason, wanted) => {
  expect(remedy(reason)).toEqual(wanted);
});

test('other verdicts are settled', () => {
  const ruling = { verdict: 'different', reason: 'apart', capped: undefined } as const;
  expect(remedyOf(ruling, straddling)).toBeUndefined();
});

// What a look leaves to do.
import { describe, expect, test } from 'vitest';
import {
  type Shown,
  type Standing,
  standingOf,
  standingOfOne,
  standingOfPair,
} from '../../src/engine/analysis/standing.ts';
import type { Reason, Verdict } from '../../src/engine/congruity/verdict.ts';
import type { Interval } from '../../src/engine/numeric/statistics.ts';

const last = { pairs: 128, level: 0.96 }; // of 32 pairs at .99, intervals are .4 as wide then
const margins = { margin: 0.3, fullMargin: 0.15 };
const wide = (low: number, value: number, high: number): Interval => ({ value, low, high });
const far = wide(0.5, 0.7, 0.9);
const near = wide(0, 0.05, 0.3);
const seen = wide(0.7, 0.9, 0.95);
const open = wide(0.4, 0.52, 0.64);
const few = wide(0, 0.25, 1);
const nothingHeld = { largest: [near, near], distance: wide(0, 0.05, 0.35) };

type Case = readonly [
  what: string,
  said: readonly [Verdict, Reason],
  Partial<Shown> & { readonly ifCovered?: Verdict; readonly pairs?: number },
  Standing,
];

describe('two models', () => {
  const shown = { distance: wide(0, 0.1, 0.2), full: far, largest: [seen, seen] };
  const same = ['same interpretation', 'same variables'] as const;
  const said = (reason: Reason) => ['inconclusive', reason] as const;
  const cases: readonly Case[] = [
    ['that are told apart are settled', ['different', 'apart'], {}, 'settled'],
    ['that nothing tells apart, too', ['indistinguishable', 'no interchange tells'], {}, 'settled'],
    ['that are the same by their profiles, too, where they differ', same, {}, 'settled'],
    ['but not while nothing may tell them apart', same, { full: near }, 'open'],
    ['nor while what tells may be chance', same, { full: wide(0.01, 0.16, 0.2) }, 'open'],
    [
      'of which nothing would tell if all had been measured want just that',
      same,
      { full: wide(0, 0.02, 0.1), ifCovered: 'indistinguishable' },
      'uncovered',
    ],
    [
      'want it also where no place of either holds anything',
      said('no evidence'),
      { full: wide(0, 0.02, 0.1), ifCovered: 'indistinguishable' },
      'uncovered',
    ],
    ['of which none holds anything are hopeless', said('no evidence'), nothingHeld, 'hopeless'],
    [
      'but not while nothing may tell them apart',
      said('no evidence'),
      { ...nothingHeld, full: near },
      'open',
    ],
    [
      'but not of rows while a region may tell them apart',
      said('no evidence'),
      { ...nothingHeld, full: far, input: wide(0.4, 0.9, 1) },
      'open',
    ],
    [
      'and of rows whose regions are far from telling',
      said('no evidence'),
      { ...nothingHeld, full: far, input: wide(0.05, 0.1, 0.15) },
      'hopeless',
    ],
    [
      'of rows without a place inside are never the same, whatever pairs may show',
      said('only the input'),
      { full: near },
      'hopeless',
    ],
    [
      'of which a region may tell them apart yet',
      said('only the input'),
      { full: near, input: wide(0.4, 0.9, 1) },
      'open',
    ],
    [
      'without variables that differ are hopeless',
      said('name variables'),
      { distance: undefined, largest: [undefined, undefined] },
      'hopeless',
    ],
    [
      'of which a quarter of the pairs show the margin are not: it may lie aside',
      said('straddles'),
      { distance: wide(0.1, 0.3, 0.5) },
      'open',
    ],
    [
      'of which half of them do are hopeless',
      said('straddles'),
      { distance: wide(0.1, 0.3, 0.5), pairs: 64 },
      'hopeless',
    ],
    [
      'whose rest would have to be far off are hopeless',
      said('straddles'),
      { distance: wide(0.25, 0.29, 0.33), pairs: 100 },
      'hopeless',
    ],
    [
      'that more pairs tell apart are not',
      said('straddles'),
      { distance: wide(0.1, 0.6, 0.8) },
      'open',
    ],
    [
      'nor are those that more pairs show to be the same',
      said('straddles'),
      { distance: wide(0, 0.1, 0.4), pairs: 64 },
      'open',
    ],
    [
      'of which one may just hold something are hopeless where they are not far apart',
      said('evidence undecided'),
      { largest: [seen, open], pairs: 100 },
      'hopeless',
    ],
    [
      'but where they are, what the other holds is enough',
      said('evidence undecided'),
      { largest: [seen, open], distance: far, pairs: 100 },
      'open',
    ],
    [
      'of which more pairs would show that it does are not',
      said('evidence undecided'),
      { largest: [seen, wide(0.3, 0.9, 0.95)] },
      'open',
    ],
    [
      'of which few pairs show nothing are not',
      said('evidence undecided'),
      { largest: [few, few] },
      'open',
    ],
    ['whose controls fail may do better', said('controls'), {}, 'open'],
    ['of which one cannot be read may do better', said('unreadable'), { distance: far }, 'open'],
    [
      'on too few pairs, too',
      said('too few pairs'),
      { distance: undefined, largest: [undefined, undefined] },
      'open',
    ],
  ];
  test.each(cases)('%s', (_, [verdict, reason], { ifCovered, pairs = 32, ...more }, wanted) => {
    const so: Shown = { ...shown, ...more, verdict, reason };
    const look = { pairs, level: 0.99 };
    expect(standingOf(so, ifCovered ?? verdict, look, last, margins)).toBe(wanted);
  });

  test('that the last look does not tell have no chance left', () => {
    const so: Shown = { ...shown, verdict: 'inconclusive', reason: 'straddles' };
    const straddling = { ...so, distance: wide(0.2, 0.31, 0.4) };
    expect(standingOf(straddling, 'inconclusive', last, last, margins)).toBe('hopeless');
  });
});

describe('one model', () => {
  const told = wide(0.32, 0.4, 0.45);
  const cases: readonly [string, readonly Interval[], Interval | undefined, Standing][] = [
    ['without an entry is settled', [], undefined, 'settled'],
    ['that surely holds nothing', [near], wide(0.1, 0.2, 0.4), 'settled'],
    ['that may hold something is open', [open], open, 'open'],
    ['is settled when its entries are known to a tenth', [told], seen, 'settled'],
    ['is open while one is not', [wide(0.6, 0.9, 0.95)], seen, 'open'],
    ['whatever is known of small ones', [told, wide(0, 0.2, 0.5)], seen, 'settled'],
  ];
  test.each(cases)('%s', (_, entries, largest, wanted) => {
    expect(standingOfOne(entries, largest, { pairs: 128, level: 0.95 }, 0.95)).toBe(wanted);
  });

  test('is asked how near is near at the level of one look by itself', () => {
    const entries = [wide(0.6, 0.75, 0.86)]; // as wide as 1.96 standard errors either way were .2 at .99
    expect(standingOfOne(entries, seen, { pairs: 64, level: 0.95 }, 0.95)).toBe('open');
    expect(standingOfOne(entries, seen, { pairs: 64, level: 0.99 }, 0.95)).toBe('settled');
  });
});

describe('whether an inner cut differs from the ends', () => {
  const controls = ['profile', 'full'].map((of) => ({ of, passed: true }));
  const side = {
    hasInnerCut: false,
    controls,
    sides: { responses: { readings: { variables: 1 } } },
  };
  const found = {
    ...{ verdict: 'same interpretation', reason: 'same variables', capped: undefined },
    ...{ sides: [side, side], finding: { deciding: undefined } },
    profiles: { sets: [], classes: { names: [], nothing: -1, everything: -1 }, sides: [{}, {}] },
    intervals: {
      ...{ distance: wide(0, 0.02, 0.1), full: wide(0.02, 0.04, 0.09), decidingHigh: [[], []] },
      models: [{ largest: seen }, { largest: seen }],
    },
  } as unknown as Parameters<typeof standingOfPair>[0];

  test.each<[string, boolean, Standing]>([
    ['is open while cuts are left out', true, 'uncovered'],
    ['is known once all are measured', false, 'settled'],
  ])('%s', (_, isPartial, wanted) => {
    const options = { ...margins, differentPairs: 128, isPartial };
    const at = { look: last, last };
    expect(standingOfPair(found, at, options)).toBe(wanted);
  });
});

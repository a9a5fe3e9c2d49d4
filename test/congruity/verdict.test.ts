// The verdicts in their order, and the gate.
import { describe, expect, test } from 'vitest';
import {
  type Findings,
  hasInnerCut,
  passes,
  readMerging,
  rule,
} from '../../src/engine/congruity/verdict.ts';

const between = (low: number, high: number) => ({ value: (low + high) / 2, low, high });
const apart: Findings = {
  hasVariables: true,
  differentPairs: 64,
  controls: { profile: true, full: true },
  distance: between(0.6, 0.8),
  full: between(0.6, 0.9),
  evidence: ['seen', 'seen'],
  absenceRead: [true, true],
  innerCut: [true, true],
  isCovered: true,
  margin: 0.3,
  fullMargin: 0.15,
};
const near: Findings = { ...apart, distance: between(0.05, 0.2), full: between(0.1, 0.4) };
const alike: Findings = { ...near, full: between(0.01, 0.1) };
const oneSide: Findings = { ...apart, evidence: ['none', 'seen'] };
const unread: Findings = { ...oneSide, absenceRead: [false, true] };
const neither = { evidence: ['none', 'none'] } as const;
const blind = { input: between(0, 0.1), innerCut: [false, false] } as const;
const open = { evidence: ['seen', 'undecided'] } as const;
const failed = {
  profile: { controls: { profile: false, full: true } },
  full: { controls: { profile: true, full: false } },
  both: { controls: { profile: false, full: false } },
};
const straddling = { distance: between(0.2, 0.4) };
const nameless: Findings = { ...apart, hasVariables: false, distance: undefined, ...neither };

type Row = readonly [
  what: string,
  findings: Findings,
  verdict: string,
  reason: string,
  capped?: string,
];

/** The verdict is settled by the first rule that holds; all that it does not look at may be anything. */
const rules: Readonly<Record<string, readonly Row[]>> = {
  'too few pairs': [
    ['however far apart', { ...apart, differentPairs: 11 }, 'inconclusive', 'too few pairs'],
    ['however alike', { ...alike, differentPairs: 2 }, 'inconclusive', 'too few pairs'],
    ['before failed controls', { ...apart, differentPairs: 3, ...failed.both }, 'inconclusive', 'too few pairs'],
    ['before missing variables', { ...nameless, differentPairs: 3 }, 'inconclusive', 'too few pairs'],
    ['twelve are enough', { ...apart, differentPairs: 12 }, 'different', 'apart'],
  ],
  different: [
    // Far apart on the sample, and no model holds anything: the distance says nothing.
    ['not without evidence', { ...apart, ...neither }, 'inconclusive', 'no evidence'],
    ['not by the estimate alone', { ...apart, distance: between(0.29, 0.9) }, 'inconclusive', 'straddles'],
    ['not on the margin', { ...apart, distance: between(0.3, 0.9) }, 'inconclusive', 'straddles'],
    ['d above the margin', apart, 'different', 'apart'],
    ['evidence on one side suffices', oneSide, 'different', 'apart'],
    ['where the other is undecided', { ...apart, ...open }, 'different', 'apart'],
    ['evidence that is undecided does not', { ...apart, evidence: ['undecided', 'none'] }, 'inconclusive', 'evidence undecided'],
    ['comes before indistinguishable', { ...apart, full: between(0, 0.1) }, 'different', 'apart'],
    ['asks no inner cut', { ...apart, innerCut: [false, false] }, 'different', 'apart'],
    ['absence is asked of who has no evidence alone', { ...apart, absenceRead: [false, false] }, 'different', 'apart'],
  ],
  'other regions': [
    ['whatever else is not seen', { ...nameless, input: between(0.6, 1) }, 'different', 'other regions'],
    ['before the profiles', { ...apart, input: between(0.6, 1) }, 'different', 'other regions'],
    ['before indistinguishable', { ...alike, input: between(0.6, 1) }, 'different', 'other regions'],
    ['not on the margin', { ...nameless, input: between(0.5, 1) }, 'inconclusive', 'name variables'],
    ['not by the estimate alone', { ...nameless, input: between(0.2, 1) }, 'inconclusive', 'name variables'],
    ['capped by the controls of the full distance', { ...nameless, ...failed.full, input: between(0.6, 1) }, 'inconclusive', 'controls', 'different'],
    ['not by those of profiles', { ...nameless, ...failed.profile, input: between(0.6, 1) }, 'different', 'other regions'],
  ],
  unreadable: [
    // One model holds the set; that the other does not was not read.
    ['absence that was not read', unread, 'inconclusive', 'unreadable'],
    ['of the other model', { ...unread, evidence: ['seen', 'none'], absenceRead: [true, false] }, 'inconclusive', 'unreadable'],
    ['of one that is undecided', { ...apart, ...open, absenceRead: [true, false] }, 'inconclusive', 'unreadable'],
    ['says nothing of the controls', { ...unread, ...failed.both }, 'inconclusive', 'unreadable'],
    ['an interval that holds the margin is undecided', { ...unread, ...straddling }, 'inconclusive', 'evidence undecided'],
    ['unless no interchange tells', { ...unread, full: between(0, 0.1) }, 'indistinguishable', 'no interchange tells'],
  ],
  indistinguishable: [
    // Two models that both go straight from the input to the output match at every cut.
    ['not without an inner cut', { ...alike, ...neither, innerCut: [true, false] }, 'inconclusive', 'no evidence'],
    ['not where cuts were left out', { ...alike, isCovered: false }, 'same interpretation', 'same variables'],
    ['without one: by the profiles', { ...alike, innerCut: [false, true] }, 'same interpretation', 'same variables'],
    ['full below its margin', alike, 'indistinguishable', 'no interchange tells'],
    ['not on it', { ...alike, full: between(0.05, 0.15) }, 'same interpretation', 'same variables'],
    ['needs no evidence', { ...alike, ...neither }, 'indistinguishable', 'no interchange tells'],
    ['needs no variables', { ...nameless, full: between(0, 0.1) }, 'indistinguishable', 'no interchange tells'],
    ['needs no sets', { ...alike, distance: undefined, ...neither }, 'indistinguishable', 'no interchange tells'],
    ['comes before straddling', { ...alike, ...straddling }, 'indistinguishable', 'no interchange tells'],
  ],
  'name variables': [
    ['a task without them', nameless, 'inconclusive', 'name variables'],
  ],
  'only the input': [
    // Of rows: as alike as can be, and nothing was seen of how they compute.
    ['of rows without a place inside', { ...alike, ...blind }, 'inconclusive', 'only the input'],
    ['be it in one of them', { ...alike, ...blind, innerCut: [true, false] }, 'inconclusive', 'only the input'],
    ['nor the same by the profiles', { ...near, ...blind }, 'inconclusive', 'only the input'],
    ['nor without variables', { ...nameless, ...blind }, 'inconclusive', 'only the input'],
    ['but by other regions they are apart', { ...alike, ...blind, input: between(0.6, 1) }, 'different', 'other regions'],
    ['and by the profiles', { ...apart, ...blind }, 'different', 'apart'],
    ['with places inside nothing is kept back', { ...alike, input: between(0, 0.1) }, 'indistinguishable', 'no interchange tells'],
  ],
  'same interpretation': [
    // A distance near 0 of two models that hold nothing: never the same by default.
    ['never by default', { ...near, ...neither }, 'inconclusive', 'no evidence'],
    ['evidence on one side', { ...near, evidence: ['seen', 'none'] }, 'inconclusive', 'evidence undecided'],
    ['evidence that is undecided', { ...near, ...open }, 'inconclusive', 'evidence undecided'],
    ['d below the margin', near, 'same interpretation', 'same variables'],
    ['not on it', { ...near, distance: between(0.1, 0.3) }, 'inconclusive', 'straddles'],
    ['asks no absence', { ...near, absenceRead: [false, false] }, 'same interpretation', 'same variables'],
  ],
  inconclusive: [
    ['the interval holds the margin', { ...apart, ...straddling }, 'inconclusive', 'straddles'],
    ['and evidence is undecided', { ...apart, ...straddling, ...open }, 'inconclusive', 'evidence undecided'],
    ['or on neither side', { ...apart, ...straddling, ...neither }, 'inconclusive', 'no evidence'],
    ['no set is told from nothing and everything', { ...apart, distance: undefined, ...neither }, 'inconclusive', 'no evidence'],
  ],
  controls: [
    // A failed control of the one distance does not keep back what rests on the other.
    ['full fails: different stands', { ...apart, ...failed.full }, 'different', 'apart'],
    ['full fails: same stands', { ...near, ...failed.full }, 'same interpretation', 'same variables'],
    ['profile fails: indistinguishable stands', { ...alike, ...failed.profile }, 'indistinguishable', 'no interchange tells'],
    ['profile caps different', { ...apart, ...failed.profile }, 'inconclusive', 'controls', 'different'],
    ['and says nothing else instead', { ...apart, full: between(0, 0.1), ...failed.profile }, 'inconclusive', 'controls', 'different'],
    ['profile caps same', { ...near, ...failed.profile }, 'inconclusive', 'controls', 'same interpretation'],
    ['full caps indistinguishable', { ...alike, ...failed.full }, 'inconclusive', 'controls', 'indistinguishable'],
    ['both cap one by one', { ...near, ...failed.both }, 'inconclusive', 'controls', 'same interpretation'],
    ['what is inconclusive anyway is not capped', { ...apart, ...straddling, ...failed.both }, 'inconclusive', 'straddles'],
  ],
}; // biome-ignore format: a table

describe.each(Object.entries(rules))('%s', (_, rows) => {
  for (const [what, findings, verdict, reason, capped] of rows) {
    test(what, () => {
      expect(rule(findings)).toEqual({ verdict, reason, capped });
    });
  }
});

test('every reason has its rows', () => {
  const reasons = new Set(Object.values(rules).flatMap((rows) => rows.map((row) => row[3])));
  expect([...reasons].sort()).toEqual([
    'apart',
    'controls',
    'evidence undecided',
    'name variables',
    'no evidence',
    'no interchange tells',
    'only the input',
    'other regions',
    'same variables',
    'straddles',
    'too few pairs',
    'unreadable',
  ]);
});

describe('the gate', () => {
  const cases: readonly [what: string, gate: Partial<Parameters<typeof passes>[0]>, boolean][] = [
    // All right among the answers, and hardly ever one of them.
    ['mass under .02', { accuracy: 1, mass: 0.0199 }, false],
    ['mass of .02', { accuracy: 1, mass: 0.02 }, true],
    ['no mass, where no right answers are known', { accuracy: undefined, mass: 0 }, false],
    ['no right answers are known', { accuracy: undefined }, true],
    ['under the floor', { accuracy: 0.79 }, false],
    ['on the floor', { accuracy: 0.8 }, true],
  ];
  test.each(cases)('%s', (_, gate, passed) => {
    const full = { name: 'm', accuracy: 1, floor: 0.8, mass: 0.9, ...gate };
    expect(passes(full)).toBe(passed);
  });
});

describe('an inner cut', () => {
  /** By cut: how far from the first, and from the last. */
  const cases: readonly [what: string, ends: readonly (readonly [number, number])[], boolean][] = [
    // Far from both ends on the whole, and no cut by itself.
    ['each near one end', [[0, 1], [0.9, 0.1], [0.1, 0.9], [1, 0]], false],
    ['one far from both', [[0, 1], [0.4, 0.2], [1, 0]], true],
    ['on the margin', [[0, 1], [0.15, 0.9], [1, 0]], false],
    ['input and output alone', [[0, 1], [1, 0]], false],
    ['one cut', [[0, 0]], false],
  ]; // biome-ignore format: a table
  test.each(cases)('%s', (_, ends, has) => {
    expect(hasInnerCut(Float64Array.from(ends.flat()), 0.15)).toBe(has);
  });
});

test.each([
  [0.61, 0.9, false, 'unclear'], // not enough pairs
  [0.1, 0.4, false, 'unclear'],
  [0.1, 0.4, true, 'alike'],
  [0.4, 0.5, true, 'unclear'],
  [0.5, 0.7, true, 'unclear'],
  [0.61, 0.9, true, 'unlike'],
])('merge distance in [%s, %s], enough pairs: %s: %s', (low, high, enough, reading) => {
  expect(readMerging(between(low, high), enough)).toBe(reading);
});

// What is said of levels: whether sameness at one goes with sameness at others, and what places keep apart.
import { expect, test } from 'vitest';
import type { Level } from '../../src/protocol/granularity.ts';
import type { ApartReport, LevelsSection, SubspaceReport } from '../../src/protocol/levels.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import type { Verdict } from '../../src/protocol/verdict.ts';
import { placeWords } from '../../src/words/findings.ts';
import { carriesOverWords, directionsWords, subspaceWords } from '../../src/words/levels.ts';
import { levelled } from '../support/cannedReports.ts';

const section = sectionOf(levelled(), 'levels')!;

function told(verdicts: readonly (readonly [Level, Verdict])[]): LevelsSection {
  const [{ ruling, ...row }] = section.rows;
  const rows = verdicts.map(([granularity, verdict]) => {
    return { ...row, granularity, ruling: { ...ruling!, verdict } };
  });
  return { ...section, rows };
}

const different = 'different';
const same = 'same interpretation';
const open = 'inconclusive';
test.each<[string, readonly (readonly [Level, Verdict])[], string | undefined]>([
  [
    'the same at one, different at another, open at the third',
    [
      ['cut', 'indistinguishable'],
      ['head', open],
      ['subspace', different],
    ],
    'The same at the cut level, different at the subspace level: of these two models sameness at one level is not sameness at all; at the head level it is open.',
  ],
  [
    'the same at all',
    [
      ['cut', same],
      ['head', same],
      ['subspace', same],
    ],
    'The same at the cut, head and subspace levels.',
  ],
  [
    'different at two, open at one',
    [
      ['cut', different],
      ['head', open],
      ['subspace', different],
    ],
    'Different at the cut and subspace levels; at the head level it is open.',
  ],
  [
    'the same at cuts, different at heads: no other algorithm',
    [
      ['cut', same],
      ['head', different],
    ],
    'The same at the cut level, different at the head level: of these two models sameness at one level is not sameness at all. Heads may share the work in other ways in two models of one algorithm, so a difference at the head level alone is no other algorithm.',
  ],
  [
    'settled at one alone',
    [
      ['cut', same],
      ['head', open],
    ],
    'The same at the cut level; at the head level it is open, so whether that carries over is too.',
  ],
  [
    'settled at none',
    [
      ['cut', open],
      ['head', open],
    ],
    'It is settled at none of these levels.',
  ],
  ['one level', [['cut', same]], undefined],
])('%s', (_, verdicts, words) => {
  expect(carriesOverWords(told(verdicts))).toBe(words);
});

const apart: ApartReport = {
  ...{ part: 'a', directions: 1, strength: 0.23, unexplained: 0.02, random: 0.01 },
  ...{ label: ['a'], reading: 'apart' },
};
const together: ApartReport = {
  ...{ part: 'b', directions: 0, strength: 0, unexplained: 0, random: null },
  ...{ label: [], reading: 'together' },
};
const place: SubspaceReport = {
  ...{ model: 0, cut: 1, span: 'b', width: 32, holds: ['a', 'b'], strength: 0.3 },
  ...{ parts: [], used: null, untold: [] },
};

test.each<[string, Partial<SubspaceReport>, string]>([
  [
    'all apart',
    { parts: [apart, { ...apart, part: 'b' }] },
    'one keeps `a` and `b` apart at `b` after block 0.',
  ],
  [
    'all together',
    { parts: [{ ...together, part: 'a' }, together] },
    'one keeps none of `a` and `b` apart at `b` after block 0: what says one of them and not the others does not change the answers as that one does.',
  ],
  ['some', { parts: [apart, together] }, 'one keeps `a` apart at `b` after block 0, and not `b`.'],
  [
    'neither',
    { parts: [{ ...apart, reading: 'mixed' }, together] },
    'one keeps none of `a` and `b` apart at `b` after block 0: what says one of them and not the others does not change the answers as that one does.',
  ],
  [
    'too many values',
    { untold: ['a'] },
    'one holds {a, b} at `b` after block 0; which directions say `a` cannot be told: too few prompts a value.',
  ],
])('a place that holds two parts: %s', (_, change, words) => {
  expect(subspaceWords({ ...place, ...change }, 'one')).toBe(words);
});

test.each([
  [
    apart,
    '1 direction of 32: moves the answer by 0.23 on average (as many at random 0.01 at most), 0.02 unexplained, holds `a`',
  ],
  [together, 'no direction says it and not the others'],
  [
    { ...apart, directions: 2, label: null },
    '2 directions of 32: moves the answer by 0.23 on average (as many at random 0.01 at most), 0.02 unexplained, but not as `a` would: holds no set',
  ],
  [
    { ...apart, part: 'b', strength: 0.17, random: 0.07, unexplained: 0.3, label: [] },
    '1 direction of 32: moves the answer by 0.17 on average (as many at random 0.07 at most), 0.30 unexplained, but mostly leaves it as it is: holds no set',
  ],
  [
    { directions: 2, strength: 0.1, random: null, unexplained: 0.5, label: null },
    '2 directions of 32: moves the answer by 0.10 on average, 0.50 unexplained, but not as any set of variables would: holds no set',
  ],
])('directions', (of, words) => {
  expect(directionsWords(of, 32)).toBe(words);
});

const span = { cut: 1, span: 'b', onward: false };
test.each([
  [{ ...span, heads: [2] }, 'in head L1H2 at `b`'],
  [{ ...span, heads: [0, 1] }, 'in the heads of block 1 together at `b`'],
  [{ ...span, part: 'a', apart: ['b'] }, 'in directions of its own at `b` after block 0'],
  [span, 'at `b` after block 0'],
])('a place', (site, words) => {
  expect(placeWords(site)).toBe(words);
});

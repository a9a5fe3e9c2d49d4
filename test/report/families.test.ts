// Two families as lines of a terminal and as words: what their verdicts say comes first, every number says what it is.
import { expect, test } from 'vitest';
import type { FamiliesSection } from '../../src/protocol/families.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportText } from '../../src/report/text.ts';
import { textWidth } from '../../src/report/textLayout.ts';
import {
  absencesOf,
  axisName,
  headlineOf,
  questionOf,
  scoreName,
} from '../../src/words/families.ts';
import { cannedFamilies, cannedPatched } from '../support/cannedFamilies.ts';

const names = (count: number) => Array.from({ length: count }, (_, i) => `seed-${i}`);
const section = sectionOf(cannedFamilies(names(6)), 'families')!;
const patched = sectionOf(cannedPatched(), 'families')!;

test.each([40, 80, 120])('fits %i columns, families before the matrix', (width) => {
  for (const report of [cannedFamilies(names(14)), cannedPatched()]) {
    const lines = reportText(report, { width }).split('\n');
    const end = lines.findIndex(
      (line) => line.startsWith('= ') || line.startsWith('interpretations'),
    );
    const own = lines.slice(lines.indexOf('families'), end);
    expect(own.length).toBeGreaterThan(10);
    for (const line of own)
      if (!line.startsWith('1')) expect(textWidth(line)).toBeLessThanOrEqual(Math.max(width, 64));
  }
});

test('more than six of a family are counted', () => {
  expect(reportText(cannedFamilies(names(14)), { width: 200 })).toContain('seed-5, 1 more; among');
});

test.each<readonly [string, Partial<FamiliesSection>, string]>([
  [
    'all alike in verdict',
    { between: [{ verdict: 'different', pairs: 9 }], distances: { low: 0.914, high: 0.99 } },
    'All 9 pairs of one of A and one of B are different: profile distance 0.91 to 0.99.',
  ],
  [
    'two models',
    {
      between: [{ verdict: 'same interpretation', pairs: 1 }],
      distances: { low: 0.02, high: 0.02 },
    },
    'A and B are of the same interpretation: profile distance 0.02.',
  ],
  [
    'several verdicts, the closest first',
    {
      between: [
        { verdict: 'different', pairs: 2 },
        { verdict: 'same interpretation', pairs: 7 },
      ],
      distances: { low: 0.1, high: 0.9 },
    },
    '9 pairs of one of A and one of B: 7 of the same interpretation, 2 different; profile distance 0.10 to 0.90.',
  ],
  [
    'not measured',
    { between: [{ verdict: 'not comparable', pairs: 4 }], distances: null },
    'All 4 pairs of one of A and one of B are not comparable.',
  ],
])('headline: %s', (_, part, words) => {
  expect(headlineOf({ ...section, ...part })).toBe(words);
});

test('says which question the scores answer, and why an interval is missing', () => {
  expect(questionOf(section)).toContain('near 1 it cannot, near 0 always');
  expect(questionOf(patched)).toContain('stay near that network');
  const score = {
    ...section.scores[0].score!,
    congruity: { value: 0, pairs: null, implementations: null },
  };
  const few = { ...section, scores: [{ ...section.scores[0], score }] };
  expect(absencesOf(few)).toBe('Over implementations there is no interval below 4 a family.');
  expect(absencesOf(section)).toContain('cost too much to be drawn again');
});

test('names of scores', () => {
  expect(patched.scores.slice(0, 4).map(scoreName)).toEqual([
    'profile distance, strength 0.2',
    'profile distance, strength 0.5',
    'profile distance, strength 1',
    'ridge distance (published) on 64 prompts, strength 0.2',
  ]);
  expect(section.scores.map(axisName)).toEqual([
    'by profile',
    'by ridge',
    'by contraction',
    'by CKA',
  ]);
});

// Two families as lines of a terminal and as words: what their verdicts say comes first, every number says what it is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FamiliesSection } from '../../src/protocol/families.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportText } from '../../src/report/text.ts';
import { textWidth } from '../../src/report/textLayout.ts';
import {
  absencesOf,
  answerOf,
  axisName,
  differentFamilies,
  equalFamilies,
  headlineOf,
  questionOf,
  scoreName,
  scoreRows,
} from '../../src/words/families.ts';
import { explanationOf } from '../../src/words/report.ts';
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
  expect(questionOf(section)).toContain('at 0 always, at 1 never');
  expect(questionOf(patched)).toContain('stay near that network');
  const score = {
    ...section.scores[0].score!,
    congruity: { value: 0, pairs: null, implementations: null },
  };
  const few = { ...section, scores: [{ ...section.scores[0], score }] };
  expect(absencesOf(few)).toBe('Over implementations there is no interval below 4 a family.');
  expect(absencesOf(section)).toContain('cost too much to be drawn again');
});

test.each<readonly [FamiliesSection['between'], string]>([
  [
    [{ verdict: 'different', pairs: 9 }],
    'A and B can be told apart: all 9 pairs between them are different.',
  ],
  [[{ verdict: 'different', pairs: 1 }], 'A and B can be told apart: they are different.'],
  [
    [{ verdict: 'indistinguishable', pairs: 4 }],
    'A and B are not told apart: all 4 pairs between them are indistinguishable.',
  ],
  [
    [
      { verdict: 'indistinguishable', pairs: 1 },
      { verdict: 'same interpretation', pairs: 3 },
    ],
    'A and B are not told apart: of 4 pairs between them 1 indistinguishable, 3 of the same interpretation.',
  ],
  [
    [
      { verdict: 'different', pairs: 5 },
      { verdict: 'same interpretation', pairs: 4 },
    ],
    'A and B can be told apart in part: of 9 pairs between them 4 of the same interpretation, 5 different.',
  ],
  [
    [
      { verdict: 'different', pairs: 6 },
      { verdict: 'inconclusive', pairs: 3 },
    ],
    'Whether A and B can be told apart is open: of 9 pairs between them 3 inconclusive, 6 different.',
  ],
  [
    [
      { verdict: 'different', pairs: 6 },
      { verdict: 'not comparable', pairs: 3 },
    ],
    'A and B can be told apart: of 9 pairs between them 6 different, 3 not comparable.',
  ],
  [
    [{ verdict: 'not comparable', pairs: 3 }],
    'A and B cannot be compared: all 3 pairs between them are not comparable.',
  ],
])('%j: what was asked is answered first', (between, answer) => {
  expect(answerOf({ ...section, between })).toBe(answer);
  const report = cannedFamilies(names(6));
  const sections = report.sections.map((one) =>
    one.kind === 'families' ? { ...one, between } : one,
  );
  expect(explanationOf({ ...report, sections })).toMatch(new RegExp(`^${answer} 6 models, `));
});

test('what equal and different families read is what docs/families.md measured', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/families.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.split(' | ')[1] === 'profile');
  const column = (k: number) => rows.map((line) => line.split(' | ')[k]);
  const halves = column(3).map((cell) => cell.match(/^([\d.]+) ± [\d.]+ \(([\d.]+) to/)!);
  const means = halves.map(([, mean]) => mean).sort();
  const least = halves.map(([, , low]) => low).sort()[0];
  expect(rows).toHaveLength(3);
  expect(equalFamilies).toEqual({ mean: `${means[0]} to ${means[2]}`, least });
  expect(column(5).map((cell) => cell.split(' ')[0])).toEqual(Array(3).fill(differentFamilies));
});

test('every number says in plain words what it is', () => {
  const rows = section.scores.flatMap(scoreRows);
  const termed = /\b(kappa|effective number|Hausdorff|necessary|sufficient|Monte Carlo)\b/;
  for (const { name, means } of rows) {
    expect(name).not.toMatch(termed);
    expect(means.replace(/; the paper's .*$/, '')).not.toMatch(termed);
    expect(name.length).toBeLessThan(18); // a column of the terminal
  }
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

// How a run in looks is told: what was measured, why it stopped, how sure it is; and that nothing of one that goes on
// reads as final.
import { expect, test } from 'vitest';
import manifest from '../../package.json';
import type { CompareReport, LooksReport, Report } from '../../src/protocol/report.ts';
import type { Section } from '../../src/protocol/sections.ts';
import { reportCsv } from '../../src/report/csv.ts';
import { reportHtml } from '../../src/report/html.ts';
import { reportJson } from '../../src/report/json.ts';
import { reportText } from '../../src/report/text.ts';
import { levelOf, levelText, looksOf } from '../../src/words/looks.ts';
import { explanationOf, settleOf } from '../../src/words/report.ts';
import { verdictWords } from '../../src/words/verdicts.ts';
import { cannedFleetSoFar } from '../support/cannedFleet.ts';
import {
  budget,
  different,
  inconclusive,
  settled,
  soFar,
  survey,
} from '../support/cannedReports.ts';

type Step = readonly [pairs: number, ...cuts: readonly (readonly number[])[]];
const first = (count: number) => [...Array(count).keys()];

function looks(stopped: LooksReport['stopped'], ...steps: readonly Step[]): LooksReport {
  return {
    ...{ level: 0.95, stopped },
    looks: steps.map(([pairs, ...cuts], k) => {
      return { pairs, level: k === 0 ? null : 0.99, cuts, interchanges: 100 };
    }),
  };
}

const goesOn =
  'A larger budget (`--work N`) goes on from here; an exact number of pairs (`--pairs N`) measures every cut on all of them.';
/** Of a model of 19 cuts and one of 25: what each step measured -> how it is said. */
const cases: readonly (readonly [string, LooksReport, string])[] = [
  [
    'settled after looks at the same cuts',
    looks('settled', [8, first(9), first(12)], [16, [0, 5], [0, 6]], [32, [0, 5], [0, 6]]),
    'Survey of 8 pairs at 9 of 19 and 12 of 25 cuts; 16 and 32 pairs at 2 cuts; settled.',
  ],
  [
    'cuts were added, and more would not help',
    looks('hopeless', [8, first(19), first(25)], [16, [0], [0, 6]], [16, first(19), first(25)]),
    'Survey of 8 pairs at all 19 and all 25 cuts; 16 pairs at 1 and 2 cuts; 16 pairs at 19 and 25 cuts; more pairs would hardly settle it.',
  ],
  [
    'all pairs',
    looks('all pairs', [8, [0], [0]], [1256, [0], [0]]),
    'Survey of 8 pairs at 1 of 19 and 1 of 25 cuts; 1,256 pairs at 1 cut; more pairs there are not.',
  ],
  [
    'a budget',
    looks('budget', [8, [0], [0]], [16, [0, 1], [0, 1]]),
    `Survey of 8 pairs at 1 of 19 and 1 of 25 cuts; 16 pairs at 2 cuts; stopped: the budget of work is spent. ${goesOn}`,
  ],
  [
    'a time',
    looks('seconds', [8, [0], [0]], [16, [0, 1], [0, 1]]),
    'Survey of 8 pairs at 1 of 19 and 1 of 25 cuts; 16 pairs at 2 cuts; stopped: the time that it was given is up. ' +
      'More time (`--budget TIME`) goes on from here; an exact number of pairs (`--pairs N`) measures every cut on all of them.',
  ],
  [
    'so many looks',
    looks('stages', [8, [0], [0]], [16, [0, 1], [0, 1]]),
    'Survey of 8 pairs at 1 of 19 and 1 of 25 cuts; 16 pairs at 2 cuts; stopped: the looks that it was asked for are made. ' +
      'A larger number of looks (`--stages K`) goes on from here; an exact number of pairs (`--pairs N`) measures every cut on all of them.',
  ],
  [
    'one model so far',
    looks(null, [8, first(9), []]),
    'Survey of 8 pairs at 9 of 19 cuts; unfinished.',
  ],
  [
    'one that goes on',
    looks(null, [8, [0], [0]], [16, [0, 1], [0, 1]]),
    'Survey of 8 pairs at 1 of 19 and 1 of 25 cuts; 16 pairs at 2 cuts; unfinished.',
  ],
];

test.each(cases)('%s', (_, of, words) => {
  expect(looksOf({ ...settled(), looks: of })).toBe(words);
});

test('of one model, and of many, of which each look has some', () => {
  expect(looksOf({ ...budget(), looks: looks('settled', [8, [0, 1]], [16, [0]]) })).toBe(
    'Survey of 8 pairs at 2 of 19 cuts; 16 pairs at 1 cut; settled.',
  );
  const many = looks('settled', [8, [0], [0, 1], [0]], [16, [0, 1], [], [0, 1]]);
  expect(looksOf({ ...different(), looks: many })).toBe(
    'Survey of 8 pairs at 1 to 2 cuts; 16 pairs at 2 cuts; settled.',
  );
});

test('the editor names its settings where the command line names its options', () => {
  const keys = Object.keys(manifest.contributes.configuration.properties);
  const inEditor = looksOf(budget(), 'editor')!;
  expect(looksOf(budget())).toMatch(/\(`--work N`\).*\(`--pairs N`\)/);
  const named = inEditor.split('`').filter((_, i) => i % 2 === 1);
  expect(named).toEqual(['congruity.comparison.work', 'congruity.comparison.pairs']);
  expect(keys).toEqual(expect.arrayContaining(named));
  for (const words of [explanationOf(budget(), 'editor'), reportJson(budget(), 'editor')]) {
    expect(words).toContain(inEditor);
    expect(words).not.toContain('--');
  }
  const parts = { script: '', css: '' };
  const [ofEditor, ofTerminal] = [
    reportHtml(budget(), parts, 'editor'),
    reportHtml(budget(), parts),
  ];
  expect(ofEditor).toContain('data-reader="editor"');
  expect([ofEditor, ofTerminal].map((page) => page.includes('`--work N`'))).toEqual([false, true]);
});

test('a survey says what is still to come; all at once nothing', () => {
  expect(looksOf(survey())).toMatch(/ unfinished\. Profiles and distances are not measured yet\.$/);
  const [model] = budget().models;
  const early = {
    ...budget(),
    models: [{ ...model, profile: null }],
    looks: looks(null, [8, [0]]),
  };
  expect(looksOf(early)).toMatch(/ unfinished\. The profile is not measured yet\.$/);
  expect(looksOf(different())).toBeUndefined();
});

/** Of three the second two were looked at longer than the first. */
function fleetOfTwoLooks(): Report {
  const report = cannedFleetSoFar([...'abc'], 3);
  const sections = report.sections.map((section): Section => {
    if (section.kind !== 'fleet') return section;
    const pairs = section.pairs.map((pair) => (pair.b < 2 ? pair : { ...pair, ...longer }));
    return { ...section, pairs };
  });
  return { ...report, sections };
}
const longer = { pairs: 64, level: 0.975 };

const at = (report: Report, level: number): Report => {
  const { provenance } = report;
  return {
    ...report,
    provenance: { ...provenance, parameters: { ...provenance.parameters, level } },
  };
};
test.each([
  ['all at once', at(different(), 0.9), '90 % intervals'],
  [
    'the last of some looks',
    at(settled(), 0.975),
    '97.5 % intervals, so that all looks together are 95 % sure',
  ],
  ['a survey, which makes none', at(settled(), 0.95), '95 % intervals over all looks together'],
  [
    'a fleet, each two with their own',
    fleetOfTwoLooks(),
    '99.998 % intervals on 16 pairs and 97.5 % on 64, so that all looks together are 95 % sure',
  ],
  [
    'a fleet of one look',
    cannedFleetSoFar([...'abc'], 2),
    '99.998 % intervals on 16 pairs, so that all looks together are 95 % sure',
  ],
  [
    'a fleet of which no two are compared yet',
    cannedFleetSoFar([...'abc'], 0),
    '95 % intervals over all looks together',
  ],
])('level: %s', (_, report, words) => {
  expect(levelOf(report, ' intervals')).toBe(words);
});

test.each([
  [0.95, '95 %'],
  [0.975, '97.5 %'],
  [0.8, '80 %'],
  [0.999316, '99.93 %'],
  [0.999988, '99.999 %'],
  [0.999999, '99.9999 %'],
  [1 - 3e-9, 'over 99.9999 %'],
  [1, 'over 99.9999 %'],
])('a level of %d is %s, and never 100', (level, words) => {
  expect(levelText(level)).toBe(words);
});

const running: CompareReport = {
  ...inconclusive(),
  looks: looks(null, [8, [0], [0]], [16, [0], [0]]),
};
test.each([
  ['a survey', survey(), 'no verdict yet'],
  ['a look', soFar(), 'same interpretation so far'],
  ['a look that leaves it open', running, 'inconclusive so far'],
  ['the last look', settled(), 'different'],
  ['all at once', different(), 'different'],
])('verdict of %s', (_, report, words) => {
  expect(verdictWords(report)).toBe(words);
});

test('nothing of a run that goes on reads as final: sentence, JSON, text, page', () => {
  expect(explanationOf(soFar())).toMatch(/^So far: Both hold .*; unfinished\.$/);
  expect(explanationOf(survey())).toMatch(/^A first look: /);
  expect(JSON.parse(reportJson(soFar())).explanation).toBe(explanationOf(soFar()));
  expect([settleOf(inconclusive()) === null, settleOf(running)]).toEqual([false, null]);
  expect(reportText(soFar())).toContain('\nVerdict: same interpretation so far\nSo far: ');
  expect(reportText(soFar(), { colour: true })).not.toContain('\u001b[32m');
  expect(reportText(survey())).toContain('\nno verdict yet\nA first look: ');
  const page = (report: Report) => reportHtml(report, { script: '', css: '' });
  expect(page(soFar())).toContain(
    '<title>sums-gpt2-10 and sums-llama-12: same interpretation so far',
  );
  expect(page({ ...budget(), looks: looks(null, [8, [0]]) })).toContain(
    'interpretation so far</title>',
  );
  expect(page(settled())).toContain('diffs-llama-24: different</title>');
});

test('nothing of a fleet that goes on reads as final, and two that are not compared have no verdict', () => {
  const fleet = cannedFleetSoFar([...'abc'], 2);
  expect(explanationOf(fleet)).toMatch(
    /^So far: 3 models, 3 pairs of them: .* and 1 not compared yet\. 16 pairs, .*\.$/,
  );
  expect(explanationOf(cannedFleetSoFar([...'abc'], 0))).toMatch(
    /: 3 not compared yet\. 8 pairs, /,
  );
  const text = reportText(fleet);
  expect(text).toMatch(/^3 {2}c ≠0\.42 {5}·$/m);
  expect(text).toMatch(/^= same interpretation, ≠ different, · not compared yet$/m);
  expect(text).toMatch(/^· not compared yet {26,}2 b · 3 c$/m);
  expect(reportHtml(fleet, { script: '', css: '' })).toContain('<title>3 models on cmpsum so far<');
  const rows = reportCsv(fleet).trimEnd().split('\r\n');
  expect(rows.at(-1)).toBe('b,c,,,,,,,,,,,,,');
});

// What is said where a failed control keeps the verdict on two of many models from being said, and of models of which it is
// undecided whether another one computes as they do.
import { expect, test } from 'vitest';
import type { FleetReport } from '../../src/protocol/report.ts';
import { type ControlReport, type FleetPair, sectionOf } from '../../src/protocol/sections.ts';
import { reportText } from '../../src/report/text.ts';
import { cappedPairsWords, cappedWords } from '../../src/words/capped.ts';
import { noneWords } from '../../src/words/certificate.ts';
import { aloneWords, openPairs, tellingWords } from '../../src/words/motifs.ts';
import { cappedStepsWords, inconclusiveWords } from '../../src/words/trajectory.ts';
import { cannedFleet } from '../support/cannedFleet.ts';
import { trajectory } from '../support/cannedReports.ts';

const control = (name: string, of: ControlReport['of'], passed: boolean): ControlReport => ({
  ...{ kind: 'negative', of, name, value: 0.304, wanted: 'below', bound: 0.3, passed },
});

/** Model "a" has a name with which that of another one begins. */
const controls = [
  control('a with the pairs permuted', 'profile', true),
  control('a b with the pairs permuted', 'profile', false),
  control('a against itself with the pairs permuted', 'full', false),
];

const at = (value: number) => ({ value, low: value - 0.05, high: value + 0.05 });

function pair(a: number, b: number, part: Partial<FleetPair>): FleetPair {
  return {
    ...{ a, b, verdict: 'inconclusive', reason: 'controls', distance: null, full: null },
    ...{ merge: null, pairs: 24, level: 0.95, ...part },
  };
}

const apart = { ...at(0.95), set: ['a', 'b'] };
const near = { ...at(0.1), set: ['a', 'b'] };
const pairs = [
  pair(0, 1, { distance: apart, full: at(0.9) }),
  pair(0, 2, { distance: near, full: at(0.06) }),
  pair(1, 2, { distance: near, full: at(0.4) }),
];

const canned = cannedFleet(['a', 'a b', 'c']);
const fleetOf = (of: readonly FleetPair[]): FleetReport => ({
  ...canned,
  sections: canned.sections.map((section) => {
    if (section.kind === 'controls') return { ...section, rows: controls };
    return section.kind === 'fleet' ? { ...section, pairs: of } : section;
  }),
});
const fleet = fleetOf(pairs);

test.each([
  [0, 'Without the failed control (a b with the pairs permuted) it would be `different`'],
  [
    1,
    'Without the failed control (a against itself with the pairs permuted) it would be `indistinguishable`',
  ],
  [2, 'Without the failed control (a b with the pairs permuted) it would be `same interpretation`'],
])('pair %i: which control failed, and what it would be', (i, words) => {
  expect(cappedWords(pairs[i], fleet)).toBe(words);
});

test('all pairs in one line, under the list of a terminal too', () => {
  const words = cappedPairsWords(pairs, fleet);
  expect(words).toMatch(
    /^3 pairs are inconclusive for a failed control: without the failed controls \(a b with.*\) they would be 1 `indistinguishable`, 1 `same interpretation` and 1 `different`\. More pairs, or a task/,
  );
  expect(reportText(fleet, { width: 1000 })).toContain(words);
  expect(cappedPairsWords([pair(0, 1, { reason: 'straddles' })], fleet)).toBe(undefined);
  expect(cappedWords(pair(0, 1, { reason: 'straddles' }), fleet)).toBe(undefined);
});

test('what would settle most says that a control failed there', () => {
  const telling = { ...sectionOf(canned, 'motifs')!, telling: { a: 0, b: 1 } };
  const straddling = fleetOf([pair(0, 1, { reason: 'straddles', distance: near })]);
  for (const report of [fleet, straddling])
    expect(tellingWords(telling, ['1', '2', '3'], report)).toContain(
      'settled by 1 and 2, on more pairs or another task, but a control of theirs failed: a b with the pairs permuted.',
    );
});

const alone = { models: [0], smallest: 0, parameters: 9 };
test.each<readonly [string, readonly FleetPair[], string, string]>([
  [
    'all different',
    [pair(0, 1, { verdict: 'different', reason: 'apart' })],
    'no other computes it this way',
    'No certificate: no two models are shown to have the same interpretation.',
  ],
  [
    'undecided with two',
    pairs.slice(0, 2),
    'none is shown to compute it this way; undecided with 2 and 3',
    'No certificate: no two models are shown to have the same interpretation (2 pairs open; try more pairs).',
  ],
  [
    'not compared yet with one',
    [pair(0, 2, { reason: 'survey' })],
    'none is shown to compute it this way; undecided with 3',
    'No certificate: no two models are shown to have the same interpretation (1 pair open; try more pairs).',
  ],
])('a model alone in its class, %s', (_, of, words, none) => {
  const report = fleetOf(of);
  expect(aloneWords(alone, ['1', '2', '3'], report)).toBe(words);
  expect(noneWords(openPairs(report).length)).toBe(none);
});

test('of more than six the rest is counted', () => {
  const names = [...'abcdefghij'];
  const all = names.slice(1).map((_, i) => pair(0, i + 1, { reason: 'straddles' }));
  const report = { ...fleetOf(all), models: cannedFleet(names).models };
  expect(aloneWords(alone, names, report)).toMatch(/undecided with b, c, d, e, f, g and 3 more$/);
});

test('of checkpoints: "?" offers what there is, and a failed control is told once', () => {
  const report = trajectory();
  const section = sectionOf(report, 'trajectory')!;
  expect(inconclusiveWords({ runs: [], lasts: [], kind: 'trajectory' })).toBe('inconclusive');
  const [run] = section.runs;
  const last = run.steps.findLast(({ solves }) => solves)!;
  const [first] = run.steps.filter(({ toLast }) => toLast);
  const name = `${report.models[first.model].name} with shuffled weights`;
  const beside = { ...first.toLast!, verdict: 'inconclusive', reason: 'controls' } as const;
  const step = { ...first, toLast: { ...beside, with: last.model, distance: apart } };
  const capped = { ...section, runs: [{ ...run, steps: [step] }], lasts: [] };
  const rows = [control(name, 'profile', false)];
  const failing = {
    ...report,
    sections: [capped, { kind: 'controls', rows } as const],
  };
  expect(inconclusiveWords(capped)).toBe('inconclusive, also where a control failed');
  expect(cappedStepsWords(capped, failing)).toBe(
    `1 pair is inconclusive for a failed control: without the failed control (${name}) it would be \`different\`. More pairs, or a task whose answers depend more on the variables that change.`,
  );
  expect(cappedStepsWords(section, report)).toBe(undefined);
});

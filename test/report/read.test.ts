// Stored reports open again: those of this version as they were, those of schema 1 with the present shape.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportCsv } from '../../src/report/csv.ts';
import { reportJson } from '../../src/report/json.ts';
import { readReport } from '../../src/report/read.ts';
import { reportText } from '../../src/report/text.ts';
import { explanationOf, settleOf } from '../../src/words/report.ts';
import { cannedReports, different } from '../support/cannedReports.ts';
import { faultsOf } from '../support/schema.ts';

/** Written by the last version that wrote schema 1. */
function stored(name: 'compare' | 'interpret') {
  const file = new URL(`../fixture/reports/${name}-schema1.json`, import.meta.url);
  return readFileSync(file, 'utf8');
}

/** The stored comparison with some fields changed. */
function changed(fields: object): string {
  return JSON.stringify({ ...JSON.parse(stored('compare')), ...fields });
}

/** A comparison of today with some fields changed. */
function damaged(fields: object): string {
  return JSON.stringify({ ...different(), ...fields });
}

test.each(cannedReports)('%s: what was written is read as it was', (_, make) => {
  const json = reportJson(make());
  expect(reportJson(readReport(json)!)).toBe(json);
});

test('a comparison of schema 1: every number and sentence, under the present names', () => {
  const old = JSON.parse(stored('compare'));
  const report = readReport(stored('compare'))!;
  expect(faultsOf(report)).toEqual([]);
  expect(report).toMatchObject({ kind: 'compare', verdict: old.verdict, task: old.task });
  expect([report.notes, report.provenance, report.timings]).toEqual([
    old.notes,
    old.provenance,
    old.timings,
  ]);
  expect(report.models.map(({ inventory }) => inventory)).toEqual([[['a', 'b']], [['b', 'c']]]);
  expect(report.sections).toEqual([
    {
      kind: 'flow',
      models: old.models.map(({ cuts, mergeTree }: (typeof old.models)[0]) => ({
        cuts,
        mergeTree,
      })),
    },
    { kind: 'distances', causal: old.distance, full: old.fullDistance, merge: old.mergeDistance },
    { kind: 'mismatch', ...old.mismatch },
    { kind: 'controls', rows: old.controls },
    { kind: 'trust', rows: old.trust },
    { kind: 'examples', rows: old.examples },
  ]);
  expect([explanationOf(report), settleOf(report)]).toEqual([old.explanation, null]);
});

test('an interpretation of schema 1', () => {
  const old = JSON.parse(stored('interpret'));
  const report = readReport(stored('interpret'))!;
  expect(faultsOf(report)).toEqual([]);
  expect(report.sections.map(({ kind }) => kind)).toEqual(['flow', 'trust']);
  expect(explanationOf(report)).toBe(old.explanation);
});

test('a pair of schema 1 of which one did not solve the task: nothing was measured', () => {
  const models = JSON.parse(stored('compare')).models.map((model: object) => {
    return { ...model, cuts: [], mergeTree: [], inventory: [] };
  });
  const nothing = { distance: null, fullDistance: null, mergeDistance: null, mismatch: null };
  const lists = { controls: [], trust: [], examples: [] };
  const settle = 'Another task.';
  const report = readReport(
    changed({ verdict: 'not comparable', models, settle, ...nothing, ...lists }),
  )!;
  expect(faultsOf(report)).toEqual([]);
  expect(report.sections).toEqual([]);
  expect(report.models.map(({ inventory }) => inventory)).toEqual([null, null]);
  expect(settleOf(report)).toBe(settle);
});

test('a pair of schema 1 with one part has no merge distance', () => {
  const report = readReport(changed({ mergeDistance: null }))!;
  expect(sectionOf(report, 'distances')?.merge).toBeNull();
});

test('a report of schema 1 is shown as one of today', () => {
  const report = readReport(stored('compare'))!;
  const text = reportText(report);
  expect(text).toContain('Verdict: different');
  expect(text).toMatch(/causal distance {2}0\.96 \[0\.82, 1\.00\]/);
  expect(text).toContain('self-checks      all 4 passed');
  expect(reportCsv(report).split('\r\n')).toHaveLength(1 + 2 * 4 * 5 + 1);
  expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
});

test.each([
  ['no JSON', '{"kind":'],
  ['no object', '[]'],
  ['nothing', 'null'],
  ['a torn one', changed({ models: undefined })],
  ['one of a later schema', changed({ schema: 3 })],
  ['one without a schema', changed({ schema: undefined })],
  ['one that says it is of this schema', changed({ schema: 2 })],
  ['schema 1 without its task', changed({ task: undefined })],
  ['schema 1 without its checks', changed({ trust: undefined })],
  ['schema 1 with a model of nothing', changed({ models: [{}, null] })],
  ['schema 1 of an unknown kind', changed({ kind: 'fleet' })],
  ['one without a task', damaged({ task: undefined })],
  ['one whose notes are no list', damaged({ notes: 'none' })],
  ['one without provenance', damaged({ provenance: null })],
  ['one without a reason', damaged({ reason: null })],
  ['one with a model of nothing', damaged({ models: [null, null] })],
  ['a comparison of one', damaged({ models: different().models.slice(1) })],
  ['schema 1 with three models', changed({ models: Array(3).fill(different().models[0]) })],
  ['one of a kind that only a later version knows', damaged({ kind: 'trajectory' })],
  ['one with a section of nothing', damaged({ sections: [null] })],
  ['one with a torn section', damaged({ sections: [{ kind: 'controls' }] })],
  ['one without its distances', damaged({ sections: [{ kind: 'distances', full: {} }] })],
])('%s is no report', (_, json) => {
  expect(readReport(json)).toBeUndefined();
});

test('sections that only a later version knows are left out, and that is said', () => {
  const report = different();
  const sections = [{ kind: 'circuit', edges: [] }, ...report.sections, { kind: '__proto__' }];
  const read = readReport(JSON.stringify({ ...report, sections }))!;
  expect(read.sections).toEqual(report.sections);
  expect(read.notes.at(-1)).toContain('2 of its sections cannot be shown');
  expect(reportText(read)).toContain('later version of Congruity');
});

/** Where a later version has added a code: in the reason, within it, in the remedy. */
const later: readonly (readonly [string, object])[] = [
  ['a reason', { reason: { ...different().reason, code: 'circuits differ' } }],
  ['a finding', { reason: { ...different().reason, finding: { code: 'heads differ' } } }],
  [
    'one side of a finding',
    {
      reason: {
        ...different().reason,
        finding: {
          code: 'variables differ',
          sides: [{ code: 'a head' }, { code: 'no more', sets: [] }],
        },
      },
    },
  ],
  ['a remedy', { remedy: { code: 'more layers' } }],
];
test.each(later)(
  'sentences stay as they were said where only a later version knows %s',
  (_, fields) => {
    const sentences = { explanation: 'They differ.', settle: 'More of it.' };
    const read = readReport(damaged({ ...fields, ...sentences }))!;
    expect([explanationOf(read), settleOf(read)]).toEqual(['They differ.', 'More of it.']);
    expect(faultsOf(read)).toEqual([]);
    expect(reportText(read)).not.toContain('undefined');
    expect(readReport(damaged(fields)), 'without sentences').toBeUndefined();
  },
);

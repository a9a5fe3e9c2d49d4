// Stored reports open again: those of this version as they were, older ones with what of them still holds.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { flowsOf, sectionOf } from '../../src/protocol/sections.ts';
import { reportCsv } from '../../src/report/csv.ts';
import { reportJson } from '../../src/report/json.ts';
import { readReport } from '../../src/report/read.ts';
import { reportText } from '../../src/report/text.ts';
import { explanationOf, settleOf } from '../../src/words/report.ts';
import { cannedFleet } from '../support/cannedFleet.ts';
import { cannedReports, different } from '../support/cannedReports.ts';
import { faultsOf } from '../support/schema.ts';

/** Written by the last version that wrote that schema. */
function stored(name: 'compare' | 'interpret', schema: 1 | 2 | 3 = 1) {
  const file = new URL(`../fixture/reports/${name}-schema${schema}.json`, import.meta.url);
  return readFileSync(file, 'utf8');
}

/** The stored comparison with some fields changed. */
function changed(fields: object): string {
  return JSON.stringify({ ...JSON.parse(stored('compare')), ...fields });
}

function withSchema(name: 'compare', schema: number): string {
  return JSON.stringify({ ...JSON.parse(stored(name, 2)), schema });
}

/** The stored comparison of schema 3 with some fields changed. */
function changed3(fields: object): string {
  return JSON.stringify({ ...JSON.parse(stored('compare', 3)), ...fields });
}

const [site] = different().models[0].sites!;

function withSites(sites: unknown): string {
  return damaged({ models: different().models.map((model) => ({ ...model, sites })) });
}

/** A comparison of today with some fields changed. */
function damaged(fields: object): string {
  return JSON.stringify({ ...different(), ...fields });
}

test.each(cannedReports)('%s: what was written is read as it was', (_, make) => {
  const json = reportJson(make());
  expect(reportJson(readReport(json)!)).toBe(json);
});

const olderDistance =
  'Made by an older version: its distance is the crispness-weighted causal distance; run again.';
const olderLabels =
  'Made by an older version: a site is labelled by its nearest set, however far; run again.';
const unknown = { massOnAnswers: null, profile: null, evidence: null, sites: null };

type OldCut = { readonly spans: readonly { span: string; shares: object }[]; merging: object };
type OldFlow = { readonly cuts: readonly OldCut[]; readonly mergeTree: object };
const flowOf = ({ cuts, mergeTree }: OldFlow) => ({
  cuts: cuts.map(({ spans, merging }) => {
    return { spans: spans.map(({ span, shares }) => ({ span, shares })), merging };
  }),
  mergeTree,
});

test('a comparison of schema 1: shares, full distance, merging, and that it is older', () => {
  const old = JSON.parse(stored('compare'));
  const report = readReport(stored('compare'))!;
  expect(faultsOf(report)).toEqual([]);
  const { task } = old;
  const outcomes = [...task.answers, 'other'];
  expect(report).toMatchObject({ kind: 'compare', verdict: old.verdict, distance: null });
  expect(report.task).toEqual({ ...task, variables: [], outcomes });
  expect([report.notes, report.provenance, report.timings]).toEqual([
    old.notes,
    old.provenance,
    old.timings,
  ]);
  for (const model of report.models) expect(model).toMatchObject(unknown);
  expect(report.sections).toEqual([
    { kind: 'flow', models: old.models.map(flowOf) },
    { kind: 'distances', full: old.fullDistance, merge: old.mergeDistance },
    { kind: 'mismatch', cuts: old.mismatch.cuts, matches: [] },
    { kind: 'trust', rows: old.trust },
    { kind: 'examples', rows: old.examples },
  ]);
  expect(explanationOf(report)).toBe(`${olderDistance} ${old.explanation}`);
  expect(settleOf(report)).toBeNull();
});

test('a comparison of schema 2: the same, with its own sentences', () => {
  const old = JSON.parse(stored('compare', 2));
  const report = readReport(stored('compare', 2))!;
  expect(faultsOf(report)).toEqual([]);
  expect(report).toMatchObject({ kind: 'compare', verdict: old.verdict, distance: null });
  for (const model of report.models) expect(model).toMatchObject(unknown);
  const [flow, distances] = old.sections;
  expect(flowsOf(report)).toEqual(flow.models.map(flowOf));
  expect(sectionOf(report, 'distances')).toEqual({
    kind: 'distances',
    full: distances.full,
    merge: distances.merge,
  });
  expect(sectionOf(report, 'controls')).toBeUndefined();
  expect(explanationOf(report)).toBe(`${olderDistance} ${old.explanation}`);
});

test.each([1, 2] as const)('an interpretation of schema %d', (schema) => {
  const old = JSON.parse(stored('interpret', schema));
  const report = readReport(stored('interpret', schema))!;
  expect(faultsOf(report)).toEqual([]);
  expect(report.sections.map(({ kind }) => kind)).toEqual(['flow', 'trust']);
  expect(explanationOf(report)).toBe(`${olderLabels} ${old.explanation}`);
});

test('a fleet of schema 2: verdicts and full distances, and a note', () => {
  const { task, models, sections, ...fleet } = cannedFleet(['a', 'b', 'c']);
  const pairs = sectionOf({ sections }, 'fleet')!.pairs.map(({ distance, ...pair }) => {
    return { ...pair, reason: 'one-sided evidence', causal: { ...distance, cut: 0, site: 0 } };
  });
  const old = { ...fleet, schema: 2, task, models, sections: [{ kind: 'fleet', pairs }] };
  const report = readReport(JSON.stringify(old))!;
  expect(faultsOf(report)).toEqual([]);
  expect(report.notes).toEqual([olderDistance, ...fleet.notes]);
  const read = sectionOf(report, 'fleet')!.pairs;
  expect(read.map(({ distance }) => distance)).toEqual([null, null, null]);
  expect(read.map(({ full }) => full)).toEqual(pairs.map(({ full }) => full));
});

test.each(['compare', 'interpret'] as const)('schema 3, %s: as it was, on all pairs', (name) => {
  const old = JSON.parse(stored(name, 3));
  const report = readReport(stored(name, 3))!;
  expect(faultsOf(report)).toEqual([]);
  const { pairs } = old.task;
  type OldModel = { readonly sites: readonly object[] };
  const models = old.models.map(({ sites, ...model }: OldModel) => {
    return { ...model, sites: sites.map((each) => ({ ...each, pairs })) };
  });
  expect(JSON.parse(reportJson(report))).toEqual({ ...old, schema: 4, looks: null, models });
});

test('a fleet of schema 3: all that was measured rests on all pairs', () => {
  const { looks: _, ...fleet } = cannedFleet([...'abcdefgh']);
  const sections = fleet.sections.map((section) => {
    if (section.kind !== 'fleet') return section;
    return { ...section, pairs: section.pairs.map(({ pairs: _, ...pair }) => pair) };
  });
  const report = readReport(JSON.stringify({ ...fleet, schema: 3, sections }))!;
  expect(faultsOf(report)).toEqual([]);
  const of = sectionOf(report, 'fleet')!.pairs.map(({ full, pairs }) => [full === null, pairs]);
  expect(new Set(of.map(String))).toEqual(new Set(['true,', `false,${fleet.task.pairs}`]));
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
  expect(settleOf(report)).toBe(settle);
  expect(explanationOf(report), 'there is no older distance').not.toContain('older');
});

test('a pair of schema 1 with one part has no merge distance', () => {
  const report = readReport(changed({ mergeDistance: null }))!;
  expect(sectionOf(report, 'distances')?.merge).toBeNull();
});

test('an older report is shown as one of today, and said to be older', () => {
  const report = readReport(stored('compare'))!;
  const text = reportText(report);
  expect(text).toContain(`Verdict: different\n${olderDistance.slice(0, 60)}`);
  expect(text).not.toMatch(/^(?:causal|profile) distance/m);
  expect(text).toMatch(/full distance {5}0\.96 \[0\.82, 1\.00\]/);
  expect(text).toMatch(/[abc]█[abc]█/);
  expect(text).toContain('self-checks       all 4 passed');
  expect(reportCsv(report).split('\r\n')).toHaveLength(1 + 2 * 4 * 5 + 1);
  expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
  expect(reportJson(readReport(reportJson(report))!), 'written anew').toBe(reportJson(report));
});

test.each([
  ['no JSON', '{"kind":'],
  ['no object', '[]'],
  ['nothing', 'null'],
  ['a torn one', changed({ models: undefined })],
  ['one of a later schema', damaged({ schema: 5 })],
  ['one of schema 3 that says it is of this', changed3({ schema: 4 })],
  ['schema 3 without what a site holds', changed3({ models: [{ sites: [{}] }, {}] })],
  ['one whose looks are no list', damaged({ looks: { looks: 1 } })],
  ['one with a look of nothing', damaged({ looks: { looks: [null] } })],
  ['one with a site without its pairs', withSites([{ ...site, pairs: undefined }])],
  ['one of schema 1 that says it is of this', changed({ schema: 4 })],
  ['one of schema 2 that says it is of the next', withSchema('compare', 3)],
  ['one of schema 2 that says it is of this', withSchema('compare', 4)],
  ['one without a schema', changed({ schema: undefined })],
  ['one of schema 1 that says it is of the next', changed({ schema: 2 })],
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
  ['one of a kind that only a later version knows', damaged({ kind: 'weather' })],
  ['one whose sites are no list', withSites(1)],
  ['one with a site of nothing', withSites([null])],
  ['one with a site without its weights', withSites([{ cut: 0, span: 'a', label: null }])],
  ['one whose deciding set is no list', damaged({ distance: { set: 'a', sites: [] } })],
  ['one with a section of nothing', damaged({ sections: [null] })],
  ['one with a torn section', damaged({ sections: [{ kind: 'controls' }] })],
  ['one without its distances', damaged({ sections: [{ kind: 'distances', full: 3 }] })],
])('%s is no report', (_, json) => {
  expect(readReport(json)).toBeUndefined();
});

test('sections that only a later version knows are left out, and that is said', () => {
  const report = different();
  const sections = [{ kind: 'weather', edges: [] }, ...report.sections, { kind: '__proto__' }];
  const read = readReport(JSON.stringify({ ...report, sections }))!;
  expect(read.sections).toEqual(report.sections);
  expect(read.notes.at(-1)).toContain('2 of its sections cannot be shown');
  expect(reportText(read)).toContain('later version of Congruity');
});

/** Where a later version has added a code: in the reason, within it, in the remedy. */
const later: readonly (readonly [string, object])[] = [
  ['a reason', { reason: { ...different().reason, code: 'circuits differ' } }],
  ['a finding', { reason: { ...different().reason, finding: { code: 'heads differ' } } }],
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
